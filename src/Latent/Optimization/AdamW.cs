using Latent.Optimization.Rules;
using Latent.Tensors;
using Latent.Tensors.Kernels;

namespace Latent.Optimization;

/// <summary>Adam with decoupled weight decay: weights shrink by rate·λ of themselves at each update, whatever the moments.</summary>
/// <remarks>
/// w ← (1 - rate·λ)w, then <see cref="Adam"/>'s update with the gradient alone. As <c>torch.optim.AdamW</c>. Loshchilov, Hutter,
/// "Decoupled weight decay regularization", ICLR 2019, algorithm 2, with its schedule multiplier inside the rate.
/// </remarks>
public sealed class AdamW : ArenaOptimizer
{
    private const string Kind = "AdamW";
    private readonly AdamMoments _moments;

    /// <summary>Gathers the parameters into one arena; moments start at zero.</summary>
    /// <param name="parameters">What to learn; each parameter belongs to one optimiser.</param>
    /// <param name="rate">The step size; 0.001 by default.</param>
    /// <param name="weightDecay">λ; 0.01 by default.</param>
    /// <param name="beta1">β₁, the decay of the first moment, in [0, 1).</param>
    /// <param name="beta2">β₂, the decay of the second moment, in [0, 1).</param>
    /// <param name="epsilon">ε, added to the root of the second moment.</param>
    /// <param name="amsgrad">Whether the largest second moment so far is used.</param>
    /// <exception cref="ArgumentException">A number is out of its range, or a parameter is held by another optimiser.</exception>
    public AdamW(
        IReadOnlyList<Parameter> parameters, Schedule? rate = null, double weightDecay = 0.01, double beta1 = 0.9, double beta2 = 0.999,
        double epsilon = 1e-8, bool amsgrad = false)
        : this(parameters, rate, new AdamMoments(Kind, parameters, beta1, beta2, epsilon, amsgrad), weightDecay)
    {
    }

    private AdamW(IReadOnlyList<Parameter> parameters, Schedule? rate, AdamMoments moments, double weightDecay)
        : base(Kind, parameters, rate ?? 1e-3, weightDecay, moments.States) => _moments = moments;

    private protected override bool DecaysThroughGradient => false;

    private protected override void Update(Sweep sweep, ref UpdatePlan plan, double rate, long t)
    {
        _moments.Set(ref plan, rate, t);
        plan.Settings[Prepared.Kept] = 1 - (rate * WeightDecay);
        if (_moments.Amsgrad) sweep.Run<Decoupled<AmsGradRule>>(ref plan);
        else sweep.Run<Decoupled<AdamRule>>(ref plan);
    }
}
