using Latent.Data;
using Latent.Distributions;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Likelihoods;

/// <summary>
/// A negative binomial distribution per element, the logarithms of its mean μ and of its dispersion r by the decoder:
/// log p(x | z) = log Γ(x + r)/(Γ(r)·x!) + x·log μ/(μ + r) + r·log r/(μ + r).
/// </summary>
/// <remarks>
/// For counts 0, 1, 2, ... whose variance, μ + μ²/r, is above their mean. Heads: <c>log_mean</c>, <c>log_dispersion</c>. R. Lopez et al., "Deep
/// generative modeling for single-cell transcriptomics", Nature Methods 2018.
/// </remarks>
public sealed record NegativeBinomialLikelihood : LikelihoodConfig
{
    /// <inheritdoc/>
    public override Likelihood Build(ParameterScope scope, DataColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        NeedCounts("negative-binomial", column);
        return new Likelihood(LikelihoodMeasure.Mass, [new Head("log_mean"), new Head("log_dispersion")], (_, heads) =>
            NegativeBinomial.FromLogMeanLogDispersion(heads[0], heads[1], column.Shape.Rank))
        {
            HeadOfMean = LogOf,
        };
    }
}
