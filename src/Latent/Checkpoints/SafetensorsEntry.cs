using System.Collections.Immutable;

namespace Latent.Checkpoints;

/// <summary>What a safetensors header says about one tensor; verified against the file.</summary>
/// <param name="Name">Path-like name, for instance <c>encoder.0.weight</c>.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Length of every axis, outermost first; empty for a scalar.</param>
/// <param name="Offset">Offset in bytes of the first element from the start of the data section.</param>
/// <param name="ByteCount">Bytes of all elements: row-major, little-endian.</param>
public sealed record SafetensorsEntry(string Name, SafetensorsType Type, ImmutableArray<long> Shape, long Offset, long ByteCount)
{
    /// <summary>Number of elements.</summary>
    public long Count => ByteCount / SafetensorsTypes.BytesOf(Type);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {SafetensorsTypes.NameOf(Type)} [{string.Join(", ", Shape)}]";
}
