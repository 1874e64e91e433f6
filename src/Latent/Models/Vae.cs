using Latent.Data;
using Latent.Data.Transforms;
using Latent.Distributions;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models;

/// <summary>The variational autoencoder of Kingma and Welling, with any network on each side and any likelihood.</summary>
/// <remarks>
/// z ~ N(0, 1), x | z ~ likelihood(decoder(z)), q(z | x) = N(μ(x), σ(x)²) with a diagonal covariance. Sites: <c>z</c>, and the observed
/// column, <c>x</c>. Parameters: <c>encoder.0</c>, <c>encoder.mean</c>, <c>encoder.log_scale</c>, <c>decoder.0</c>, <c>decoder.logits</c>,
/// each <c>.weight</c> and <c>.bias</c>, with a perceptron and a Bernoulli likelihood. D. P. Kingma, M. Welling, "Auto-encoding variational
/// Bayes", ICLR 2014, appendix C.
/// </remarks>
public sealed class Vae : LatentModel
{
    private readonly EncoderNetwork _encoder;
    private readonly Linear _mean;
    private readonly Linear _scale;
    private readonly DecoderNetwork _decoder;
    private readonly Likelihood _likelihood;
    private readonly DataColumn _observed;

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
        _observed = observed;
        ParameterScope encoder = scope / "encoder", decoder = scope / "decoder";
        _encoder = config.Encoder.Encoder(encoder, observed.Shape);
        _mean = new Linear(encoder / "mean", _encoder.Width, config.Latents);
        string scale = config.PosteriorScale switch
        {
            PosteriorScale.LogScale => "log_scale",
            PosteriorScale.LogVariance => "log_variance",
            _ => "scale",
        };
        _scale = new Linear(encoder / scale, _encoder.Width, config.Latents);
        _likelihood = config.Likelihood.Build(decoder, observed);
        _decoder = (config.Decoder ?? config.Encoder).Decoder(decoder, config.Latents, observed.Shape, _likelihood.Heads);
        Parameters = scope.Parameters;
    }

    /// <summary>The settings.</summary>
    public VaeConfig Config { get; }

    /// <summary>All parameters of the scope the model was made in.</summary>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <inheritdoc/>
    public override void Run(Trace t)
    {
        ArgumentNullException.ThrowIfNull(t);
        Tensor z = t.Latent("z", t.StandardNormal(Config.Latents), () => Encode(t.Pass, t.Observed(_observed.Name)));
        t.Observe(_observed.Name, () => Decode(t.Pass, z));
    }

    /// <inheritdoc/>
    /// <remarks>With <see cref="VaeConfig.StartFromMeans"/> the decoder's first head starts at the means of the training data.</remarks>
    public override void InitializeFrom(IDataset train, RandomKey key)
    {
        if (!Config.StartFromMeans || _likelihood.HeadOfMean is not { } headOfMean) return;
        double[] means = Moments.Of(train, _observed.Name, groupSize: 1).Mean;
        Tensor start = Tensor.From([.. means.Select(headOfMean)], _observed.Shape).To(Parameters[0].Value.DType);
        _decoder.SetBias(_decoder.Heads[0].Name, start);
    }

    /// <summary>q(z | x): x [B, shape of an example] -> events of [Latents].</summary>
    public Normal Encode(Pass pass, Tensor x)
    {
        Tensor features = _encoder.Forward(pass, x);
        Tensor mean = _mean.Forward(pass, features), h = _scale.Forward(pass, features);
        return Config.PosteriorScale switch
        {
            PosteriorScale.LogScale => Normal.FromLogScale(mean, h, eventAxes: 1),
            PosteriorScale.LogVariance => Normal.FromLogScale(mean, h * 0.5, eventAxes: 1),
            _ => Normal.FromScale(mean, h.Softplus(), eventAxes: 1),
        };
    }

    /// <summary>p(x | z): z [rows, Latents] -> events of the shape of an example.</summary>
    public Distribution Decode(Pass pass, Tensor z) => _likelihood.Of(pass, _decoder.Forward(pass, z));
}
