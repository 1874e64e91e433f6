using Latent.Optimization.Rules;
using Latent.Tensors;
using Latent.Tensors.Kernels;

namespace Latent.Optimization;

/// <summary>RMSprop: steps scaled by a running root mean square of the gradient, plain or centred.</summary>
/// <remarks>
/// <para>
/// v ← αv + (1 - α)g², w ← w - rate·g/(√v + ε). Centred, with ḡ ← αḡ + (1 - α)g, the variance max(0, v - ḡ²) stands under the root. With
/// momentum, b ← μb + g/(√v + ε) and w ← w - rate·b. A weight decay λ adds λw to g first.
/// </para>
/// <para>
/// As <c>torch.optim.RMSprop</c>, whose centred form lacks the max(0, ·) and gives NaN where rounding leaves v below ḡ². TensorFlow adds ε
/// under the root instead.
/// </para>
/// <para>
/// Tieleman, Hinton, "Lecture 6.5: RMSProp", Coursera, 2012; centred: Graves, "Generating sequences with recurrent neural networks",
/// arXiv:1308.0850, equations 38 to 45.
/// </para>
/// </remarks>
public sealed class RmsProp : ArenaOptimizer
{
    private const string Kind = "RMSprop";
    private readonly double _alpha;
    private readonly double _epsilon;
    private readonly double _momentum;
    private readonly bool _centered;

    /// <summary>Gathers the parameters into one arena; v, ḡ and b start at zero.</summary>
    /// <param name="parameters">What to learn; each parameter belongs to one optimiser.</param>
    /// <param name="rate">The step size; 0.01 by default.</param>
    /// <param name="alpha">α, the decay of the running means, in [0, 1).</param>
    /// <param name="epsilon">ε, added to the root.</param>
    /// <param name="momentum">μ in [0, 1); 0 for none.</param>
    /// <param name="centered">Whether the mean's square is taken off, so that the gradient is scaled by its standard deviation.</param>
    /// <param name="weightDecay">λ, added to the gradient as λw.</param>
    /// <exception cref="ArgumentException">A number is out of its range, or a parameter is held by another optimiser.</exception>
    public RmsProp(
        IReadOnlyList<Parameter> parameters, Schedule? rate = null, double alpha = 0.99, double epsilon = 1e-8, double momentum = 0,
        bool centered = false, double weightDecay = 0)
        : base(Kind, parameters, rate ?? 0.01, weightDecay, States(parameters, alpha, epsilon, momentum, centered))
    {
        _alpha = alpha;
        _epsilon = epsilon;
        _momentum = momentum;
        _centered = centered;
    }

    private protected override void Update(Sweep sweep, ref UpdatePlan plan, double rate, long t)
    {
        plan.Settings[0] = -rate;
        plan.Settings[1] = _alpha;
        plan.Settings[2] = 1 - _alpha;
        plan.Settings[3] = _epsilon;
        plan.Settings[4] = _momentum;
        if (_centered && _momentum > 0) sweep.Run<CenteredMomentumRule>(ref plan);
        else if (_centered) sweep.Run<CenteredRule>(ref plan);
        else if (_momentum > 0) sweep.Run<RmsPropMomentumRule>(ref plan);
        else sweep.Run<RmsPropRule>(ref plan);
    }

    private static string[] States(IReadOnlyList<Parameter> parameters, double alpha, double epsilon, double momentum, bool centered)
    {
        OptimizerChecks.Decay(Kind, alpha);
        OptimizerChecks.Decay(Kind, momentum);
        OptimizerChecks.Epsilon(Kind, parameters, epsilon);
        List<string> states = ["square_avg"];
        if (centered) states.Add("grad_avg");
        if (momentum > 0) states.Add("momentum_buffer");
        return [.. states];
    }
}
