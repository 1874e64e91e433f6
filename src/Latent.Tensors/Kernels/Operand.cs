using System.Runtime.CompilerServices;

namespace Latent.Tensors.Kernels;

/// <summary>Where a contiguous tensor's elements lie: a buffer of the device and the first element in it.</summary>
internal readonly struct Operand(Buffer buffer, int offset)
{
    public readonly Buffer Buffer = buffer;
    public readonly int Offset = offset;

    /// <summary>The address on the processor. The caller keeps the buffer alive until it is done with the address.</summary>
    public unsafe T* Pointer<T>() where T : unmanaged => (T*)((CpuBuffer)Buffer).Pointer + Offset;
}

/// <summary>Up to <see cref="Capacity"/> operands without an allocation.</summary>
[InlineArray(Capacity)]
internal struct Operands
{
    public const int Capacity = 8;

    private Operand _first;
}

/// <summary>Strides of up to <see cref="Operands.Capacity"/> operands over up to <see cref="Shape.MaxRank"/> axes, axis-major.</summary>
[InlineArray(Operands.Capacity * Shape.MaxRank)]
internal struct Strides
{
    private int _first;

    public int this[int operand, int axis]
    {
        readonly get => this[(operand * Shape.MaxRank) + axis];
        set => this[(operand * Shape.MaxRank) + axis] = value;
    }
}

/// <summary>Sizes of up to <see cref="Shape.MaxRank"/> axes.</summary>
[InlineArray(Shape.MaxRank)]
internal struct AxisSizes
{
    private int _first;
}
