using Latent.Data;
using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Models.Likelihoods;

/// <summary>A logistic variable rounded to the column's levels, such as the 256 of a pixel: log p(x | z) = log [σ((x + h - μ)/s) - σ((x - h - μ)/s)].</summary>
/// <remarks>
/// h is half the distance of two levels, 1/(2·(levels - 1)); the first and the last bin are open. Heads and parameter as of
/// <see cref="GaussianLikelihood"/>, in the units of the column, [0, 1]. D. P. Kingma et al., "Improved variational inference with inverse
/// autoregressive flow", NIPS 2016, appendix C.2; T. Salimans et al., "PixelCNN++", ICLR 2017, section 2.1.
/// </remarks>
public sealed record DiscretizedLogisticLikelihood : LikelihoodConfig
{
    /// <summary>Whose s is; one learned number by default.</summary>
    public LikelihoodScale Scale { get; set; } = LikelihoodScale.Shared;

    /// <summary>s where it is fixed, and what a learned one starts from; pixels are numbers in [0, 1].</summary>
    public double Deviation { get; set; } = 0.1;

    /// <summary>The least s that is learned; far below the distance of two levels all probability is on one.</summary>
    public double LeastDeviation { get; set; } = 1e-4;

    /// <summary>What the locations pass through.</summary>
    public MeanRange Mean { get; set; } = MeanRange.Unit;

    /// <inheritdoc/>
    public override Likelihood Build(ParameterScope scope, DataColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        NeedLevels("discretized-logistic", column);
        LocationAndScale logistic = new("discretized-logistic", scope, Scale, "deviation", Deviation, LeastDeviation, Mean);
        return new Likelihood(LikelihoodMeasure.Mass, logistic.Heads, (pass, heads) =>
        {
            (Tensor mean, Tensor logScale) = logistic.Of(pass, heads);
            return DiscretizedLogistic.FromLocLogScale(mean, logScale, column.Levels, 0, 1, column.Shape.Rank);
        })
        {
            HeadOfMean = logistic.HeadOfMean,
        };
    }
}
