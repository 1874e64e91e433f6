using System.Globalization;
using Latent.Data;
using Latent.Distributions;
using Latent.Models.Likelihoods;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Autoencoders;

/// <summary>
/// Autoencoders on top of one another, each on the codes of the one before, learned greedily from the data upwards; then all together, and a
/// classifier on the topmost code where one is asked for.
/// </summary>
/// <remarks>
/// <para>
/// Sites: <c>z</c>, a point; the observed column; and the column of classes, where a batch has it. Parameters: <c>encoder.0</c>, <c>encoder.1</c>
/// ..., <c>decoder.0</c> from the code downwards, a layer a head, and <c>classifier</c>. Layer i learns as an autoencoder of its own: its code
/// hᵢ = f(Wᵢ·hᵢ₋₁ + bᵢ), and hᵢ₋₁ given it, by the data's likelihood for h₀ = x; else as a Bernoulli of each number where f is the logistic
/// function, or a normal distribution of variance 1, half the squared error. The layers below are constants then.
/// </para>
/// <para>
/// Where a classifier is learned together with the encoder, the decoder stays behind: it is that of the codes before. Y. Bengio, P. Lamblin,
/// D. Popovici, H. Larochelle, "Greedy layer-wise training of deep networks", NeurIPS 2006; with noise P. Vincent et al., "Stacked denoising
/// autoencoders", JMLR 11, 2010, section 3.
/// </para>
/// </remarks>
public sealed class StackedAutoencoder : LatentModel, IClassifier
{
    private const string FineTuning = "fine-tuning";

    private readonly Linear[] _layers;
    private readonly MirrorDecoder _decoder;
    private readonly Linear? _classifier;
    private readonly ObservedColumn _observed;
    private readonly Corruption _corruption;

