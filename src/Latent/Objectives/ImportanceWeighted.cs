namespace Latent.Objectives;

/// <summary>The importance-weighted bound E[log 1/K Σ wₖ] ≤ log p(x), wₖ = p(x, zₖ)/q(zₖ | x), zₖ ~ q(z | x).</summary>
/// <remarks>
/// <para>
/// One sample is the ELBO with a KL by samples; the bound rises with K to log p(x) (Burda, Grosse and Salakhutdinov 2016, eq. 8).
/// With several groups it is their mean over M groups of K, M·K samples in all: MIWAE (Rainforth et al. 2018, eq. 4), whose gradient by q's
/// parameters has less noise, the bound of K samples.
/// </para>
/// <para>
/// The gradient by q's parameters drowns in noise as K grows (Rainforth et al. 2018), unless <see cref="MultiSampleBound.Path"/> is doubly
/// reparameterised.
/// </para>
/// </remarks>
public sealed class ImportanceWeighted : MultiSampleBound
{
    /// <inheritdoc/>
    public override string Name => "iwae";

    /// <summary>K: samples of a group.</summary>
    public int Samples { get; init; } = 5;

    /// <summary>M: groups.</summary>
    public int Groups { get; init; } = 1;

    internal override BoundForm Form()
    {
        ThrowIfBelowOne(Samples, nameof(Samples));
        ThrowIfBelowOne(Groups, nameof(Groups));
        return new BoundForm(Samples * Groups, [PowerMean.Of(1, Samples, Groups)]);
    }
}
