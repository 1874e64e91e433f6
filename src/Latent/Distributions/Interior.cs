using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>
/// Keeps samples inside open supports. Their formulas never give an end of the support, rounding does; there the nearest number inside stands
/// for the value, and no gradient passes.
/// </summary>
internal static class Interior
{
    /// <summary>x &gt; 0: at least the smallest normal number, whose logarithm and reciprocal are finite.</summary>
    public static Tensor Positive(Tensor x) => x.Maximum(Smallest(x.DType));

    /// <summary>0 &lt; x &lt; 1.</summary>
    public static Tensor Unit(Tensor x) => x.Clamp(Smallest(x.DType), 1 - Step(x.DType));

    /// <summary>-1 &lt; x &lt; 1.</summary>
    public static Tensor Symmetric(Tensor x) => x.Clamp(Step(x.DType) - 1, 1 - Step(x.DType));

    private static double Smallest(DType dtype) => dtype == DType.Float32 ? 1.17549435e-38 : 2.2250738585072014e-308;

    // From 1 to the number below it.
    private static double Step(DType dtype) => dtype == DType.Float32 ? 5.9604644775390625e-8 : 1.1102230246251565e-16;
}