    /// <summary>Makes the model's parameters in <paramref name="scope"/>.</summary>
    /// <param name="config">The settings.</param>
    /// <param name="observed">What an example is; its name is that of the site.</param>
    /// <param name="classes">The classes, one-hot; null for no classifier.</param>
    /// <param name="scope">Where parameters are made.</param>
    /// <exception cref="ArgumentException">A setting makes no sense, or the likelihood is not for such data.</exception>
    public StackedAutoencoder(StackedAutoencoderConfig config, DataColumn observed, DataColumn? classes, ParameterScope scope)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(observed);
        ArgumentNullException.ThrowIfNull(scope);
        MlpConfig mlp = Check(config, observed, classes);
        Config = config;
        int[] widths = [observed.Shape.Count, .. mlp.Hidden, config.Latents];
        ParameterScope encoder = scope / "encoder", decoder = scope / "decoder";
        _layers = new Linear[widths.Length - 1];
        for (int i = 0; i < _layers.Length; i++)
            _layers[i] = new Linear(encoder / Name(i), widths[i], widths[i + 1], ActivationOf(config, mlp, i), mlp.Initialization);
        Likelihood = config.Likelihood.Build(decoder, observed);
        Parameter[]? tied = config.TiedWeights
            ? [.. scope.Parameters.Where(parameter => parameter.Name.StartsWith(encoder.Path + ".", StringComparison.Ordinal) && parameter.Shape.Rank == 2)]
            : null;
        _decoder = new MirrorDecoder(decoder, mlp, config.Latents, observed.Shape, Likelihood.Heads, tied);
        _observed = new ObservedColumn(observed);
        Corruption[] corruptions =
        [
            .. _layers.Select((_, i) => new Corruption("stacked-autoencoder",
                config.Corruption.Count == 0 ? [] : [config.Corruption[config.Corruption.Count == 1 ? 0 : i]], ColumnOf(observed, widths, i))),
        ];
        _corruption = corruptions[0];
        if (classes is not null) _classifier = new Linear(scope / "classifier", config.Latents, classes.Shape.Count, Activation.None, mlp.Initialization);
        Label = classes?.Name ?? "";
        Parameters = scope.Parameters;
        Stages = [.. MakeStages(mlp, widths, corruptions, encoder, decoder)];
    }

    /// <summary>The settings.</summary>
    public StackedAutoencoderConfig Config { get; }

    /// <summary>p(x | h₁).</summary>
    public Likelihood Likelihood { get; }

    /// <inheritdoc/>
    public string Label { get; }

    /// <summary>How many layers there are, the code's among them.</summary>
    public int Depth => _layers.Length;

    /// <summary>All parameters of the scope the model was made in.</summary>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<TrainingStage> Stages { get; }

    /// <inheritdoc/>
    public override void Run(Trace t)
    {
        ArgumentNullException.ThrowIfNull(t);
        Tensor z = t.Latent("z", t.StandardNormal(Config.Latents), () => Delta.At(Encode(t.Pass, _observed.Complete(t), Depth), eventAxes: 1));
        t.Observe(_observed.Name, () => Likelihood.Of(t.Pass, _decoder.Forward(t.Pass, z)));
        // Examples without classes are examples all the same.
        if (_classifier is not null && !t.IsIn(FineTuning) && (t.Has(Label) || t.Mode is TraceMode.GenerateMode)) t.Observe(Label, () => Classes(t.Pass, z));
    }

    /// <inheritdoc/>
    /// <remarks>With <see cref="EncoderDecoderConfig.StartFromMeans"/> the decoder's first head starts at the means of the training data.</remarks>
    public override void InitializeFrom(IDataset train, RandomKey key)
    {
        if (Config.StartFromMeans) _observed.StartFromMeans(train, _decoder, Likelihood, Parameters[0].Value.DType);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The model has no classifier.</exception>
    public Tensor ClassLogProb(Pass pass, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(pass);
        ArgumentNullException.ThrowIfNull(batch);
        return Classes(pass, Encode(pass, _observed.Complete(batch), Depth)).LogProbs;
    }

    /// <summary>The codes of the first layers: x [B, shape of an example] -> [B, width of the last of them].</summary>
    internal Tensor Encode(Pass pass, Tensor x, int layers)
    {
        Tensor h = Flat(x);
        for (int i = 0; i < layers; i++) h = _layers[i].Forward(pass, h);
        return h;
    }

    /// <summary>The codes of one layer from those of the layer below it.</summary>
    internal Tensor EncodeOne(Pass pass, Tensor h, int layer) =>
        _layers[layer].Forward(pass, layer == 0 ? Flat(h) : h);

    /// <summary>q(y | z).</summary>
    internal OneHotCategorical Classes(Pass pass, Tensor z) => OneHotCategorical.FromLogits((_classifier
        ?? throw new InvalidOperationException("stacked-autoencoder: the model has no classifier; its setting 'classes' names the column to predict."))
        .Forward(pass, z));

    /// <inheritdoc/>
    protected override Batch Prepare(Pass pass, Batch batch) => _corruption.Apply(pass, batch);

    private Tensor Flat(Tensor x)
    {
        Shape example = _observed.Column.Shape;
        if (x.Shape.Rank != example.Rank + 1 || x.Shape.Slice(1, x.Shape.Rank) != example)
            throw new ShapeException($"stacked-autoencoder: the network was built for examples of shape {example}; the batch is {x.Shape}.");
        return example.Rank == 1 ? x : x.Reshape(x.Shape[0], example.Count);
    }

    private IEnumerable<TrainingStage> MakeStages(
        MlpConfig mlp, int[] widths, Corruption[] corruptions, ParameterScope encoder, ParameterScope decoder)
    {
        bool classifies = _classifier is not null;
        if (Config.LayerEpochs > 0)
        {
            for (int i = 0; i < Depth; i++)
            {
                string[] own = i == 0 ? [(encoder / Name(0)).Path + "."] : [(encoder / Name(i)).Path + ".", (decoder / Name(Depth - 1 - i)).Path + "."];
                int layer = i;
                Parameter[] parameters =
                [
                    .. Parameters.Where(parameter => own.Any(path => parameter.Name.StartsWith(path, StringComparison.Ordinal))
                        || (layer == 0 && IsOfHeads(parameter.Name, decoder.Path + "."))),
                ];
                StackedLayer model = new(this, _decoder, _observed, i, ColumnOf(_observed.Column, widths, i), widths[i + 1],
                    i == 0 ? Activation.None : ActivationOf(Config, mlp, i - 1), corruptions[i], parameters);
                yield return new TrainingStage($"layer {i + 1}", model) { Epochs = Config.LayerEpochs };
            }
        }

        int? together = Config.FineTuningEpochs ?? (classifies ? 0 : null);
        // Reconstruction alone: the labels are the next stage's, and so is the classifier.
        Parameter[] unlabelled = [.. Parameters.Where(static parameter => !parameter.Name.StartsWith("classifier.", StringComparison.Ordinal))];
        if (together != 0) yield return new TrainingStage(FineTuning, new StageModel(this, FineTuning, unlabelled)) { Epochs = together };
        if (!classifies) yield break;
        bool whole = !Config.FixedCode;
        Parameter[] learned =
        [
            .. Parameters.Where(parameter => parameter.Name.StartsWith("classifier.", StringComparison.Ordinal)
                || (whole && parameter.Name.StartsWith(encoder.Path + ".", StringComparison.Ordinal))),
        ];
        yield return new TrainingStage("classifier", new StackedClassifier(this, _observed, learned)) { Epochs = Config.ClassifierEpochs, IsPlain = true };
    }

    // The decoder's parameters that belong to no layer by number: those of the heads, and of the likelihood itself.
    private static bool IsOfHeads(string name, string path) => name.StartsWith(path, StringComparison.Ordinal) && !char.IsAsciiDigit(name[path.Length]);

    private static string Name(int layer) => layer.ToString(CultureInfo.InvariantCulture);

    private static Activation ActivationOf(StackedAutoencoderConfig config, MlpConfig mlp, int layer) =>
        layer == mlp.Hidden.Count ? config.CodeActivation : mlp.Activation;

    // What layer i reads: the data, or the codes of the layer below, which are called after it.
    private static DataColumn ColumnOf(DataColumn observed, int[] widths, int layer) =>
        layer == 0 ? observed : new DataColumn($"layer {layer}", [widths[layer]]) { Type = observed.Type };

    private static MlpConfig Check(StackedAutoencoderConfig config, DataColumn observed, DataColumn? classes)
    {
        const string kind = "stacked-autoencoder";
        if (config.Latents < 1) throw new ArgumentException($"{kind}: latents is {config.Latents}; a code has at least one number.", nameof(config));
        if (config.Encoder is not MlpConfig mlp || config.Decoder is not null)
        {
            throw new ArgumentException(
                $"{kind}: its layers are those of a perceptron, which the decoder mirrors; the encoder must be 'mlp' and the decoder left out. Other networks "
                + "are learned as one by 'autoencoder'.", nameof(config));
        }

        Sizes.Check(kind, "encoder.hidden", mlp.Hidden);
        if (observed.IsSequence) throw new ArgumentException(
            $"{kind}: the column {observed} holds sequences that differ in length, which no perceptron reads.");
        int depth = mlp.Hidden.Count + 1;
        if (config.Corruption.Count > 1 && config.Corruption.Count != depth)
        {
            throw new ArgumentException(
                $"{kind}: there are {config.Corruption.Count} corruptions and {depth} layers; give one for each layer, or one for all of them.",
                    nameof(config));
        }

        foreach ((string name, int? epochs) in new (string, int?)[]
        {
            ("layerEpochs", config.LayerEpochs), ("fineTuningEpochs", config.FineTuningEpochs), ("classifierEpochs", config.ClassifierEpochs),
        })
        {
            if (epochs < 0) throw new ArgumentException($"{kind}: {name} is {epochs}; it must be at least 0.", nameof(config));
        }

        if (config.LayerEpochs == 0 && config.FineTuningEpochs == 0 && classes is null)
            throw new ArgumentException($"{kind}: layerEpochs and fineTuningEpochs are 0 and there is no classifier; nothing would be learned.",
                nameof(config));
        if (classes is not null && (classes.Shape.Rank != 1 || classes.Levels != 2))
        {
            throw new ArgumentException(
                $"{kind}: the classes {classes} are not one-hot. Add {{ \"kind\": \"one-hot\", \"column\": \"{classes.Name}\", \"into\": \"label\" }} to "
                + "data.transforms, and name 'label'.");
        }

        return mlp;
    }
}
