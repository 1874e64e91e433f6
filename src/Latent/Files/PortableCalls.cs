using Microsoft.Win32.SafeHandles;

namespace Latent.Files;

/// <summary>The framework's own calls, for systems other than Linux.</summary>
/// <remarks>
/// The flush is <see cref="RandomAccess.FlushToDisk"/> (FlushFileBuffers on Windows, F_FULLFSYNC on macOS), and beside it, on Unix, one whose result can be
/// seen. Windows has no flush of a folder: NTFS keeps a journal of names, so that after a loss of power the last rename may be missing, but
/// never half done.
/// </remarks>
internal sealed class PortableCalls : ISystemCalls
{
    /// <inheritdoc/>
    public CallResult Create(string path, out SafeFileHandle? file) => Try(
        () => File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete), out file);

    /// <inheritdoc/>
    public CallResult Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, out int written)
    {
        written = 0;
        try
        {
            RandomAccess.Write(file, bytes, RandomAccess.GetLength(file));
            written = bytes.Length;
            return CallResult.Success;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return ResultOf(e);
        }
    }

    /// <inheritdoc/>
    public CallResult Sync(SafeFileHandle file)
    {
        CallResult result = Try(() => RandomAccess.FlushToDisk(file));
        return result.Ok && !OperatingSystem.IsWindows() ? PosixFlush.Sync(file) : result;
    }

    /// <inheritdoc/>
    public CallResult SyncFolder(string path) => OperatingSystem.IsWindows() ? CallResult.Success : PosixFlush.SyncFolder(path);

    /// <inheritdoc/>
    public CallResult CreateFolder(string path)
    {
        if (Path.Exists(path))
            return new CallResult(FileError.AlreadyExists, 0);
        return Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))
            ? Try(() => Directory.CreateDirectory(path))
            : new CallResult(FileError.NotFound, 0);
    }

    /// <inheritdoc/>
    public CallResult Rename(string from, string to) => Directory.Exists(from)
        ? Try(() => Directory.Move(from, to))
        : Try(() => File.Move(from, to, overwrite: true));

    /// <inheritdoc/>
    public CallResult DeleteFile(string path) => Try(() => File.Delete(path));

    /// <inheritdoc/>
    public CallResult DeleteFolder(string path) => Try(() => Directory.Delete(path));

    /// <inheritdoc/>
    public CallResult List(string path, out string[] names)
    {
        CallResult result = Try(() => Array.ConvertAll(Directory.GetFileSystemEntries(path), static entry => Path.GetFileName(entry)),
            out string[]? found);
        names = found ?? [];
        return result;
    }

    /// <inheritdoc/>
    public CallResult Open(string path, out SafeFileHandle? file) => Try(
        () => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete), out file);

    /// <inheritdoc/>
    public CallResult Length(SafeFileHandle file, out long length)
    {
        long found = 0;
        CallResult result = Try(() => found = RandomAccess.GetLength(file));
        length = found;
        return result;
    }

    /// <inheritdoc/>
    public CallResult Read(SafeFileHandle file, Span<byte> destination, long offset, out int read)
    {
        read = 0;
        try
        {
            read = RandomAccess.Read(file, destination, offset);
            return CallResult.Success;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return ResultOf(e);
        }
    }

    /// <inheritdoc/>
    public CallResult Lock(string path, out SafeFileHandle? file) => Try(
        () => File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), out file);

    /// <inheritdoc/>
    /// <remarks>On Unix the framework takes a shared lock for this kind of sharing; on Windows the one who holds the lock shares nothing.</remarks>
    public CallResult ProbeLock(string path) => Try(() => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read).Dispose());

    /// <inheritdoc/>
    public string? NetworkFormat(string path)
    {
        try
        {
            string? folder = Path.GetFullPath(path);
            while (folder is not null && !Directory.Exists(folder))
                folder = Path.GetDirectoryName(folder);
            if (folder is null)
                return null;
            DriveInfo drive = new(folder);
            return drive.DriveType == DriveType.Network ? drive.DriveFormat : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // What cannot be found out is not warned of.
            return null;
        }
    }

    private static CallResult Try(Action action) => Try(() =>
    {
        action();
        return true;
    }, out bool _);

    private static CallResult Try<T>(Func<T> function, out T? value)
    {
        try
        {
            value = function();
            return CallResult.Success;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            value = default;
            return ResultOf(e);
        }
    }

    private static CallResult ResultOf(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => new CallResult(FileError.NotFound, 0),
        PathTooLongException => new CallResult(FileError.NameTooLong, 0),
        UnauthorizedAccessException => new CallResult(FileError.AccessDenied, 0),
        IOException => CallResult.FromCode(e.HResult),
        // What is no plain file: a pipe, a terminal.
        _ => new CallResult(FileError.Other, 0),
    };
}
