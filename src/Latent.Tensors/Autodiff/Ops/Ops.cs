using Latent.Tensors.Autodiff.Ops;

namespace Latent.Tensors;

/// <summary>Operations with structure: products, layers, losses. Element-wise functions and reductions are methods of <see cref="Tensor"/>.</summary>
public static partial class Ops
{
    /// <summary>op(A)·op(B) over the last two axes; leading axes are batches that broadcast.</summary>
    /// <param name="a">[..., M, K], or [..., K, M] if transposed.</param>
    /// <param name="b">[..., K, N], or [..., N, K] if transposed.</param>
    /// <param name="transpose">Which operands are taken transposed.</param>
    /// <returns>[..., M, N].</returns>
    /// <exception cref="ShapeException">The inner dimensions differ, an operand has fewer than two axes, or batches do not broadcast.</exception>
    public static Tensor MatMul(this Tensor a, Tensor b, Transpose transpose = Transpose.None) => MatMulOp.Apply(a, b, transpose);

    /// <summary>f(x·Wᵀ + b), in one sweep.</summary>
    /// <param name="x">[..., in].</param>
    /// <param name="weight">[out, in].</param>
    /// <param name="bias">[out], or null.</param>
    /// <param name="activation">f.</param>
    /// <returns>[..., out].</returns>
    /// <exception cref="ShapeException">Widths differ; the message names both sides.</exception>
    public static Tensor Linear(Tensor x, Tensor weight, Tensor? bias = null, Activation activation = Activation.None) =>
        LinearOp.Apply(x, weight, bias, activation);
}
