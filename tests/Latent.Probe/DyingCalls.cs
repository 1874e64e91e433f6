using System.Diagnostics;
using System.Runtime.InteropServices;
using Latent.Files;
using Microsoft.Win32.SafeHandles;

namespace Latent.Probe;

/// <summary>Counts the calls that change something and dies at one of them, by SIGKILL.</summary>
/// <param name="inner">The system.</param>
/// <param name="at">The number of the call, from 1, that is the last one: it is not made, or, of a write, half of it.</param>
/// <param name="counts">Whether calls on a path count; all of them by default.</param>
internal sealed partial class DyingCalls(ISystemCalls inner, int at, Func<string, bool>? counts = null) : ISystemCalls
{
    private const int KillSignal = 9;

    private int _count;
    private string _written = "";

    /// <summary>Ends this process as nothing can prevent.</summary>
    public static void Die()
    {
        _ = Kill(Environment.ProcessId, KillSignal);
        throw new UnreachableException();
    }

    public CallResult Create(string path, out SafeFileHandle? file)
    {
        _written = path;
        Tick(path);
        return inner.Create(path, out file);
    }

    public CallResult Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, out int written)
    {
        if (_count + 1 == at && Counts(_written))
            inner.Write(file, bytes[..(bytes.Length / 2)], out _);
        Tick(_written);
        return inner.Write(file, bytes, out written);
    }

    public CallResult Sync(SafeFileHandle file)
    {
        Tick(_written);
        return inner.Sync(file);
    }

    public CallResult SyncFolder(string path)
    {
        Tick(path);
        return inner.SyncFolder(path);
    }

    public CallResult CreateFolder(string path)
    {
        Tick(path);
        return inner.CreateFolder(path);
    }

    public CallResult Rename(string from, string to)
    {
        Tick(from);
        return inner.Rename(from, to);
    }

    public CallResult DeleteFile(string path)
    {
        Tick(path);
        return inner.DeleteFile(path);
    }

    public CallResult DeleteFolder(string path)
    {
        Tick(path);
        return inner.DeleteFolder(path);
    }

    public CallResult List(string path, out string[] names) => inner.List(path, out names);

    public CallResult Open(string path, out SafeFileHandle? file) => inner.Open(path, out file);

    public CallResult Length(SafeFileHandle file, out long length) => inner.Length(file, out length);

    public CallResult Read(SafeFileHandle file, Span<byte> destination, long offset, out int read) =>
        inner.Read(file, destination, offset, out read);

    public CallResult Lock(string path, out SafeFileHandle? file) => inner.Lock(path, out file);

    public CallResult ProbeLock(string path) => inner.ProbeLock(path);

    public string? NetworkFormat(string path) => inner.NetworkFormat(path);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    private bool Counts(string path) => counts is null || counts(path);

    private void Tick(string path)
    {
        if (Counts(path) && ++_count == at)
            Die();
    }
}
