namespace Latent.Tensors.Kernels;

/// <summary>
/// Selection by indices along the middle axis of [Outer, Size, Inner]. Rows: <c>Count</c> indices for all, small side [Outer, Count,
/// Inner].
/// Along: an index for each of [Outer, Inner], small side [Outer, Inner]; Count is 1. Indices were checked.
/// </summary>
internal struct GatherPlan
{
    public Operand Output;
    public Operand Input;
    public int Outer;
    public int Size;
    public int Inner;
    public int Count;
    public DType DType;

    /// <summary>For the gathering direction: whether the numbers are added to the output. Scattering always adds.</summary>
    public bool Accumulate;
}
