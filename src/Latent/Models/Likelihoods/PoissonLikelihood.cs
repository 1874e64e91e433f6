using Latent.Data;
using Latent.Distributions;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Likelihoods;

/// <summary>A Poisson distribution per element, the logarithm l of its rate by the decoder: log p(x | z) = x·l - eˡ - log x!.</summary>
/// <remarks>For counts 0, 1, 2, ... whose variance is near their mean. Head: <c>log_rate</c>.</remarks>
public sealed record PoissonLikelihood : LikelihoodConfig
{
    /// <inheritdoc/>
    public override Likelihood Build(ParameterScope scope, DataColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        NeedCounts("poisson", column);
        return new Likelihood(LikelihoodMeasure.Mass, [new Head("log_rate")], (_, heads) => Poisson.FromLogRate(heads[0], column.Shape.Rank))
        {
            HeadOfMean = LogOf,
        };
    }
}
