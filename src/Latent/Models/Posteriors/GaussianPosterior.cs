using System.Text.Json.Serialization;
using Latent.Distributions;
using Latent.Json;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Posteriors;

/// <summary>How q's standard deviations come from the encoder's last layer h.</summary>
[JsonConverter(typeof(KebabNames<PosteriorScale>))]
public enum PosteriorScale
{
    /// <summary>σ = eʰ.</summary>
    LogScale,

    /// <summary>σ = e^(h/2): h is the logarithm of the variance.</summary>
    LogVariance,

    /// <summary>σ = log(1 + eʰ).</summary>
    Softplus,
}

/// <summary>q(z | x) = N(μ(x), σ(x)²), every latent variable on its own.</summary>
/// <remarks>
/// Parameters: <c>mean</c>, and <c>log_scale</c>, <c>log_variance</c> or <c>scale</c>. D. P. Kingma, M. Welling, "Auto-encoding variational
/// Bayes", ICLR 2014, eq. (9).
/// </remarks>
public sealed record GaussianPosterior : PosteriorConfig
{
    /// <summary>How the standard deviations come from the encoder.</summary>
    public PosteriorScale Scale { get; set; }

    /// <inheritdoc/>
    public override Posterior Build(ParameterScope scope, int features, int latents, InitializerConfig initialization)
    {
        ArgumentNullException.ThrowIfNull(scope);
        Linear mean = new(scope / "mean", features, latents, Activation.None, initialization);
        string name = Scale switch
        {
            PosteriorScale.LogScale => "log_scale",
            PosteriorScale.LogVariance => "log_variance",
            _ => "scale",
        };
        return new Diagonal(mean, new Linear(scope / name, features, latents, Activation.None, initialization), Scale, latents);
    }

    private sealed class Diagonal(Linear mean, Linear scale, PosteriorScale kind, int latents) : Posterior
    {
        public override int Width => latents;

        public override Distribution Of(Pass pass, Tensor features)
        {
            Tensor location = mean.Forward(pass, features), h = scale.Forward(pass, features);
            return kind switch
            {
                PosteriorScale.LogScale => Normal.FromLogScale(location, h, eventAxes: 1),
                PosteriorScale.LogVariance => Normal.FromLogScale(location, h * 0.5, eventAxes: 1),
                _ => Normal.FromScale(location, h.Softplus(), eventAxes: 1),
            };
        }

        public override Distribution StandardPrior(Trace t) => t.StandardNormal(latents);
    }
}
