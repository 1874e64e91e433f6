using Latent.Optimization.Rules;
using Latent.Tensors;
using Latent.Tensors.Kernels;

namespace Latent.Optimization;

/// <summary>Adam: steps scaled by running moments of the gradient.</summary>
/// <remarks>
/// <para>
/// m ← β₁m + (1 - β₁)g, v ← β₂v + (1 - β₂)g², w ← w - rate·(m/(1 - β₁ᵗ)) / (√(v/(1 - β₂ᵗ)) + ε). With AMSGrad the largest v so far stands
/// under the root. A weight decay λ adds λw to g first; for one that does not pass through the moments see <see cref="AdamW"/>.
/// </para>
/// <para>
/// As <c>torch.optim.Adam</c>. Kingma, Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1; Reddi, Kale, Kumar, "On
/// the convergence of Adam and beyond", ICLR 2018, algorithm 2 (with Adam's corrections, as PyTorch has it).
/// </para>
/// <para>
/// The published code of importance-weighted autoencoders (Burda et al., 2016) is <c>new Adam(parameters, rate, beta1: 0.99, epsilon: 1e-4,
/// initialSecondMoment: 1, epsilonHat: true)</c>; the paper says β₁ = 0.9.
/// </para>
/// </remarks>
public sealed class Adam : ArenaOptimizer
{
    private const string Kind = "Adam";
    private readonly AdamMoments _moments;

    /// <summary>Gathers the parameters into one arena; moments start at zero.</summary>
    /// <param name="parameters">What to learn; each parameter belongs to one optimiser.</param>
    /// <param name="rate">The step size; 0.001 by default.</param>
    /// <param name="beta1">β₁, the decay of the first moment, in [0, 1).</param>
    /// <param name="beta2">β₂, the decay of the second moment, in [0, 1).</param>
    /// <param name="epsilon">ε, added to the root of the second moment.</param>
    /// <param name="weightDecay">λ, added to the gradient as λw.</param>
    /// <param name="amsgrad">Whether the largest second moment so far is used.</param>
    /// <param name="initialSecondMoment">What v starts from.</param>
    /// <param name="epsilonHat">
    /// Whether ε is added to √v before its correction, the paper's ε̂ at the end of its section 2 and TensorFlow's form.
    /// </param>
    /// <exception cref="ArgumentException">A number is out of its range, or a parameter is held by another optimiser.</exception>
    public Adam(
        IReadOnlyList<Parameter> parameters, Schedule? rate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 0, bool amsgrad = false, double initialSecondMoment = 0, bool epsilonHat = false)
        : this(parameters, rate, new AdamMoments(Kind, parameters, beta1, beta2, epsilon, amsgrad, epsilonHat), weightDecay,
            OptimizerChecks.NotNegative(Kind, initialSecondMoment))
    {
    }

    private Adam(IReadOnlyList<Parameter> parameters, Schedule? rate, AdamMoments moments, double weightDecay, double initialSecondMoment)
        : base(Kind, parameters, rate ?? 1e-3, weightDecay, moments.States)
    {
        _moments = moments;
        Fill(1, initialSecondMoment);
    }

    private protected override void Update(Sweep sweep, ref UpdatePlan plan, double rate, long t)
    {
        _moments.Set(ref plan, rate, t);
        if (_moments.Amsgrad) sweep.Run<AmsGradRule>(ref plan);
        else sweep.Run<AdamRule>(ref plan);
    }
}
