namespace Latent.Tensors.Kernels;

/// <summary>What is computed of each row.</summary>
internal enum RowFunction
{
    /// <summary>log Σ eˣ: one number per row.</summary>
    LogSumExp,

    /// <summary>eˣ / Σ eˣ.</summary>
    Softmax,

    /// <summary>x - log Σ eˣ.</summary>
    LogSoftmax,

    /// <summary>y·(g - Σ g·y), with y the softmax.</summary>
    SoftmaxGradient,

    /// <summary>g - eʸ·Σ g, with y the log-softmax.</summary>
    LogSoftmaxGradient,
}

/// <summary>
/// A function along one axis of [Outer, Length, Inner]; "rows" are the vectors along the middle axis. Where the greatest element of a row is
/// infinite, exponentials are not shifted by it, so that log Σ eˣ is -∞ of nothing but -∞, and +∞ with a +∞.
/// </summary>
internal struct RowPlan
{
    public RowFunction Function;

    /// <summary>x; for gradients y.</summary>
    public Operand Input;

    /// <summary>g; for gradients only.</summary>
    public Operand Gradient;

    /// <summary>[Outer, Inner] for <see cref="RowFunction.LogSumExp"/>, else of the input's shape.</summary>
    public Operand Output;

    public int Outer;
    public int Length;
    public int Inner;

    /// <summary>
    /// Whether the axis is the tensor's last. The order of a row's sums follows from this, not from an inner size that happens to be 1: the
    /// last example of a batch, alone, must have the bits it has among others.
    /// </summary>
    public bool IsLast;

    /// <summary>Whether the result is added to what is there; for gradients only.</summary>
    public bool Accumulate;

    public DType DType;

    public readonly bool HasGradient => Function is RowFunction.SoftmaxGradient or RowFunction.LogSoftmaxGradient;
}
