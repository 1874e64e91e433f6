using Latent.Optimization.Rules;
using Latent.Tensors;
using Latent.Tensors.Kernels;

namespace Latent.Optimization;

/// <summary>Adamax: Adam with the largest faded gradient in place of the root of the second moment.</summary>
/// <remarks>
/// m ← β₁m + (1 - β₁)g, u ← max(β₂u, |g| + ε), w ← w - rate/(1 - β₁ᵗ)·m/u. A weight decay λ adds λw to g first. As
/// <c>torch.optim.Adamax</c>. Kingma, Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 2; there ε is 0.
/// </remarks>
public sealed class Adamax : ArenaOptimizer
{
    private const string Kind = "Adamax";
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;

    /// <summary>Gathers the parameters into one arena; m and u start at zero.</summary>
    /// <param name="parameters">What to learn; each parameter belongs to one optimiser.</param>
    /// <param name="rate">The step size; 0.002 by default.</param>
    /// <param name="beta1">β₁, the decay of the first moment, in [0, 1).</param>
    /// <param name="beta2">β₂, the decay of the largest gradient, in [0, 1).</param>
    /// <param name="epsilon">ε, added to the gradient's size, so that what never had a gradient is not divided by nothing.</param>
    /// <param name="weightDecay">λ, added to the gradient as λw.</param>
    /// <exception cref="ArgumentException">A number is out of its range, or a parameter is held by another optimiser.</exception>
    public Adamax(
        IReadOnlyList<Parameter> parameters, Schedule? rate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 0)
        : base(Kind, parameters, rate ?? 2e-3, weightDecay, States(parameters, beta1, beta2, epsilon))
    {
        _beta1 = beta1;
        _beta2 = beta2;
        _epsilon = epsilon;
    }

    private protected override void Update(Sweep sweep, ref UpdatePlan plan, double rate, long t)
    {
        plan.Settings[0] = _beta1;
        plan.Settings[1] = 1 - _beta1;
        plan.Settings[2] = _beta2;
        plan.Settings[3] = -rate / (1 - Powers.Of(_beta1, t));
        plan.Settings[4] = _epsilon;
        sweep.Run<AdamaxRule>(ref plan);
    }

    private static string[] States(IReadOnlyList<Parameter> parameters, double beta1, double beta2, double epsilon)
    {
        OptimizerChecks.Decay(Kind, beta1);
        OptimizerChecks.Decay(Kind, beta2);
        OptimizerChecks.Epsilon(Kind, parameters, epsilon);
        return ["exp_avg", "exp_inf"];
    }
}
