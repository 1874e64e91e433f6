using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Latent.Checkpoints;

/// <summary>A safetensors file open for reading: the header is verified at once, tensors are read one at a time when asked for.</summary>
/// <remarks>
/// The format of Hugging Face, <c>safetensors</c>: 8 bytes header length, a JSON header, raw little-endian tensors without holes.
/// Opening a file runs no code, follows no path in it, and allocates at most a small multiple of the header's real bytes.
/// All rules of the reference implementation are enforced, and beyond them: at most 100,000 tensors, names up to 1,024 bytes,
/// 16 axes, no key twice. Reads may run on several threads at once.
/// </remarks>
public sealed class SafetensorsFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly SafetensorsHeader _header;
    private readonly long _dataStart;

    private SafetensorsFile(SafeFileHandle handle, SafetensorsHeader header, long dataStart, string path)
    {
        _handle = handle;
        _header = header;
        _dataStart = dataStart;
        Path = path;
    }

    /// <summary>The file as it was named by the caller.</summary>
    public string Path { get; }

    /// <summary>All tensors, in the order of their bytes.</summary>
    public ImmutableArray<SafetensorsEntry> Entries => _header.InFileOrder;

    /// <summary>The strings under <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Opens a file and verifies its header against its length.</summary>
    /// <exception cref="SafetensorsException">The file breaks a rule of the format.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            long length = RandomAccess.GetLength(handle);
            Span<byte> prefix = stackalloc byte[8];
            int got = ReadFully(handle, prefix, 0);
            int headerBytes = SafetensorsHeader.ParseLength(prefix[..got], length, path);
            byte[] json = new byte[headerBytes];
            if (ReadFully(handle, json, 8) < json.Length)
                throw Shrunk(path);
            SafetensorsHeader header = SafetensorsHeader.Parse(json, length - 8 - headerBytes, path);
            return new SafetensorsFile(handle, header, 8 + headerBytes, path);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Finds a tensor by name.</summary>
    public bool TryFind(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SafetensorsEntry? entry) =>
        _header.Entries.TryGetValue(name, out entry);

    /// <summary>Reads a tensor's bytes, little-endian, row-major.</summary>
    /// <param name="entry">One of <see cref="Entries"/>.</param>
    /// <param name="destination">Exactly <see cref="SafetensorsEntry.ByteCount"/> bytes.</param>
    public void ReadBytes(SafetensorsEntry entry, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (!TryFind(entry.Name, out SafetensorsEntry? own) || own != entry)
            throw new ArgumentException($"{entry} is not of {Path}.", nameof(entry));
        if (destination.Length != entry.ByteCount)
            throw new ArgumentException($"{entry} has {entry.ByteCount} bytes, there is room for {destination.Length}.",
                nameof(destination));
        if (ReadFully(_handle, destination, _dataStart + entry.Offset) < destination.Length)
            throw Shrunk(Path);
    }

    /// <summary>Reads a tensor of type F32.</summary>
    /// <inheritdoc cref="Read{T}(SafetensorsEntry, SafetensorsType, Span{T})"/>
    public void Read(SafetensorsEntry entry, Span<float> destination) => Read(entry, SafetensorsType.Float32, destination);

    /// <summary>Reads a tensor of type F64.</summary>
    /// <inheritdoc cref="Read{T}(SafetensorsEntry, SafetensorsType, Span{T})"/>
    public void Read(SafetensorsEntry entry, Span<double> destination) => Read(entry, SafetensorsType.Float64, destination);

    /// <summary>Closes the file.</summary>
    public void Dispose() => _handle.Dispose();

    /// <summary>Reads a tensor's elements, row-major.</summary>
    /// <param name="entry">One of <see cref="Entries"/>, of that type.</param>
    /// <param name="type">The type that T stands for.</param>
    /// <param name="destination">Exactly <see cref="SafetensorsEntry.Count"/> elements.</param>
    /// <exception cref="ArgumentException">The tensor is of another type or size.</exception>
    private void Read<T>(SafetensorsEntry entry, SafetensorsType type, Span<T> destination)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Type != type)
            throw new ArgumentException($"{entry} was asked for as {SafetensorsTypes.NameOf(type)}.", nameof(entry));
        Span<byte> bytes = MemoryMarshal.AsBytes(destination);
        ReadBytes(entry, bytes);
        if (!BitConverter.IsLittleEndian)
            SafetensorsWriter.ReverseElements(bytes, SafetensorsTypes.BytesOf(type));
    }

    private static int ReadFully(SafeFileHandle handle, Span<byte> destination, long offset)
    {
        int done = 0;
        while (done < destination.Length)
        {
            int got = RandomAccess.Read(handle, destination[done..], offset + done);
            if (got == 0)
                break;
            done += got;
        }

        return done;
    }

    private static SafetensorsException Shrunk(string path) => new(SafetensorsError.MetadataIncompleteBuffer, path, null,
        "the file became shorter while it was read.", "Something else writes to it.");
}
