using Latent.Data;
using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Models.Likelihoods;

/// <summary>A Laplace distribution per element, its location μ by the decoder: log p(x | z) = -|x - μ|/b - log 2b.</summary>
/// <remarks>
/// With b fixed it is the absolute error, which outliers pull at less than at a Gaussian's; the best shared b is the mean absolute error. Heads
/// and parameter as of <see cref="GaussianLikelihood"/>.
/// </remarks>
public sealed record LaplaceLikelihood : LikelihoodConfig
{
    /// <summary>Whose b is; one learned number by default.</summary>
    public LikelihoodScale Scale { get; set; } = LikelihoodScale.Shared;

    /// <summary>b where it is fixed, and what a learned one starts from.</summary>
    public double Deviation { get; set; } = 1;

    /// <summary>The least b that is learned.</summary>
    public double LeastDeviation { get; set; } = 1e-3;

    /// <summary>What the locations pass through.</summary>
    public MeanRange Mean { get; set; }

    /// <inheritdoc/>
    public override Likelihood Build(ParameterScope scope, DataColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        RefuseClasses("laplace", column);
        LocationAndScale laplace = new("laplace", scope, Scale, "deviation", Deviation, LeastDeviation, Mean);
        return new Likelihood(LikelihoodMeasure.Density, laplace.Heads, (pass, heads) =>
        {
            (Tensor mean, Tensor logScale) = laplace.Of(pass, heads);
            return Laplace.FromLogScale(mean, logScale, column.Shape.Rank);
        })
        {
            HeadOfMean = laplace.HeadOfMean,
        };
    }
}
