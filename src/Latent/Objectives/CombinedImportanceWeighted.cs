namespace Latent.Objectives;

/// <summary>β·ELBO + (1 - β)·importance-weighted bound, both of the same K samples: CIWAE.</summary>
/// <remarks>T. Rainforth et al., "Tighter variational bounds are not necessarily better", ICML 2018.</remarks>
public sealed class CombinedImportanceWeighted : MultiSampleBound
{
    /// <inheritdoc/>
    public override string Name => "ciwae";

    /// <summary>K.</summary>
    public int Samples { get; init; } = 5;

    /// <summary>β, between 0 (the importance-weighted bound) and 1 (the ELBO).</summary>
    public double ElboWeight { get; init; } = 0.5;

    internal override BoundForm Form()
    {
        ThrowIfBelowOne(Samples, nameof(Samples));
        if (ElboWeight is not (>= 0 and <= 1))
            throw new InvalidOperationException($"{Name}: ElboWeight is {ElboWeight}; it lies in [0, 1].");
        return new BoundForm(Samples, [new PowerMean(ElboWeight, 0, 1), new PowerMean(1 - ElboWeight, 1, 1)]);
    }
}
