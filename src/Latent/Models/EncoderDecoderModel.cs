using Latent.Data;
using Latent.Distributions;
using Latent.Models.Likelihoods;
using Latent.Models.Posteriors;
using Latent.Models.Priors;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models;

/// <summary>One latent variable z between an encoder and a decoder: what a <see cref="Vae"/> and a <see cref="Autoencoders.Autoencoder"/> are.</summary>
public abstract class EncoderDecoderModel : LatentModel
{
    private readonly bool _startsFromMeans;
    private readonly EncoderNetwork _encoder;
    private readonly Posterior _posterior;
    private readonly Prior _prior;
    private readonly DecoderNetwork _decoder;
    private readonly ObservedColumn _observed;
    private readonly Corruption _corruption;

    /// <summary>Makes the model's parameters in <paramref name="scope"/>: the encoder's, the prior's, the decoder's.</summary>
    private protected EncoderDecoderModel(
        string kind, EncoderDecoderConfig config, PosteriorConfig posterior, PriorConfig prior, IReadOnlyList<Data.Transforms.Transform> corruption,
        DataColumn observed, ParameterScope scope, Func<ParameterScope, IReadOnlyList<Head>, DecoderNetwork>? mirror = null)
    {
        ArgumentNullException.ThrowIfNull(observed);
        ArgumentNullException.ThrowIfNull(scope);
        if (config.Latents < 1) throw new ArgumentException($"{kind}: latents is {config.Latents}; at least one latent variable is needed.", nameof(config));
        _startsFromMeans = config.StartFromMeans;
        _observed = new ObservedColumn(observed);
        _corruption = new Corruption(kind, corruption, observed);
        ParameterScope encoder = scope / "encoder", decoder = scope / "decoder";
        _encoder = config.Encoder.Encoder(encoder, observed.Shape);
        _posterior = posterior.Build(encoder, _encoder.Width, config.Latents, config.Encoder.Initialization);
        _prior = prior.Build(scope / "prior", new PriorContext("z", _posterior, observed, (pass, x) => Encode(pass, x)));
        Likelihood = config.Likelihood.Build(decoder, observed);
        _decoder = mirror is null
            ? (config.Decoder ?? config.Encoder).Decoder(decoder, _posterior.Width, observed.Shape, Likelihood.Heads)
            : mirror(scope, Likelihood.Heads);
        _observed.Check(kind, _encoder, _decoder);
        Parameters = scope.Parameters;
    }

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
        if (_startsFromMeans) _observed.StartFromMeans(train, _decoder, Likelihood, Parameters[0].Value.DType);
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
