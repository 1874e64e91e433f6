using System.Globalization;
using Latent.Data;
using Latent.Models.Posteriors;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Autoencoders;

/// <summary>A deterministic autoencoder: a code z = f(x), and a likelihood of x given it.</summary>
/// <remarks>
/// <para>
/// Sites: <c>z</c>, q(z | x) a point, and the observed column. Parameters as those of <see cref="Vae"/>: <c>encoder.0</c>, <c>encoder.mean</c>,
/// <c>decoder.0</c>, <c>decoder.logits</c>; with tied weights the decoder has biases alone. Its objective is <c>reconstruction</c>: log p(x | f(x)),
/// which is no bound on log p(x), and a model so trained gives no sensible draws from the standard prior.
/// </para>
/// <para>
/// G. E. Hinton, R. R. Salakhutdinov, "Reducing the dimensionality of data with neural networks", Science 313, 2006; denoising: P. Vincent et al.,
/// "Stacked denoising autoencoders", JMLR 11, 2010, section 2.3; k-sparse: A. Makhzani, B. Frey, "k-Sparse autoencoders", ICLR 2014.
/// </para>
/// </remarks>
public sealed class Autoencoder : EncoderDecoderModel
{
    /// <summary>Makes the model's parameters in <paramref name="scope"/>.</summary>
    /// <param name="config">The settings.</param>
    /// <param name="observed">What an example is; its name is that of the site.</param>
    /// <param name="scope">Where parameters are made.</param>
    /// <exception cref="ArgumentException">A setting makes no sense, or the networks or the likelihood are not for such data.</exception>
    public Autoencoder(AutoencoderConfig config, DataColumn observed, ParameterScope scope)
        : base("autoencoder", config, CodeOf(config), config.Prior, config.Corruption, observed, scope,
            config.TiedWeights ? (all, heads) => Tied(config, all, observed.Shape, heads) : null) => Config = config;

    /// <summary>The settings.</summary>
    public AutoencoderConfig Config { get; }

    private static DeltaPosterior CodeOf(AutoencoderConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new DeltaPosterior
        {
            Activation = config.CodeActivation,
            Kept = config.Kept,
            KeptFactor = config.KeptFactor,
            KeptSchedule = config.KeptSchedule,
        };
    }

    private static MirrorDecoder Tied(AutoencoderConfig config, ParameterScope scope, Shape shape, IReadOnlyList<Head> heads)
    {
        if (config.Encoder is not MlpConfig mlp || config.Decoder is not null)
        {
            throw new ArgumentException(
                "autoencoder: tiedWeights are those of a perceptron's encoder, transposed; the encoder must be 'mlp' and the decoder left out.",
                    nameof(config));
        }

        string[] layers = [.. mlp.Hidden.Select(static (_, i) => i.ToString(CultureInfo.InvariantCulture)), "mean"];
        Parameter[] weights = [.. layers.Select(layer => Find((scope / "encoder" / layer).Path + ".weight"))];
        return new MirrorDecoder(scope / "decoder", mlp, config.Latents, shape, heads, weights);

        Parameter Find(string name) => scope.Parameters.First(parameter => string.Equals(parameter.Name, name, StringComparison.Ordinal));
    }
}
