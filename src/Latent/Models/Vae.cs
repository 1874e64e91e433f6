using Latent.Data;
using Latent.Distributions;
using Latent.Models.Likelihoods;
using Latent.Models.Posteriors;
using Latent.Models.Priors;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models;

/// <summary>The variational autoencoder of Kingma and Welling, with any network on each side, and any prior, posterior and likelihood.</summary>
/// <remarks>
/// z ~ N(0, 1), x | z ~ likelihood(decoder(z)), q(z | x) = N(μ(x), σ(x)²) with a diagonal covariance, unless the settings say otherwise.
/// Sites: <c>z</c>, and the observed column, <c>x</c>. Parameters: <c>encoder.0</c>, <c>encoder.mean</c>, <c>encoder.log_scale</c>,
/// <c>decoder.0</c>, <c>decoder.logits</c>, each <c>.weight</c> and <c>.bias</c>, with a perceptron and a Bernoulli likelihood; those of a
/// prior under <c>prior</c>. D. P. Kingma, M. Welling, "Auto-encoding variational Bayes", ICLR 2014, appendix C.
/// </remarks>
public sealed class Vae : LatentModel
{
    private readonly EncoderNetwork _encoder;
    private readonly Posterior _posterior;
    private readonly Prior _prior;
    private readonly DecoderNetwork _decoder;
    private readonly ObservedColumn _observed;
    private readonly Corruption _corruption;

    /// <summary>Makes the model's parameters in <paramref name="scope"/>.</summary>
    /// <param name="config">The settings.</param>
    /// <param name="observed">What an example is; its name is that of the site.</param>
    /// <param name="scope">Where parameters are made.</param>
    /// <exception cref="ArgumentException">A setting makes no sense, or the networks or the likelihood are not for such data.</exception>
    public Vae(VaeConfig config, DataColumn observed, ParameterScope scope)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(observed);
        ArgumentNullException.ThrowIfNull(scope);
        if (config.Latents < 1) throw new ArgumentException($"vae: latents is {config.Latents}; at least one latent variable is needed.", nameof(config));
        Config = config;
        _observed = new ObservedColumn(observed);
        _corruption = new Corruption("vae", config.Corruption, observed);
        ParameterScope encoder = scope / "encoder", decoder = scope / "decoder";
        _encoder = config.Encoder.Encoder(encoder, observed.Shape);
        _posterior = config.Posterior.Build(encoder, _encoder.Width, config.Latents, config.Encoder.Initialization);
        _prior = config.Prior.Build(scope / "prior", new PriorContext("z", _posterior, observed, (pass, x) => Encode(pass, x)));
        Likelihood = config.Likelihood.Build(decoder, observed);
        _decoder = (config.Decoder ?? config.Encoder).Decoder(decoder, _posterior.Width, observed.Shape, Likelihood.Heads);
        _observed.Check("vae", _encoder, _decoder);
        Parameters = scope.Parameters;
    }

    /// <summary>The settings.</summary>
    public VaeConfig Config { get; }

    /// <summary>p(x | z), and what bits per dimension of it mean.</summary>
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
        t.Observe(_observed.Name, () => Decode(t.Pass, z, _observed.Steps(t)));
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

    /// <summary>q(z | x): x [B, shape of an example] -> a batch of B.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="x">Examples; sequences of different lengths end in zeros.</param>
    /// <param name="lengths">How long each sequence is, [B], if they differ.</param>
    public Distribution Encode(Pass pass, Tensor x, Tensor? lengths = null) => _posterior.Of(pass, _encoder.Forward(pass, x, lengths));

    /// <summary>p(x | z): z [rows, event of z] -> events of the shape of an example.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="z">Codes.</param>
    /// <param name="steps">Of sequences, how many steps; as many as the longest of the data has if null.</param>
    public Distribution Decode(Pass pass, Tensor z, int? steps = null)
    {
        ArgumentNullException.ThrowIfNull(z);
        // A code of several axes, such as classes of several variables, is one vector to the network.
        Tensor flat = z.Shape.Rank > 2 ? z.Reshape(z.Shape[0], _posterior.Width) : z;
        return Likelihood.Of(pass, _decoder.Forward(pass, flat, steps));
    }
}
