using Latent.Data;
using Latent.Tensors;

namespace Latent.Models;

/// <summary>The variational autoencoder of Kingma and Welling, with any network on each side, and any prior, posterior and likelihood.</summary>
/// <remarks>
/// z ~ N(0, 1), x | z ~ likelihood(decoder(z)), q(z | x) = N(μ(x), σ(x)²) with a diagonal covariance, unless the settings say otherwise.
/// Sites: <c>z</c>, and the observed column, <c>x</c>. Parameters: <c>encoder.0</c>, <c>encoder.mean</c>, <c>encoder.log_scale</c>,
/// <c>decoder.0</c>, <c>decoder.logits</c>, each <c>.weight</c> and <c>.bias</c>, with a perceptron and a Bernoulli likelihood; those of a
/// prior under <c>prior</c>. D. P. Kingma, M. Welling, "Auto-encoding variational Bayes", ICLR 2014, appendix C.
/// </remarks>
public sealed class Vae : EncoderDecoderModel
{
    /// <summary>Makes the model's parameters in <paramref name="scope"/>.</summary>
    /// <param name="config">The settings.</param>
    /// <param name="observed">What an example is; its name is that of the site.</param>
    /// <param name="scope">Where parameters are made.</param>
    /// <exception cref="ArgumentException">A setting makes no sense, or the networks or the likelihood are not for such data.</exception>
    public Vae(VaeConfig config, DataColumn observed, ParameterScope scope)
        : base("vae", Checked(config), config.Posterior, config.Prior, config.Corruption, observed, scope) => Config = config;

    /// <summary>The settings.</summary>
    public VaeConfig Config { get; }

    private static VaeConfig Checked(VaeConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config;
    }
}
