namespace Latent.Tensors.Kernels;

internal abstract partial class KernelSet
{
    /// <summary>Log-sum-exp, softmax and log-softmax along an axis, and the gradients of the latter two.</summary>
    public abstract void Rows(in RowPlan plan);

    /// <summary>Layer normalisation.</summary>
    public abstract void LayerNorm(in LayerNormPlan plan);

    /// <summary>The gradients of <see cref="LayerNorm"/>.</summary>
    public abstract void LayerNormGradient(in LayerNormGradientPlan plan);
}
