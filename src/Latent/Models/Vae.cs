using Latent.Distributions;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models;

/// <summary>Sizes of a <see cref="Vae"/>.</summary>
/// <param name="Inputs">Width D of an observation; for images, their pixels.</param>
/// <param name="Hidden">Width of the hidden layer of encoder and decoder.</param>
/// <param name="Latents">Number of latent variables.</param>
public sealed record VaeConfig(int Inputs, int Hidden = 400, int Latents = 20);

/// <summary>The variational autoencoder of Kingma and Welling for binary data, with one hidden layer on each side.</summary>
/// <remarks>
/// z ~ N(0, 1), x | z ~ Bernoulli(decoder(z)), q(z | x) = N(μ(x), σ(x)²) with a diagonal covariance. Sites: <c>z</c>, <c>x</c>.
/// Parameters: <c>encoder.0</c>, <c>encoder.mean</c>, <c>encoder.log_scale</c>, <c>decoder.0</c>, <c>decoder.logits</c>, each
/// <c>.weight</c> and <c>.bias</c>. D. P. Kingma, M. Welling, "Auto-encoding variational Bayes", ICLR 2014, appendix C.
/// </remarks>
public sealed class Vae : LatentModel
{
    private readonly Mlp _encoder;
    private readonly Linear _mean;
    private readonly Linear _logScale;
    private readonly Mlp _decoder;
    private readonly Linear _logits;

    /// <summary>Makes the model's parameters in <paramref name="scope"/>.</summary>
    public Vae(VaeConfig config, ParameterScope scope)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(scope);
        Config = config;
        ParameterScope encoder = scope / "encoder", decoder = scope / "decoder";
        _encoder = new Mlp(encoder, [config.Inputs, config.Hidden], Activation.Relu);
        _mean = new Linear(encoder / "mean", config.Hidden, config.Latents);
        _logScale = new Linear(encoder / "log_scale", config.Hidden, config.Latents);
        _decoder = new Mlp(decoder, [config.Latents, config.Hidden], Activation.Relu);
        _logits = new Linear(decoder / "logits", config.Hidden, config.Inputs);
        Parameters = scope.Parameters;
    }

    /// <summary>The sizes.</summary>
    public VaeConfig Config { get; }

    /// <summary>All parameters of the scope the model was made in.</summary>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <inheritdoc/>
    public override void Run(Trace t)
    {
        ArgumentNullException.ThrowIfNull(t);
        Tensor z = t.Latent("z", t.StandardNormal(Config.Latents), () => Encode(t.Pass, t.Observed("x")));
        t.Observe("x", () => Decode(t.Pass, z));
    }

    /// <summary>q(z | x): x [B, Inputs] -> events of [Latents].</summary>
    public Normal Encode(Pass pass, Tensor x)
    {
        Tensor hidden = _encoder.Forward(pass, x);
        return Normal.FromLogScale(_mean.Forward(pass, hidden), _logScale.Forward(pass, hidden), eventAxes: 1);
    }

    /// <summary>p(x | z): z [B, Latents] -> events of [Inputs].</summary>
    public Bernoulli Decode(Pass pass, Tensor z) => Bernoulli.FromLogits(_logits.Forward(pass, _decoder.Forward(pass, z)), eventAxes: 1);
}
