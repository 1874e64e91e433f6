using Latent.Files;
using Microsoft.Win32.SafeHandles;

namespace Latent.Tests.Files;

/// <summary>Hands calls on and counts them; the n-th, or all from the n-th on, goes wrong in a chosen way.</summary>
/// <param name="inner">What calls that go right are handed to.</param>
/// <param name="first">The number, from 1, of the call that goes wrong.</param>
/// <param name="fault">What it gives; null for half a write that says so.</param>
/// <param name="forEver">Whether all later calls that change something go wrong too.</param>
/// <param name="flushesOnly">Whether only flushes are counted.</param>
internal sealed class FaultyCalls(ISystemCalls inner, int first, CallResult? fault, bool forEver = false, bool flushesOnly = false) : ISystemCalls
{
    /// <summary>Calls so far.</summary>
    public int Count { get; private set; }

    /// <summary>Calls that went wrong.</summary>
    public int Faults { get; private set; }

    /// <summary>Of these, the ones that were to change something.</summary>
    public int LostChanges { get; private set; }

    public CallResult Create(string path, out SafeFileHandle? file)
    {
        file = null;
        return Fails(changes: true) ? fault!.Value : inner.Create(path, out file);
    }

    public CallResult Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, out int written)
    {
        written = 0;
        if (!Fails(changes: true, isWrite: true))
            return inner.Write(file, bytes, out written);
        // A device fills up in the middle of a write: some bytes are there, and the error comes with the next call or at once.
        if (fault is not { Interrupted: true })
            inner.Write(file, bytes[..(bytes.Length / 2)], out written);
        if (fault is null)
            return CallResult.Success;
        written = 0;
        return fault.Value;
    }

    public CallResult Sync(SafeFileHandle file) => Fails(changes: true, isFlush: true) ? fault!.Value : inner.Sync(file);

    public CallResult SyncFolder(string path) => Fails(changes: true, isFlush: true) ? fault!.Value : inner.SyncFolder(path);

    public CallResult CreateFolder(string path) => Fails(changes: true) ? fault!.Value : inner.CreateFolder(path);

    public CallResult Rename(string from, string to) => Fails(changes: true) ? fault!.Value : inner.Rename(from, to);

    public CallResult DeleteFile(string path) => Fails(changes: true) ? fault!.Value : inner.DeleteFile(path);

    public CallResult DeleteFolder(string path) => Fails(changes: true) ? fault!.Value : inner.DeleteFolder(path);

    public CallResult List(string path, out string[] names)
    {
        names = [];
        return Fails(changes: false) ? fault!.Value : inner.List(path, out names);
    }

    public CallResult Open(string path, out SafeFileHandle? file)
    {
        file = null;
        return Fails(changes: false) ? fault!.Value : inner.Open(path, out file);
    }

    public CallResult Length(SafeFileHandle file, out long length)
    {
        length = 0;
        return Fails(changes: false) ? fault!.Value : inner.Length(file, out length);
    }

    public CallResult Read(SafeFileHandle file, Span<byte> destination, long offset, out int read)
    {
        read = 0;
        return Fails(changes: false) ? fault!.Value : inner.Read(file, destination, offset, out read);
    }

    public CallResult Lock(string path, out SafeFileHandle? file) => inner.Lock(path, out file);

    public CallResult ProbeLock(string path) => inner.ProbeLock(path);

    public string? NetworkFormat(string path) => inner.NetworkFormat(path);

    private bool Fails(bool changes, bool isWrite = false, bool isFlush = false)
    {
        if (flushesOnly && !isFlush)
            return false;
        Count++;
        bool now = Count == first || (forEver && changes && Count > first);
        // Only a write can be short.
        now &= isWrite || fault is not null;
        Faults += now ? 1 : 0;
        LostChanges += now && changes ? 1 : 0;
        return now;
    }
}
