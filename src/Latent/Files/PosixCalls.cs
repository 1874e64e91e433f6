using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Latent.Files;

/// <summary>The calls of Linux's C library, whose results are looked at here and not by the framework.</summary>
/// <remarks>The numbers of the flags are Linux's, on the processors that .NET runs on. What only reads is the framework's.</remarks>
internal sealed partial class PosixCalls : ISystemCalls
{
    private const int WriteOnly = 0x1, ReadWrite = 0x2, CreateFlag = 0x40, Exclusive = 0x80, NonBlocking = 0x800, CloseOnExec = 0x80000;
    private const int LockShared = 1, LockExclusive = 2, LockNonBlocking = 4;
    private const uint FileMode = 0b110_110_110, FolderMode = 0b111_111_111;

    private readonly PortableCalls _framework = new();

    /// <inheritdoc/>
    public CallResult Create(string path, out SafeFileHandle? file) =>
        Open(path, WriteOnly | CreateFlag | Exclusive | CloseOnExec, out file);

    /// <inheritdoc/>
    public unsafe CallResult Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, out int written)
    {
        fixed (byte* first = bytes)
        {
            nint result = NativeWrite(file, first, (nuint)bytes.Length);
            written = (int)Math.Max(result, 0);
            return Result(result);
        }
    }

    /// <inheritdoc/>
    public CallResult Sync(SafeFileHandle file) => PosixFlush.Sync(file);

    /// <inheritdoc/>
    public CallResult SyncFolder(string path) => PosixFlush.SyncFolder(path);

    /// <inheritdoc/>
    public CallResult CreateFolder(string path) => Result(NativeMakeFolder(path, FolderMode));

    /// <inheritdoc/>
    public CallResult Rename(string from, string to) => Result(NativeRename(from, to));

    /// <inheritdoc/>
    public CallResult DeleteFile(string path) => Result(NativeUnlink(path));

    /// <inheritdoc/>
    public CallResult DeleteFolder(string path) => Result(NativeRemoveFolder(path));

    /// <inheritdoc/>
    public CallResult List(string path, out string[] names) => _framework.List(path, out names);

    /// <inheritdoc/>
    /// <remarks>The framework would ask for a lock of its own. What is no plain file, such as a pipe, does not keep us waiting.</remarks>
    public CallResult Open(string path, out SafeFileHandle? file) => Open(path, NonBlocking | CloseOnExec, out file);

    /// <inheritdoc/>
    public CallResult Length(SafeFileHandle file, out long length) => _framework.Length(file, out length);

    /// <inheritdoc/>
    public CallResult Read(SafeFileHandle file, Span<byte> destination, long offset, out int read) =>
        _framework.Read(file, destination, offset, out read);

    /// <inheritdoc/>
    public CallResult Lock(string path, out SafeFileHandle? file)
    {
        CallResult result = Open(path, ReadWrite | CreateFlag | CloseOnExec, out file);
        if (file is null)
            return result;
        result = Result(NativeLock(file, LockExclusive | LockNonBlocking));
        if (result.Ok)
            return result;
        file.Dispose();
        file = null;
        return result;
    }

    /// <inheritdoc/>
    public CallResult ProbeLock(string path)
    {
        CallResult result = Open(path, out SafeFileHandle? file);
        using (file) return file is null ? result : Result(NativeLock(file, LockShared | LockNonBlocking));
    }

    /// <inheritdoc/>
    public string? NetworkFormat(string path) => _framework.NetworkFormat(path);

    private static CallResult Open(string path, int flags, out SafeFileHandle? file)
    {
        int descriptor = NativeOpen(path, flags, FileMode);
        CallResult result = Result(descriptor);
        file = result.Ok ? new SafeFileHandle(descriptor, ownsHandle: true) : null;
        return result;
    }

    private static CallResult Result(nint value) => value >= 0 ? CallResult.Success : CallResult.FromCode(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NativeOpen(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint NativeWrite(SafeFileHandle file, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NativeMakeFolder(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NativeRename(string from, string to);

    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NativeUnlink(string path);

    [LibraryImport("libc", EntryPoint = "rmdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NativeRemoveFolder(string path);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int NativeLock(SafeFileHandle file, int operation);
}
