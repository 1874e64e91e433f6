using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Latent.Files;
using Latent.Tensors;

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
    private readonly FileReader _reader;
    private readonly SafetensorsHeader _header;
    private readonly long _dataStart;

    private SafetensorsFile(FileReader reader, SafetensorsHeader header, long dataStart)
    {
        _reader = reader;
        _header = header;
        _dataStart = dataStart;
    }

    /// <summary>The file as it was named by the caller.</summary>
    public string Path => _reader.Path;

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
        return Open(FileSystem.Real.Open(path));
    }

    /// <summary>Reads an open file, which is disposed with the result, or at once where it breaks a rule.</summary>
    internal static SafetensorsFile Open(FileReader reader)
    {
        try
        {
            long length = reader.Length;
            Span<byte> prefix = stackalloc byte[8];
            int got = reader.Read(prefix, 0);
            int headerBytes = SafetensorsHeader.ParseLength(prefix[..got], length, reader.Path);
            byte[] json = new byte[headerBytes];
            if (reader.Read(json, 8) < json.Length)
                throw Shrunk(reader.Path);
            SafetensorsHeader header = SafetensorsHeader.Parse(json, length - 8 - headerBytes, reader.Path);
            return new SafetensorsFile(reader, header, 8 + headerBytes);
        }
        catch
        {
            reader.Dispose();
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
        if (_reader.Read(destination, _dataStart + entry.Offset) < destination.Length)
            throw Shrunk(Path);
    }

    /// <summary>Reads a tensor of type F32.</summary>
    /// <inheritdoc cref="Read{T}(SafetensorsEntry, SafetensorsType, Span{T})"/>
    public void Read(SafetensorsEntry entry, Span<float> destination) => Read(entry, SafetensorsType.Float32, destination);

    /// <summary>Reads a tensor of type F64.</summary>
    /// <inheritdoc cref="Read{T}(SafetensorsEntry, SafetensorsType, Span{T})"/>
    public void Read(SafetensorsEntry entry, Span<double> destination) => Read(entry, SafetensorsType.Float64, destination);

    /// <summary>Reads a tensor of type F32 or F64 as one of the engine's.</summary>
    /// <param name="entry">One of <see cref="Entries"/>.</param>
    /// <exception cref="ArgumentException">It is of another type, or of a shape that the engine has not.</exception>
    public Tensor ReadTensor(SafetensorsEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Type is not (SafetensorsType.Float32 or SafetensorsType.Float64) || entry.Count > int.MaxValue
            || entry.Shape.Length > Shape.MaxRank || entry.Shape.Any(static extent => extent > int.MaxValue))
        {
            throw new ArgumentException($"{entry} is no tensor of the engine: F32 or F64 of up to {Shape.MaxRank} axes and {int.MaxValue} elements.",
                nameof(entry));
        }

        Tensor value = Tensor.Zeros(Shape.Create([.. entry.Shape.Select(static extent => (int)extent)]),
            entry.Type == SafetensorsType.Float32 ? DType.Float32 : DType.Float64);
        if (value.DType == DType.Float32)
            Read(entry, value.Writable<float>());
        else
            Read(entry, value.Writable<double>());
        return value;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _reader.Dispose();

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

    private static SafetensorsException Shrunk(string path) => new(SafetensorsError.MetadataIncompleteBuffer, path, null,
        "the file became shorter while it was read.", "Something else writes to it.");
}
