using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>
/// The Dirichlet distribution over vectors of C positive numbers that sum to 1: log p(x) = Σ (αᵢ - 1)·log xᵢ - Σ log Γ(αᵢ) + log Γ(Σ αᵢ), a
/// density with respect to x₁, ..., x_(C-1).
/// </summary>
/// <remarks>
/// Computed as the fall from the mean, a sum of Poisson divergences, so that concentrations may be large: in float32 from 1e-6 to 1e10. A sample
/// is a vector of gamma numbers over its sum, differentiable by α (Figurnov, Mohamed and Mnih 2018); components that would underflow, as most
/// do for α below 0.01, are the smallest normal number.
/// </remarks>
public sealed class Dirichlet : Distribution
{
    /// <summary>The KL divergences from a Dirichlet distribution known in closed form.</summary>
    internal static readonly KlRule[] KlRules =
    [
        KlRule.Of<Dirichlet, Dirichlet>("log Γ(Σα)/Γ(Σα′) + Σ [log Γ(αᵢ′)/Γ(αᵢ) + (αᵢ - αᵢ′)·(ψ(αᵢ) - ψ(Σα))]", KlDirichletDirichlet),
    ];

    private static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    private readonly Tensor _concentration;

    private Dirichlet(Tensor concentration)
    {
        _concentration = concentration;
    }

    /// <summary>α, batch + [C].</summary>
    public Tensor Concentration => _concentration;

    /// <inheritdoc/>
    public override Shape BatchShape => _concentration.Shape.Slice(0, _concentration.Shape.Rank - 1);

    /// <inheritdoc/>
    public override Shape EventShape => [_concentration.Shape[-1]];

    /// <inheritdoc/>
    public override Support Support => Support.Simplex;

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.Pathwise;

    /// <inheritdoc/>
    public override Tensor Mean => _concentration / _concentration.SumKeepingAxes(-1);

    /// <inheritdoc/>
    public override Tensor Variance
    {
        get
        {
            Tensor total = _concentration.SumKeepingAxes(-1), mean = _concentration / total;
            return mean * ((total - _concentration) / total) / (total + 1.0);
        }
    }

    /// <summary>From the concentrations.</summary>
    /// <param name="concentration">α &gt; 0, batch + [C] with C of at least 2; all 1 is uniform.</param>
    /// <exception cref="ArgumentException">A concentration is not positive.</exception>
    /// <exception cref="ShapeException">There is no axis of at least two components.</exception>
    public static Dirichlet FromConcentration(Tensor concentration)
    {
        _ = Arguments.Broadcast("Dirichlet", "concentrations", ref concentration);
        return concentration.Shape.Rank > 0 && concentration.Shape[-1] > 1
            ? new Dirichlet(Arguments.Positive("Dirichlet", "concentrations", concentration))
            : throw new ShapeException(
                $"Dirichlet: concentrations need a last axis of at least two components; they have shape {concentration.Shape}. Two numbers that "
                + "sum to 1 are a Beta.");
    }

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default) =>
        Interior.Positive(draws.LogGamma(_concentration, samples.Concat(_concentration.Shape)).Softmax(-1));

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Support.Check(value, Name);
        // A component of 0, where the density is 0 or infinite, is no draw of it: samples never have one.
        Support.Positive.Check(value, Name);
        Tensor total = _concentration.SumKeepingAxes(-1);
        // On the simplex Σ (s·xᵢ - αᵢ) = 0, so that the sum of the divergences has the logarithms alone.
        Tensor atMean = (0.5 * _concentration.Log()) - _concentration.LogGammaRemainder();
        Tensor each = atMean - value.Log() - Ops.KlPoisson(_concentration, total * value);
        return each.Sum(-1) + Constant(total.Squeeze(-1));
    }

    /// <inheritdoc/>
    public override Tensor Entropy()
    {
        Tensor total = _concentration.Sum(-1);
        return GammaMoments.Entropy(_concentration).Sum(-1) - GammaMoments.Entropy(total) - ((EventShape[0] - 1.0) * total.Digamma());
    }

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Tensor concentration = map(_concentration, 1);
        return ReferenceEquals(concentration, _concentration) ? this : new Dirichlet(concentration);
    }

    private Tensor Constant(Tensor total) => total.LogGammaRemainder() - (0.5 * total.Log()) - ((EventShape[0] - 1) * HalfLogTwoPi);

    private static Tensor KlDirichletDirichlet(Dirichlet q, Dirichlet p)
    {
        if (q.EventShape != p.EventShape)
            throw new ShapeException($"KL(Dirichlet || Dirichlet): q has {q.EventShape[0]} components, p has {p.EventShape[0]}; they must agree.");
        // In float64, for the sum of the concentrations is not a float32 number.
        Tensor a = RisingFactorial.Wide(q._concentration), b = RisingFactorial.Wide(p._concentration);
        Tensor total = a.SumKeepingAxes(-1), other = b.SumKeepingAxes(-1);
        Tensor parts = GammaMoments.ShareDivergence(b, a, other / total).Sum(-1);
        return (parts - GammaMoments.RemainderDivergence(other, total).Squeeze(-1)).To(q._concentration.DType);
    }
}
