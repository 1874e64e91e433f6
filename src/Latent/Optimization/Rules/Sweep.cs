using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels;

namespace Latent.Optimization.Rules;

/// <summary>
/// Runs an optimiser's rule over its arena; what is done to the gradient first is part of the same sweep, or costs nothing.
/// </summary>
/// <param name="kernels">Of the device that the gradient is on.</param>
/// <param name="isPlain">Whether the gradient is used as it is.</param>
internal readonly struct Sweep(KernelSet kernels, bool isPlain)
{
    public void Run<TRule>(in UpdatePlan plan) where TRule : IUpdateRule
    {
        if (isPlain) kernels.Update<TRule>(plan);
        else kernels.Update<Prepared<TRule>>(plan);
    }
}
