using Latent.Data;
using Latent.Distributions;
using Latent.Models.Likelihoods;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Discrete;

/// <summary>The vector-quantised autoencoder: every example is some codes out of a learned book, and a prior over codes is learned afterwards.</summary>
/// <remarks>
/// <para>
/// p(z)·p(x | z) with z one-hot vectors [positions, K]; q(z | x) has all probability at the codes whose vectors in the book are nearest to what the
/// encoder gives, k = argmin ‖e(x) - c_k‖. The gradient of log p(x | z) passes from the chosen vector straight to the encoder; the book and the encoder are
/// drawn to one another by the penalty <c>quantization</c> beside the objective. Trained in two stages: <c>networks</c>, with p(z) uniform, and
/// <c>prior</c>, in which the networks stay and p(z) = Π p(zᵢ | z₁, ..., zᵢ₋₁) is learned by the same objective, without penalties.
/// </para>
/// <para>
/// As q is a point of a finite set, the ELBO is log p(x | z_q(x)) + log p(z_q(x)): one term of the sum p(x) = Σ_z p(z)·p(x | z), so a true lower bound on
/// log p(x) of the model with discrete z. Importance weights of more samples are all the same and do not raise it.
/// </para>
/// <para>
/// Sites: <c>z</c> and the observed column. Parameters: those of the networks, <c>encoder.codes.weight</c>, <c>codebook</c> [K, width], and the prior's
/// under <c>prior</c>. A. van den Oord, O. Vinyals, K. Kavukcuoglu, "Neural discrete representation learning", NeurIPS 2017, eq. (1) to (3).
/// </para>
/// </remarks>
public sealed class VqVae : LatentModel
{
    /// <summary>The notes of a trace that <c>quantization</c> reads: what the encoder gives, and the vectors chosen, [B, positions, width].</summary>
    internal const string Given = "z.given", Chosen = "z.chosen";

    private const string NetworkStage = "networks", PriorStage = "prior";
    private const int FirstRows = 1024;

    private readonly EncoderNetwork _encoder;
    private readonly Linear _read;
    private readonly Parameter _codebook;
    private readonly MaskedNetwork _prior;
    private readonly Parameter[] _priorParameters;
    private readonly DecoderNetwork _decoder;
    private readonly ObservedColumn _observed;
    private readonly int _positions;

    /// <summary>Makes the model's parameters in <paramref name="scope"/>.</summary>
    /// <param name="config">The settings.</param>
    /// <param name="observed">What an example is; its name is that of the site.</param>
    /// <param name="scope">Where parameters are made.</param>
    /// <exception cref="ArgumentException">A setting makes no sense, or the networks or the likelihood are not for such data.</exception>
    public VqVae(VqVaeConfig config, DataColumn observed, ParameterScope scope)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(observed);
        ArgumentNullException.ThrowIfNull(scope);
        Check(config);
        Config = config;
        _observed = new ObservedColumn(observed);
        ParameterScope encoder = scope / "encoder", decoder = scope / "decoder";
        _encoder = config.Encoder.Encoder(encoder, observed.Shape);
        if (config.Grid && _encoder.Grid is null)
        {
            throw new ArgumentException(
                "vq-vae: grid asks for a code at every place of an image, and the encoder's features have no places. Take 'convolutional' without hidden "
                + "layers, or leave grid out.", nameof(config));
        }

