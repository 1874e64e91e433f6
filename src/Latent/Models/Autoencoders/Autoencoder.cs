using System.Globalization;
using Latent.Data;
using Latent.Distributions;
using Latent.Models.Likelihoods;
using Latent.Models.Posteriors;
using Latent.Models.Priors;
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
public sealed class Autoencoder : LatentModel
{
    private readonly EncoderNetwork _encoder;
    private readonly Posterior _code;
    private readonly Prior _prior;
    private readonly DecoderNetwork _decoder;
    private readonly ObservedColumn _observed;
    private readonly Corruption _corruption;

    /// <summary>Makes the model's parameters in <paramref name="scope"/>.</summary>
    /// <param name="config">The settings.</param>
    /// <param name="observed">What an example is; its name is that of the site.</param>
    /// <param name="scope">Where parameters are made.</param>
    /// <exception cref="ArgumentException">A setting makes no sense, or the networks or the likelihood are not for such data.</exception>
    public Autoencoder(AutoencoderConfig config, DataColumn observed, ParameterScope scope)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(observed);
        ArgumentNullException.ThrowIfNull(scope);
        if (config.Latents < 1) throw new ArgumentException($"autoencoder: latents is {config.Latents}; a code has at least one number.", nameof(config));
        Config = config;
        _observed = new ObservedColumn(observed);
        _corruption = new Corruption("autoencoder", config.Corruption, observed);
        ParameterScope encoder = scope / "encoder", decoder = scope / "decoder";
        _encoder = config.Encoder.Encoder(encoder, observed.Shape);
        DeltaPosterior code = new() { Activation = config.CodeActivation, Kept = config.Kept, KeptFactor = config.KeptFactor };
        _code = code.Build(encoder, _encoder.Width, config.Latents, config.Encoder.Initialization);
        _prior = config.Prior.Build(scope / "prior", new PriorContext("z", _code, observed, (pass, x) => Encode(pass, x)));
        Likelihood = config.Likelihood.Build(decoder, observed);
        _decoder = config.TiedWeights
            ? Tied(config, encoder, decoder, observed.Shape)
            : (config.Decoder ?? config.Encoder).Decoder(decoder, config.Latents, observed.Shape, Likelihood.Heads);
        _observed.Check("autoencoder", _encoder, _decoder);
        Parameters = scope.Parameters;
    }

    /// <summary>The settings.</summary>
    public AutoencoderConfig Config { get; }

    /// <summary>p(x | z).</summary>
    public Likelihood Likelihood { get; }

    /// <summary>All parameters of the scope the model was made in.</summary>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>One, or those that the prior asks for.</summary>
    public override IReadOnlyList<TrainingStage> Stages => _prior.Stages(this);

    /// <inheritdoc/>
    public override void Run(Trace t)
    {
        ArgumentNullException.ThrowIfNull(t);
        Tensor z = t.Latent("z", _prior.Of(t), () => Encode(t.Pass, _observed.Complete(t), _observed.Lengths(t)));
        t.Observe(_observed.Name, () => Likelihood.Of(t.Pass, _decoder.Forward(t.Pass, z, _observed.Steps(t))));
    }

    /// <inheritdoc/>
    /// <remarks>With <see cref="EncoderDecoderConfig.StartFromMeans"/> the decoder's first head starts at the means of the training data.</remarks>
    public override void InitializeFrom(IDataset train, RandomKey key)
    {
        if (Config.StartFromMeans) _observed.StartFromMeans(train, _decoder, Likelihood, Parameters[0].Value.DType);
        _prior.InitializeFrom(train, key.Split("prior"));
    }

    /// <inheritdoc/>
    protected override Batch Prepare(Pass pass, Batch batch) => _corruption.Apply(pass, batch);

    private Distribution Encode(Pass pass, Tensor x, Tensor? lengths = null) => _code.Of(pass, _encoder.Forward(pass, x, lengths));

    private MirrorDecoder Tied(AutoencoderConfig config, ParameterScope encoder, ParameterScope decoder, Shape shape)
    {
        if (config.Encoder is not MlpConfig mlp || config.Decoder is not null)
        {
            throw new ArgumentException(
                "autoencoder: tiedWeights are those of a perceptron's encoder, transposed; the encoder must be 'mlp' and the decoder left out.",
                    nameof(config));
        }

        string[] layers = [.. mlp.Hidden.Select(static (_, i) => i.ToString(CultureInfo.InvariantCulture)), "mean"];
        Parameter[] weights = [.. layers.Select(layer => Find((encoder / layer).Path + ".weight"))];
        return new MirrorDecoder(decoder, mlp, config.Latents, shape, Likelihood.Heads, weights);

        Parameter Find(string name) => encoder.Parameters.First(parameter => string.Equals(parameter.Name, name, StringComparison.Ordinal));
    }
}
