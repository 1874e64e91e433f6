namespace Latent.Tensors.Kernels;

/// <summary>
/// Rows [Rows, Length] brought to mean 0 and variance 1: x̂ = (x - mean)·r, r = 1/√(variance + ε), then y = x̂·gain + bias, element by
/// element along the row.
/// </summary>
internal struct LayerNormPlan
{
    public Operand Input;
    public Operand Gain;
    public Operand Bias;
    public Operand Output;

    /// <summary>[Rows], kept for the gradient.</summary>
    public Operand Mean;

    /// <summary>r, [Rows], kept for the gradient.</summary>
    public Operand InverseDeviation;

    public int Rows;
    public int Length;
    public double Epsilon;
    public DType DType;
}

/// <summary>
/// The gradients of <see cref="LayerNormPlan"/>: with h = g·gain and the means taken along the row,
/// dx = r·(h - mean(h) - x̂·mean(h·x̂)), dgain = Σ_rows g·x̂, dbias = Σ_rows g.
/// </summary>
internal struct LayerNormGradientPlan
{
    public Operand Input;
    public Operand Gain;
    public Operand Gradient;
    public Operand Mean;
    public Operand InverseDeviation;
    public Operand InputGradient;
    public Operand GainGradient;
    public Operand BiasGradient;
    public int Rows;
    public int Length;

    // Which of the three are wanted, and which of those are added to what is there.
    public bool NeedsInput;
    public bool NeedsGain;
    public bool NeedsBias;
    public bool AddsInput;
    public bool AddsGain;
    public bool AddsBias;
    public DType DType;
}
