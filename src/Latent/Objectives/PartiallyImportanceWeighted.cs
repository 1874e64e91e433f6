namespace Latent.Objectives;

/// <summary>
/// p learns by the importance-weighted bound of all M·K samples, q by the mean over M groups of the bound of K: PIWAE.
/// </summary>
/// <remarks>
/// A tight bound serves p, but drowns the gradient of q in noise; here each has what serves it. The bound reported is p's. T. Rainforth et al.,
/// "Tighter variational bounds are not necessarily better", ICML 2018.
/// </remarks>
public sealed class PartiallyImportanceWeighted : MultiSampleBound
{
    /// <inheritdoc/>
    public override string Name => "piwae";

    /// <summary>K: samples of a group.</summary>
    public int Samples { get; init; } = 5;

    /// <summary>M: groups.</summary>
    public int Groups { get; init; } = 5;

    internal override BoundForm Form()
    {
        ThrowIfBelowOne(Samples, nameof(Samples));
        ThrowIfBelowOne(Groups, nameof(Groups));
        int draws = Samples * Groups;
        return new BoundForm(draws, [PowerMean.Of(1, draws, 1)], Groups == 1 ? null : [PowerMean.Of(1, Samples, Groups)]);
    }
}
