using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels;

namespace Latent.Optimization.Rules;

/// <summary>
/// Runs an optimiser's rule over its arena; what is done to the gradient first is part of the same sweep, or costs nothing.
/// </summary>
/// <param name="kernels">Of the device that the gradient is on.</param>
/// <param name="scaling">What is done to the gradient.</param>
/// <param name="decay">λ, if the decay passes through the gradient.</param>
internal readonly struct Sweep(KernelSet kernels, GradientScaling scaling, double decay)
{
    public void Run<TRule>(ref UpdatePlan plan) where TRule : IUpdateRule
    {
        plan.Settings[Prepared.Scale] = scaling.Scale;
        plan.Settings[Prepared.Limit] = scaling.Limit;
        plan.Settings[Prepared.Decay] = decay;
        if (decay != 0 || !double.IsPositiveInfinity(scaling.Limit)) kernels.Update<Prepared<TRule>>(plan);
        else if (scaling.Scale != 1) kernels.Update<Scaled<TRule>>(plan);
        else kernels.Update<TRule>(plan);
    }
}
