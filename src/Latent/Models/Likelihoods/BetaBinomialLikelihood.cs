using Latent.Data;
using Latent.Distributions;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Likelihoods;

/// <summary>
/// The number of the column's level as that of successes in n = levels - 1 trials of a probability that is beta distributed:
/// log p(x | z) = log n!/(k!·(n - k)!) + log B(k + a, n - k + b) - log B(a, b), k = n·x.
/// </summary>
/// <remarks>Heads: <c>log_a</c>, <c>log_b</c>. J. Townsend, T. Bird, D. Barber, "Practical lossless compression with latent variables using bits back
/// coding", ICLR 2019, section 3.2.</remarks>
public sealed record BetaBinomialLikelihood : LikelihoodConfig
{
    /// <inheritdoc/>
    public override Likelihood Build(ParameterScope scope, DataColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        NeedLevels("beta-binomial", column);
        return new Likelihood(LikelihoodMeasure.Mass, [new Head("log_a"), new Head("log_b")], (_, heads) =>
            UnitLevels.Of(BetaBinomial.FromLogConcentrations(column.Levels - 1, heads[0], heads[1], column.Shape.Rank)));
    }
}
