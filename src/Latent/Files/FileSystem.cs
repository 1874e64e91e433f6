using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Latent.Files;

/// <summary>File operations that are durable when they return, or throw: every result is checked, interrupted calls are made again.</summary>
/// <param name="calls">The system below.</param>
internal sealed class FileSystem(ISystemCalls calls)
{
    // Who only asks whether a file is locked holds it for microseconds.
    private const int LockAttempts = 20, LockPause = 5;

    /// <summary>The system this process runs on.</summary>
    public static FileSystem Real { get; } = new(OperatingSystem.IsLinux() ? new PosixCalls() : new PortableCalls());

    /// <summary>Writes a file that must not exist and waits until its content is on the disk. Its name is so only after <see cref="SyncFolder"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="hash">Sees every byte, or null.</param>
    /// <returns>The number of bytes.</returns>
    /// <exception cref="FileOperationException">Something was refused; the file may be there in part.</exception>
    public long Write(string path, Action<Stream> write, IncrementalHash? hash = null)
    {
        SafeFileHandle? handle = null;
        Check("create", path, () => calls.Create(path, out handle));
        using (handle)
        {
            using FileWriter writer = new(this, handle!, path, hash);
            write(writer);
            writer.Flush();
            // A failed flush is final: the kernel may have dropped the pages and would report success the second time.
            Check("flush", path, () => calls.Sync(handle!));
            return writer.Length;
        }
    }

    /// <summary>Waits until what has been written to a file, and its name, are on the disk.</summary>
    public void SyncFile(string path)
    {
        using (SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            Check("flush", path, () => calls.Sync(file));
        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Waits until the names in a folder are on the disk.</summary>
    public void SyncFolder(string path) => Check("flush the folder", path, () => calls.SyncFolder(path));

    /// <summary>Makes a folder that must not exist.</summary>
    public void CreateFolder(string path) => Check("make the folder", path, () => calls.CreateFolder(path));

    /// <summary>Makes a folder and those above it where they are missing, durably.</summary>
    public void EnsureFolder(string path)
    {
        CallResult result = Repeat(() => calls.CreateFolder(path));
        if (result.Error == FileError.AlreadyExists)
            return;
        string? parent = Path.GetDirectoryName(path);
        if (result.Error == FileError.NotFound && parent is { Length: > 0 })
        {
            EnsureFolder(parent);
            result = Repeat(() => calls.CreateFolder(path));
            if (result.Error == FileError.AlreadyExists)
                return;
        }

        if (!result.Ok)
            throw new FileOperationException("make the folder", path, result);
        if (parent is { Length: > 0 })
            SyncFolder(parent);
    }

    /// <summary>Gives a file or folder another name at one stroke; durable after <see cref="SyncFolder"/> of where it stands.</summary>
    public void Rename(string from, string to) => Check($"give the name '{Path.GetFileName(to)}' to", from, () => calls.Rename(from, to));

    /// <summary>Deletes a file.</summary>
    public void DeleteFile(string path) => Check("delete", path, () => calls.DeleteFile(path));

    /// <summary>Deletes a folder of files.</summary>
    public void DeleteFolder(string path)
    {
        foreach (string name in List(path))
            DeleteFile(Path.Combine(path, name));
        Check("delete the folder", path, () => calls.DeleteFolder(path));
    }

    /// <summary>The names in a folder, sorted; none when there is no such folder.</summary>
    public string[] List(string path)
    {
        string[] names = [];
        CallResult result = Repeat(() => calls.List(path, out names));
        if (result.Error == FileError.NotFound)
            return [];
        if (!result.Ok)
            throw new FileOperationException("list", path, result);
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    /// <summary>Opens a file for reading.</summary>
    public FileReader Open(string path)
    {
        SafeFileHandle? handle = null;
        Check("open", path, () => calls.Open(path, out handle));
        return new FileReader(calls, handle!, path);
    }

    /// <summary>Locks a file, made where it is missing, until the result is disposed; null when another process holds it.</summary>
    /// <param name="path">The file; it stays, since deleting it would race with others that lock it.</param>
    /// <param name="note">What is written into it for those who are refused.</param>
    public IDisposable? TryLock(string path, string note)
    {
        SafeFileHandle? handle = null;
        CallResult result = Repeat(() => calls.Lock(path, out handle));
        for (int attempt = 1; attempt < LockAttempts && result.Error == FileError.Locked; attempt++)
        {
            Thread.Sleep(LockPause);
            result = Repeat(() => calls.Lock(path, out handle));
        }

        if (result.Error == FileError.Locked)
            return null;
        if (!result.Ok)
            throw new FileOperationException("lock", path, result);
        try
        {
            RandomAccess.SetLength(handle!, 0);
            RandomAccess.Write(handle!, Encoding.UTF8.GetBytes(note), 0);
        }
        catch (IOException)
        {
            // The lock holds without the note, on a full disk too.
        }

        return handle;
    }

    /// <summary>Whether somebody holds the lock of a file. Asking neither makes nor changes it; a file that cannot be looked at is in nobody's use.</summary>
    public bool IsLocked(string path) => Repeat(() => calls.ProbeLock(path)).Error == FileError.Locked;

    /// <summary>The kind of network file system that a folder lies on, or null.</summary>
    public string? NetworkFormat(string path) => calls.NetworkFormat(path);

    /// <summary>Writes all the bytes, however many calls it takes.</summary>
    internal void WriteAll(SafeFileHandle file, ReadOnlySpan<byte> bytes, string path)
    {
        while (!bytes.IsEmpty)
        {
            CallResult result = calls.Write(file, bytes, out int written);
            if (!result.Ok && !result.Interrupted)
                throw new FileOperationException("write", path, result);
            // A system that takes nothing and gives no reason would keep us here for ever.
            if (result.Ok && written == 0)
                throw new FileOperationException("write", path, new CallResult(FileError.InputOutput, 0));
            bytes = bytes[written..];
        }
    }

    /// <summary>Makes a call until no signal comes in between.</summary>
    internal static CallResult Repeat(Func<CallResult> call)
    {
        CallResult result;
        do
        {
            result = call();
        }
        while (result.Interrupted);
        return result;
    }

    private static void Check(string operation, string path, Func<CallResult> call)
    {
        CallResult result = Repeat(call);
        if (!result.Ok)
            throw new FileOperationException(operation, path, result);
    }
}
