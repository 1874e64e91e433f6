using System.Text;
using Latent.Files;

namespace Latent.Tests.Files;

/// <summary>What <see cref="FileSystem"/> is built on does the same on the C library's calls and on the framework's.</summary>
public sealed class SystemCallsTests
{
    public static TheoryData<string> Systems => OperatingSystem.IsLinux() ? new("posix", "portable") : new("portable");

    [Theory]
    [MemberData(nameof(Systems))]
    public void Files_are_written_read_renamed_and_deleted(string name)
    {
        using TemporaryFolder folder = new();
        FileSystem system = Of(name);
        byte[] bytes = [.. Enumerable.Range(0, 200_000).Select(static i => (byte)(i * 7))];
        string nested = folder.File("a/b/c"), file = Path.Combine(nested, "file"), renamed = Path.Combine(nested, "renamed");
        system.EnsureFolder(nested);
        system.EnsureFolder(nested);
        Assert.Equal(bytes.Length + 3, system.Write(file, stream =>
        {
            stream.Write("abc"u8);
            stream.Write(bytes);
        }));
        File.WriteAllText(renamed, "old");
        system.Rename(file, renamed);
        system.SyncFolder(nested);
        Assert.Equal(["renamed"], system.List(nested));
        using (FileReader reader = system.Open(renamed))
        {
            byte[] read = new byte[reader.Length + 10];
            Assert.Equal(bytes.Length + 3, reader.Read(read, 0));
            Assert.Equal([.. "abc"u8, .. bytes], read[..^10]);
            Assert.Equal(0, reader.Read(read, reader.Length));
            Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(read.AsSpan(..^10))), reader.Sha256());
        }

        system.Rename(nested, folder.File("a/b/d"));
        system.DeleteFolder(folder.File("a/b/d"));
        Assert.Empty(system.List(folder.File("a/b")));
        Assert.Empty(system.List(folder.File("none")));
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public void Refusals_are_told_apart_and_say_what_where_and_what_to_do(string name)
    {
        using TemporaryFolder folder = new();
        FileSystem system = Of(name);
        string file = folder.Write("file", Encoding.ASCII.GetBytes("x")), none = folder.File("none");
        Directory.CreateDirectory(folder.File("full/inner"));
        Throws(FileError.AlreadyExists, () => system.Write(file, static _ => { }), $"Cannot create '{file}': the name is taken");
        Throws(FileError.AlreadyExists, () => system.CreateFolder(folder.File("full")), $"Cannot make the folder '{folder.File("full")}': the name is taken");
        Throws(FileError.NotFound, () => system.Open(none).Dispose(), $"Cannot open '{none}': it does not exist, or a part of its path is no folder");
        Throws(FileError.NotFound, () => system.Rename(none, file), $"Cannot give the name 'file' to '{none}': it does not exist");
        Throws(FileError.NotFound, () => system.Write(Path.Combine(none, "x"), static _ => { }), "Was the folder moved or deleted?");
        Throws(FileError.NotFound, () => system.Write(Path.Combine(file, "x"), static _ => { }), "a part of its path is no folder");
        Assert.Throws<FileOperationException>(() => system.DeleteFolder(folder.File("full")));
        Assert.True(Directory.Exists(folder.File("full/inner")));
        Assert.Equal("x", File.ReadAllText(file));

        static void Throws(FileError error, Action action, string words)
        {
            FileOperationException e = Assert.Throws<FileOperationException>(action);
            Assert.Equal(error, e.Error);
            Assert.Contains(words, e.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public void A_lock_is_held_by_one(string name)
    {
        using TemporaryFolder folder = new();
        FileSystem system = Of(name);
        using (IDisposable? first = system.TryLock(folder.File("lock"), "me"))
        {
            Assert.NotNull(first);
            Assert.Null(system.TryLock(folder.File("lock"), "you"));
        }

        Assert.Equal("me", File.ReadAllText(folder.File("lock")));
        system.TryLock(folder.File("lock"), "")!.Dispose();
        Assert.Equal("", File.ReadAllText(folder.File("lock")));
    }

    [Fact]
    public void Devices_and_pipes_are_read_as_files_or_refused_but_do_not_hang()
    {
        if (!OperatingSystem.IsLinux())
            return;
        FileSystem system = Of("posix");
        using FileReader nothing = system.Open("/dev/null");
        Assert.Equal(0, nothing.Read(new byte[4], 0));
        Exception? e = Record.Exception(() => system.Write("/dev/full", static stream => stream.Write("x"u8)));
        Assert.Equal(FileError.AlreadyExists, Assert.IsType<FileOperationException>(e).Error);
    }

    [Fact]
    public void A_device_that_is_really_full_is_reported()
    {
        if (!OperatingSystem.IsLinux())
            return;
        PosixCalls calls = new();
        Assert.True(calls.Lock("/dev/full", out Microsoft.Win32.SafeHandles.SafeFileHandle? full).Ok);
        using (full)
        {
            CallResult result = calls.Write(full!, "x"u8, out int written);
            Assert.Equal((FileError.NoSpace, 28, 0), (result.Error, result.Code, written));
        }
    }

    private static FileSystem Of(string name) => new(name == "posix" ? new PosixCalls() : new PortableCalls());
}
