using Latent.Optimization.Rules;
using Latent.Tensors;
using Latent.Tensors.Kernels;

namespace Latent.Optimization;

/// <summary>Gradient descent, with momentum if asked: batch, mini-batch or stochastic, by the examples in the caller's loss.</summary>
/// <remarks>
/// <para>
/// Without momentum: w ← w - rate·g. With it: b ← μb + (1 - τ)g, with b ← g at the first update, and w ← w - rate·b, or with Nesterov's
/// look ahead w ← w - rate·(g + μb). A weight decay λ adds λw to g first.
/// </para>
/// <para>
/// The gradient of a mean over a sample of examples is an unbiased estimate of the one over all (Robbins and Monro, "A stochastic
/// approximation method", 1951), so the update is the same for one example, a mini-batch or all data; only its noise differs.
/// </para>
/// <para>
/// As <c>torch.optim.SGD</c>. Polyak, "Some methods of speeding up the convergence of iteration methods", 1964; Sutskever,
/// Martens, Dahl, Hinton, "On the importance of initialization and momentum in deep learning", ICML 2013, equations 1 to 4. There b is
/// the step with the rate in it: the two agree while the rate is constant.
/// </para>
/// </remarks>
public sealed class Sgd : ArenaOptimizer
{
    private const string Kind = "SGD";
    private readonly double _momentum;
    private readonly double _dampening;
    private readonly bool _nesterov;

    /// <summary>Gathers the parameters into one arena; b starts at zero.</summary>
    /// <param name="parameters">What to learn; each parameter belongs to one optimiser.</param>
    /// <param name="rate">The step size.</param>
    /// <param name="momentum">μ in [0, 1); 0 for none.</param>
    /// <param name="nesterov">Whether to look ahead.</param>
    /// <param name="dampening">τ in [0, 1), what momentum leaves out of each new gradient.</param>
    /// <param name="weightDecay">λ, added to the gradient as λw.</param>
    /// <exception cref="ArgumentException">
    /// A number is out of its range, Nesterov's form is asked without momentum or with dampening, or a parameter is held by another
    /// optimiser.
    /// </exception>
    public Sgd(
        IReadOnlyList<Parameter> parameters, Schedule rate, double momentum = 0, bool nesterov = false, double dampening = 0,
        double weightDecay = 0)
        : base(Kind, parameters, rate, weightDecay, States(momentum, nesterov, dampening))
    {
        _momentum = momentum;
        _nesterov = nesterov;
        _dampening = dampening;
    }

    private protected override void Update(Sweep sweep, ref UpdatePlan plan, double rate, long t)
    {
        plan.Settings[0] = -rate;
        plan.Settings[1] = _momentum;
        plan.Settings[2] = t == 1 ? 1 : 1 - _dampening;
        if (_momentum == 0) sweep.Run<SgdRule>(ref plan);
        else if (_nesterov) sweep.Run<NesterovRule>(ref plan);
        else sweep.Run<MomentumRule>(ref plan);
    }

    private static string[] States(double momentum, bool nesterov, double dampening)
    {
        OptimizerChecks.Decay(Kind, momentum);
        OptimizerChecks.Decay(Kind, dampening);
        if (nesterov && (momentum == 0 || dampening != 0))
        {
            throw new ArgumentException(
                "SGD: Nesterov's form needs a momentum greater than 0 and no dampening.", nameof(nesterov));
        }

        return momentum == 0 ? [] : ["momentum_buffer"];
    }
}
