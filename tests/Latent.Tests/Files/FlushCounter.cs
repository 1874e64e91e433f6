using Latent.Files;
using Microsoft.Win32.SafeHandles;

namespace Latent.Tests.Files;

/// <summary>Counts flushes; the n-th gives EIO.</summary>
internal sealed class FlushCounter(ISystemCalls inner, int failAt) : ISystemCalls
{
    private const int Eio = 5;

    public int Count { get; private set; }

    public CallResult Sync(SafeFileHandle file) => ++Count == failAt ? CallResult.FromCode(Eio) : inner.Sync(file);

    public CallResult SyncFolder(string path) => ++Count == failAt ? CallResult.FromCode(Eio) : inner.SyncFolder(path);

    public CallResult Create(string path, out SafeFileHandle? file) => inner.Create(path, out file);

    public CallResult Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, out int written) => inner.Write(file, bytes, out written);

    public CallResult CreateFolder(string path) => inner.CreateFolder(path);

    public CallResult Rename(string from, string to) => inner.Rename(from, to);

    public CallResult DeleteFile(string path) => inner.DeleteFile(path);

    public CallResult DeleteFolder(string path) => inner.DeleteFolder(path);

    public CallResult List(string path, out string[] names) => inner.List(path, out names);

    public CallResult Open(string path, out SafeFileHandle? file) => inner.Open(path, out file);

    public CallResult Length(SafeFileHandle file, out long length) => inner.Length(file, out length);

    public CallResult Read(SafeFileHandle file, Span<byte> destination, long offset, out int read) => inner.Read(file, destination, offset, out read);

    public CallResult Lock(string path, out SafeFileHandle? file) => inner.Lock(path, out file);

    public string? NetworkFormat(string path) => inner.NetworkFormat(path);
}
