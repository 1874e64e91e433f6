namespace Latent.Tensors.Kernels;

/// <summary>Running sums along the middle axis of [Outer, Size, Inner].</summary>
internal struct ScanPlan
{
    public Operand Output;
    public Operand Input;
    public int Outer;
    public int Size;
    public int Inner;
    public DType DType;

    /// <summary>Whether an element leaves itself out of its sum.</summary>
    public bool Exclusive;

    /// <summary>Whether sums run from the last element to the first.</summary>
    public bool Reverse;

    /// <summary>Whether the sums are added to the output's old content.</summary>
    public bool Accumulate;
}