        InitializerConfig first = config.Encoder.Initialization;
        _positions = config.Grid ? _encoder.Grid!.Value[1] : config.Latents;
        _read = config.Grid
            ? new Linear(encoder / "codes", _encoder.Grid!.Value[0], config.CodeWidth, Activation.None, first)
            : new Linear(encoder / "codes", _encoder.Width, checked(_positions * config.CodeWidth), Activation.None, first);
        _codebook = scope.Parameter("codebook", [config.Codes, config.CodeWidth], Initializer.Normal(1));
        ParameterScope prior = scope / "prior";
        int before = scope.Parameters.Count;
        _prior = new MaskedNetwork(prior, _positions, config.Codes, config.PriorHidden, first);
        _priorParameters = [.. scope.Parameters.Skip(before)];
        Likelihood = config.Likelihood.Build(decoder, observed);
        _decoder = (config.Decoder ?? config.Encoder).Decoder(decoder, _positions * config.CodeWidth, observed.Shape, Likelihood.Heads);
        _observed.Check("vq-vae", _encoder, _decoder);
        Parameters = scope.Parameters;
    }

    /// <summary>The settings.</summary>
    public VqVaeConfig Config { get; }

    /// <summary>p(x | z), and what bits per dimension of it mean.</summary>
    public Likelihood Likelihood { get; }

    /// <summary>All parameters of the scope the model was made in.</summary>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<TrainingStage> Stages =>
    [
        new TrainingStage(NetworkStage, new StageModel(this, NetworkStage, [.. Parameters.Except(_priorParameters)])),
        new TrainingStage(PriorStage, new StageModel(this, PriorStage, _priorParameters)) { Epochs = Config.PriorEpochs, IsPlain = true },
    ];

    /// <inheritdoc/>
    public override void Run(Trace t)
    {
        ArgumentNullException.ThrowIfNull(t);
        // In the first stage the prior says nothing, in the second it alone is learned.
        Distribution prior = t.IsIn(NetworkStage)
            ? OneHotCategorical.FromLogits(t.Pass.Full([_positions, Config.Codes], 0, t.DType)).ToEvent(1)
            : _prior.Of(t.Pass);
        Tensor? straight = null;
        Tensor z = t.Latent("z", prior, () => t.Frozen(PriorStage, () => Quantize(t, out straight)));
        t.Observe(_observed.Name, () => t.Frozen(PriorStage, () =>
        {
            Tensor vectors = straight is null ? z.MatMul(t.Pass[_codebook]) : t.Tile(straight);
            return Decode(t.Pass, vectors, _observed.Steps(t));
        }));
    }

    /// <inheritdoc/>
    /// <remarks>The book starts from what the encoder gives for some examples, so that every code is near something.</remarks>
    public override void InitializeFrom(IDataset train, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (Config.StartFromMeans) _observed.StartFromMeans(train, _decoder, Likelihood, Parameters[0].Value.DType);
        int[] order = new int[train.Count];
        key.Split("rows").For(RandomPurpose.Shuffling).Permutation(order.Length).Fill(order);
        using Pass pass = Pass.Evaluation(key.Split("noise"));
        Batch batch = PrepareFor(pass, train.Get(order.AsSpan(0, Math.Min(order.Length, FirstRows)), pass, key.Split("data")));
        Trace trace = new(pass, batch, TraceMode.Encode, _codebook.Value.DType);
        double[] given = Encoded(trace).ToDoubles(), book = new double[_codebook.Shape.Count];
        int width = Config.CodeWidth, vectors = given.Length / width;
        int[] chosen = new int[vectors];
        key.Split("codes").For(RandomPurpose.Shuffling).Permutation(vectors).Fill(chosen);
        for (int i = 0; i < book.Length; i++) book[i] = given[(chosen[i / width % vectors] * width) + (i % width)];
        _codebook.Set(Tensor.From(book, _codebook.Shape).To(_codebook.Value.DType));
    }

    /// <summary>p(x | z): the vectors of codes, [rows, positions, width] -> events of the shape of an example.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="vectors">Vectors of the book, or others.</param>
    /// <param name="steps">Of sequences, how many steps; as many as the longest of the data has if null.</param>
    public Distribution Decode(Pass pass, Tensor vectors, int? steps = null)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        return Likelihood.Of(pass, _decoder.Forward(pass, vectors.Reshape(vectors.Shape[0], _positions * Config.CodeWidth), steps));
    }

    private Delta Quantize(Trace t, out Tensor? straight)
    {
        Tensor given = Encoded(t), book = t.Pass[_codebook];
        int rows = given.Shape[0];
        // |e - c|² less |e|², which is the same for all codes; the first of several nearest.
        Tensor near = given.Detach().Reshape(rows * _positions, Config.CodeWidth).MatMul(book.Detach(), Transpose.B) - (0.5 * book.Detach().Square().Sum(-1));
        int[] codes = near.ArgMax(-1);
        Tensor vectors = book.Gather(0, codes).Reshape(given.Shape);
        t.Note(Given, given);
        t.Note(Chosen, vectors);
        // The chosen vectors, with the gradient of what the encoder gives: the difference is exactly 0.
        straight = vectors.Detach() + (given - given.Detach());
        Tensor hot = t.Pass.OneHot(codes, Config.Codes, t.DType).Reshape(rows, _positions, Config.Codes);
        if (t.Mode is TraceMode.ReadMode)
        {
            // A reader of the graph sees what depends on what by gradients: here x is read from the codes, and these from the examples.
            straight = null;
            hot += 0.0 * given.SumKeepingAxes(-1);
        }

        return Delta.At(hot, eventAxes: 2, Support.OneHot);
    }

    // What the encoder gives, [B, positions, width].
    private Tensor Encoded(Trace t)
    {
        Tensor features = _encoder.Forward(t.Pass, _observed.Complete(t), _observed.Lengths(t));
        if (Config.Grid) features = features.Reshape(features.Shape[0], _encoder.Grid!.Value[0], _positions).SwapAxes(1, 2);
        return _read.Forward(t.Pass, features).Reshape(features.Shape[0], _positions, Config.CodeWidth);
    }

    private static void Check(VqVaeConfig config)
    {
        (string, int, int)[] numbers =
        [
            ("latents", config.Latents, 1), ("codes", config.Codes, 2), ("codeWidth", config.CodeWidth, 1), ("priorEpochs", config.PriorEpochs ?? 1, 1),
        ];
        foreach ((string name, int value, int least) in numbers)
        {
            if (value < least) throw new ArgumentException($"vq-vae: {name} is {value}; it is at least {least}.", nameof(config));
        }

        foreach (int width in config.PriorHidden)
        {
            if (width < 1) throw new ArgumentException($"vq-vae: priorHidden has a layer of {width} units; each has at least 1.", nameof(config));
        }
    }
}
