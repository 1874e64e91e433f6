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
        InitializerConfig first = config.Encoder.Initialization;
        _encoder = config.Encoder.Encoder(encoder, observed.Shape);
        _mean = new Linear(encoder / "mean", _encoder.Width, config.Latents, Activation.None, first);
        string scale = config.PosteriorScale switch
        {
            PosteriorScale.LogScale => "log_scale",
            PosteriorScale.LogVariance => "log_variance",
            _ => "scale",
        };
        _scale = new Linear(encoder / scale, _encoder.Width, config.Latents, Activation.None, first);
        _likelihood = config.Likelihood.Build(decoder, observed);
        _decoder = (config.Decoder ?? config.Encoder).Decoder(decoder, config.Latents, observed.Shape, _likelihood.Heads);
        if (observed.IsSequence && !(_encoder.TakesShorter && _decoder.TakesSteps))
        {
            throw new ArgumentException(
                $"vae: the column {observed} holds sequences that differ in length, which the {(_encoder.TakesShorter ? "decoder" : "encoder")}'s network "
                + "does not take. Take 'recurrent', or cut the sequences into windows of one length.", nameof(config));
        }

        Parameters = scope.Parameters;
    }

    /// <summary>The settings.</summary>
    public VaeConfig Config { get; }

    /// <summary>p(x | z), and what bits per dimension of it mean.</summary>
    public Likelihood Likelihood => _likelihood;

    /// <summary>All parameters of the scope the model was made in.</summary>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <inheritdoc/>
    public override void Run(Trace t)
    {
        ArgumentNullException.ThrowIfNull(t);
        Tensor z = t.Latent("z", t.StandardNormal(Config.Latents), () => Encode(t.Pass, Complete(t), Lengths(t)));
        t.Observe(_observed.Name, () => Decode(t.Pass, z, Steps(t)));
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
    /// <param name="pass">The pass.</param>
    /// <param name="x">Examples; sequences of different lengths end in zeros.</param>
    /// <param name="lengths">How long each sequence is, [B], if they differ.</param>
    public Normal Encode(Pass pass, Tensor x, Tensor? lengths = null)
    {
        Tensor features = _encoder.Forward(pass, x, lengths);
        Tensor mean = _mean.Forward(pass, features), h = _scale.Forward(pass, features);
        return Config.PosteriorScale switch
        {
            PosteriorScale.LogScale => Normal.FromLogScale(mean, h, eventAxes: 1),
            PosteriorScale.LogVariance => Normal.FromLogScale(mean, h * 0.5, eventAxes: 1),
            _ => Normal.FromScale(mean, h.Softplus(), eventAxes: 1),
        };
    }

    /// <summary>p(x | z): z [rows, Latents] -> events of the shape of an example.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="z">Codes.</param>
    /// <param name="steps">Of sequences, how many steps; as many as the longest of the data has if null.</param>
    public Distribution Decode(Pass pass, Tensor z, int? steps = null) => _likelihood.Of(pass, _decoder.Forward(pass, z, steps));

    // What is missing is 0 to the encoder (A. Nazábal et al., "Handling incomplete heterogeneous data using VAEs", 2020, section 3.1).
    private Tensor Complete(Trace t)
    {
        Tensor x = t.Observed(_observed.Name);
        return _observed.HasMissing && t.MaskOf(_observed.Name) is { } mask && mask.Shape == x.Shape ? mask.Where(x, 0.0) : x;
    }

    private int? Steps(Trace t) => _observed.IsSequence && t.Has(_observed.Name) ? t.Observed(_observed.Name).Shape[1] : null;

    // Where the data does not say how long its sequences are, the mask does: up to the last step of which something is observed.
    private Tensor? Lengths(Trace t)
    {
        if (!_observed.IsSequence) return null;
        if (t.Has("length")) return t.Observed("length");
        if (t.MaskOf(_observed.Name) is not { } mask || mask.Shape.Rank < 2) return null;
        int rows = mask.Shape[0], steps = mask.Shape[1];
        double[] observed = mask.ToDoubles(), lengths = new double[rows];
        int size = observed.Length / Math.Max(1, rows * steps);
        for (int row = 0; row < rows; row++)
        {
            int last = Array.FindLastIndex(observed, ((row + 1) * steps * size) - 1, steps * size, static value => value != 0);
            lengths[row] = last < 0 ? 0 : ((last - (row * steps * size)) / size) + 1;
        }

        return t.Pass.From(lengths, [rows]);
    }
}
