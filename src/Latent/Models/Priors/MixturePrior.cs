using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Models.Priors;

/// <summary>A mixture of Gaussians that is learned with the model: p(z) = Σ πₖ·N(mₖ, diag sₖ²).</summary>
/// <remarks>
/// It starts from equal weights, s = 1 and means drawn from N(0, <see cref="Spread"/>²). Its KL term has no closed form: objectives take it by
/// samples (<c>"kl": "sampled"</c>). Parameters: <c>logits</c> [K], <c>mean</c> and <c>log_scale</c> [K, latents]. N. Dilokthanakul et al., "Deep
/// unsupervised clustering with Gaussian mixture variational autoencoders", 2016; as a prior by itself J. Tomczak, M. Welling, "VAE with a VampPrior",
/// AISTATS 2018, section 5 ("MoG").
/// </remarks>
public sealed record MixturePrior : PriorConfig
{
    /// <summary>K.</summary>
    public int Components { get; set; } = 10;

    /// <summary>The standard deviation of the first means.</summary>
    public double Spread { get; set; } = 1;

    /// <inheritdoc/>
    public override Prior Build(ParameterScope scope, PriorContext context)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(context);
        if (Components < 1) throw new ArgumentException($"mixture: components is {Components}; at least one is needed.");
        if (!(Spread >= 0 && double.IsFinite(Spread))) throw new ArgumentException($"mixture: spread is {Spread}; a standard deviation is not negative.");
        context.NeedReal("mixture");
        int latents = context.Posterior.Width;
        Parameter logits = scope.Parameter("logits", [Components], Initializer.Zeros);
        Parameter mean = scope.Parameter("mean", [Components, latents], Initializer.Normal(Spread));
        return new Learned(logits, mean, scope.Parameter("log_scale", [Components, latents], Initializer.Zeros));
    }

    private sealed class Learned(Parameter logits, Parameter mean, Parameter logScale) : Prior
    {
        public override Distribution Of(Trace t)
        {
            ArgumentNullException.ThrowIfNull(t);
            return Mixture.FromLogits(t.Pass[logits], Normal.FromLogScale(t.Pass[mean], t.Pass[logScale], eventAxes: 1));
        }
    }
}
