using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Latent.Files;

/// <summary>The flushes of Unix, with their results: the framework's own (Flush(true), FlushToDisk) return as if all were well when fsync fails.</summary>
internal static partial class PosixFlush
{
    private const int InvalidArgument = 22;
    private const int LinuxCloseOnExec = 0x80000, DarwinCloseOnExec = 0x1000000;

    /// <summary>Waits until a file's content is on the disk.</summary>
    public static CallResult Sync(SafeFileHandle file) =>
        NativeSync(file) == 0 ? CallResult.Success : CallResult.FromCode(Marshal.GetLastPInvokeError());

    /// <summary>Waits until a folder's names are on the disk.</summary>
    public static CallResult SyncFolder(string path)
    {
        int closeOnExec = OperatingSystem.IsLinux() ? LinuxCloseOnExec : OperatingSystem.IsMacOS() ? DarwinCloseOnExec : 0;
        int descriptor = NativeOpen(path, closeOnExec);
        if (descriptor < 0)
            return CallResult.FromCode(Marshal.GetLastPInvokeError());
        using SafeFileHandle folder = new(descriptor, ownsHandle: true);
        CallResult result = Sync(folder);
        // Some file systems cannot flush a folder and say so by EINVAL; they write names through.
        return result.Code == InvalidArgument ? CallResult.Success : result;
    }

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int NativeSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NativeOpen(string path, int flags);
}
