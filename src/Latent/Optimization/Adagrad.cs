using Latent.Optimization.Rules;
using Latent.Tensors;
using Latent.Tensors.Kernels;

namespace Latent.Optimization;

/// <summary>Adagrad: steps scaled by the root of the sum of all squared gradients so far.</summary>
/// <remarks>
/// a ← a + g², w ← w - rate/(1 + (t - 1)η)·g/(√a + ε). A weight decay λ adds λw to g first. As <c>torch.optim.Adagrad</c>. Duchi, Hazan,
/// Singer, "Adaptive subgradient methods for online learning and stochastic optimization", JMLR 12, 2011, figure 1, with diagonal matrices.
/// </remarks>
public sealed class Adagrad : ArenaOptimizer
{
    private const string Kind = "Adagrad";
    private readonly double _rateDecay;
    private readonly double _epsilon;

    /// <summary>Gathers the parameters into one arena.</summary>
    /// <param name="parameters">What to learn; each parameter belongs to one optimiser.</param>
    /// <param name="rate">The step size; 0.01 by default.</param>
    /// <param name="rateDecay">η, which divides the rate of update t by 1 + (t - 1)η; a schedule says the same in other ways.</param>
    /// <param name="initialSum">What a starts from.</param>
    /// <param name="epsilon">ε, added to the root.</param>
    /// <param name="weightDecay">λ, added to the gradient as λw.</param>
    /// <exception cref="ArgumentException">A number is out of its range, or a parameter is held by another optimiser.</exception>
    public Adagrad(
        IReadOnlyList<Parameter> parameters, Schedule? rate = null, double rateDecay = 0, double initialSum = 0, double epsilon = 1e-10,
        double weightDecay = 0)
        : base(Kind, parameters, rate ?? 0.01, weightDecay, States(parameters, rateDecay, initialSum, epsilon))
    {
        _rateDecay = rateDecay;
        _epsilon = epsilon;
        Fill(0, initialSum);
    }

    private protected override void Update(Sweep sweep, ref UpdatePlan plan, double rate, long t)
    {
        plan.Settings[0] = -rate / (1 + ((t - 1) * _rateDecay));
        plan.Settings[1] = _epsilon;
        sweep.Run<AdagradRule>(ref plan);
    }

    private static string[] States(IReadOnlyList<Parameter> parameters, double rateDecay, double initialSum, double epsilon)
    {
        OptimizerChecks.NotNegative(Kind, rateDecay);
        OptimizerChecks.NotNegative(Kind, initialSum);
        OptimizerChecks.Epsilon(Kind, parameters, epsilon);
        return ["sum"];
    }
}
