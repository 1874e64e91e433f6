using Latent.Data;
using Latent.Distributions;
using Latent.Models.Likelihoods;
using Latent.Models.Posteriors;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Hierarchical;

/// <summary>Two VAEs, the second of the codes of the first: p(u)·p(z | u)·p(x | z), q(z | x)·q(u | z).</summary>
/// <remarks>
/// <para>
/// Trained in two stages: <c>first</c> is a VAE of x with z ~ N(0, 1). Its codes are not distributed as that prior; so in <c>second</c>, with the first
/// VAE as it is, a second one learns the draws z ~ q(z | x), with p(z | u) = N(f(u), γ²) and one learned γ, by the ELBO of the whole model. Draws then come
/// from u ~ N(0, 1).
/// </para>
/// <para>
/// Sites: <c>u</c>, <c>z</c> and the observed column. Parameters: those of a <see cref="Vae"/>, and the same under <c>second</c>. The KL term of z is by
/// samples, as u is inferred from the draw. B. Dai, D. Wipf, "Diagnosing and enhancing VAE models", ICLR 2019, section 4.
/// </para>
/// </remarks>
public sealed class TwoStageVae : LatentModel
{
    private const string FirstStage = "first", SecondStage = "second";

    private readonly EncoderNetwork _encoder;
    private readonly Posterior _posterior;
    private readonly DecoderNetwork _decoder;
    private readonly EncoderNetwork _up;
    private readonly Posterior _top;
    private readonly DecoderNetwork _down;
    private readonly Likelihood _codes;
    private readonly ObservedColumn _observed;
    private readonly Parameter[] _second;

    /// <summary>Makes the model's parameters in <paramref name="scope"/>.</summary>
    /// <param name="config">The settings.</param>
    /// <param name="observed">What an example is; its name is that of the site.</param>
    /// <param name="scope">Where parameters are made.</param>
    /// <exception cref="ArgumentException">A setting makes no sense, or the networks or the likelihood are not for such data.</exception>
    public TwoStageVae(TwoStageVaeConfig config, DataColumn observed, ParameterScope scope)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(observed);
        ArgumentNullException.ThrowIfNull(scope);
        int above = config.SecondLatents ?? config.Latents;
        if (config.Latents < 1 || above < 1)
            throw new ArgumentException($"two-stage-vae: there are {config.Latents} latents and {above} secondLatents; each is at least 1.", nameof(config));
        if (config.SecondEpochs is < 1)
            throw new ArgumentException($"two-stage-vae: secondEpochs is {config.SecondEpochs}; the second stage has at least 1.", nameof(config));
        Config = config;
        _observed = new ObservedColumn(observed);
        ParameterScope encoder = scope / "encoder", decoder = scope / "decoder";
        _encoder = config.Encoder.Encoder(encoder, observed.Shape);
        GaussianPosterior gaussian = new() { Scale = config.Scale };
        _posterior = gaussian.Build(encoder, _encoder.Width, config.Latents, config.Encoder.Initialization);
        Likelihood = config.Likelihood.Build(decoder, observed);
        _decoder = (config.Decoder ?? config.Encoder).Decoder(decoder, config.Latents, observed.Shape, Likelihood.Heads);
        _observed.Check("two-stage-vae", _encoder, _decoder);
        int before = scope.Parameters.Count;
        ParameterScope up = scope / "second" / "encoder", down = scope / "second" / "decoder";
        DataColumn codes = new("z", [config.Latents]);
        _up = config.Second.Encoder(up, codes.Shape);
        _top = gaussian.Build(up, _up.Width, above, config.Second.Initialization);
        _codes = new GaussianLikelihood().Build(down, codes);
        _down = config.Second.Decoder(down, above, codes.Shape, _codes.Heads);
        _second = [.. scope.Parameters.Skip(before)];
        Parameters = scope.Parameters;
    }

    /// <summary>The settings.</summary>
    public TwoStageVaeConfig Config { get; }

    /// <summary>p(x | z), and what bits per dimension of it mean.</summary>
    public Likelihood Likelihood { get; }

    /// <summary>All parameters of the scope the model was made in.</summary>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<TrainingStage> Stages =>
    [
        new TrainingStage(FirstStage, new StageModel(this, FirstStage, [.. Parameters.Except(_second)])),
        new TrainingStage(SecondStage, new StageModel(this, SecondStage, _second)) { Epochs = Config.SecondEpochs, IsPlain = true },
    ];

    /// <inheritdoc/>
    public override void Run(Trace t)
    {
        ArgumentNullException.ThrowIfNull(t);
        Tensor z;
        if (t.IsIn(FirstStage))
        {
            z = t.Latent("z", t.StandardNormal(Config.Latents), () => Encode(t));
        }
        else
        {
            Tensor? code = t.InferAhead("z", () => t.Frozen(SecondStage, () => Encode(t)));
            Tensor u = t.Latent("u", t.StandardNormal(_down.Inputs), () => _top.Of(t.Pass, _up.Forward(t.Pass, code!)));
            z = t.Latent("z", _codes.Of(t.Pass, _down.Forward(t.Pass, u)));
        }

        t.Observe(_observed.Name, () => t.Frozen(SecondStage, () => Likelihood.Of(t.Pass, _decoder.Forward(t.Pass, z, _observed.Steps(t)))));
    }

    /// <inheritdoc/>
    /// <remarks>With <see cref="EncoderDecoderConfig.StartFromMeans"/> the decoder's first head starts at the means of the training data.</remarks>
    public override void InitializeFrom(IDataset train, RandomKey key)
    {
        if (Config.StartFromMeans) _observed.StartFromMeans(train, _decoder, Likelihood, Parameters[0].Value.DType);
    }

    private Distribution Encode(Trace t) => _posterior.Of(t.Pass, _encoder.Forward(t.Pass, _observed.Complete(t), _observed.Lengths(t)));
}
