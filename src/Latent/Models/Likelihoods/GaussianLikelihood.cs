using Latent.Data;
using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Models.Likelihoods;

/// <summary>A normal distribution per element, its mean μ by the decoder: log p(x | z) = -(x - μ)²/(2σ²) - log σ - ½ log 2π.</summary>
/// <remarks>
/// With σ fixed at 1 it is half the squared error and a constant; the best shared σ is the root mean squared error. Heads: <c>mean</c> and, with
/// a scale per element, <c>log_scale</c>; parameter of a shared scale: <c>log_scale</c>, from which log σ = a + log(1 + e^(log_scale - a)) with
/// a the logarithm of the least σ. D. P. Kingma, M. Welling, "Auto-encoding variational Bayes", ICLR 2014, appendix C.2; the shared scale:
/// O. Rybkin, K. Daniilidis, S. Levine, "Simple and effective VAE training with calibrated decoders", ICML 2021.
/// </remarks>
public sealed record GaussianLikelihood : LikelihoodConfig
{
    /// <summary>Whose the standard deviation is; one learned number by default.</summary>
    public LikelihoodScale Scale { get; set; } = LikelihoodScale.Shared;

    /// <summary>σ where it is fixed, and what a learned one starts from.</summary>
    public double Deviation { get; set; } = 1;

    /// <summary>
    /// The least σ. A learned scale has no maximum of the likelihood where data repeat exactly; this is how precise a value can be believed.
    /// </summary>
    public double LeastDeviation { get; set; } = 1e-3;

    /// <summary>What the means pass through.</summary>
    public MeanRange Mean { get; set; }

    /// <inheritdoc/>
    public override Likelihood Build(ParameterScope scope, DataColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        RefuseClasses("gaussian", column);
        LocationAndScale normal = new("gaussian", scope, Scale, "deviation", Deviation, LeastDeviation, Mean);
        return new Likelihood(LikelihoodMeasure.Density, normal.Heads, (pass, heads) =>
        {
            (Tensor mean, Tensor logScale) = normal.Of(pass, heads);
            return Normal.FromLogScale(mean, logScale, column.Shape.Rank);
        })
        {
            HeadOfMean = normal.HeadOfMean,
        };
    }
}
