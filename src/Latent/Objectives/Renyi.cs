namespace Latent.Objectives;

/// <summary>The Rényi bound of order α: 1/(1 - α)·log 1/K Σ wₖ^(1 - α), wₖ = p(x, zₖ)/q(zₖ | x), zₖ ~ q(z | x).</summary>
/// <remarks>
/// α = 1 is the ELBO, α = 0 the importance-weighted bound, α = -∞ the largest log w ("VR-max"). It falls as α rises. For α ≥ 0 it is a lower
/// bound on log p(x); for α &lt; 0 its limit in K is an upper one, which its mean approaches from below. Y. Li, R. E. Turner, "Rényi divergence
/// variational inference", NeurIPS 2016.
/// </remarks>
public sealed class Renyi : MultiSampleBound
{
    /// <inheritdoc/>
    public override string Name => "renyi";

    /// <summary>α: any number, or an infinity.</summary>
    public double Order { get; init; } = 0.5;

    /// <summary>K.</summary>
    public int Samples { get; init; } = 5;

    internal override BoundForm Form()
    {
        ThrowIfBelowOne(Samples, nameof(Samples));
        if (double.IsNaN(Order)) throw new InvalidOperationException($"{Name}: Order is NaN; α is a number or an infinity.");
        return new BoundForm(Samples, [PowerMean.Of(1 - Order, Samples, 1)]);
    }
}
