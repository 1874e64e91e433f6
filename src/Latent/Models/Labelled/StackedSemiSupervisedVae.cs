using Latent.Data;
using Latent.Distributions;
using Latent.Models.Likelihoods;
using Latent.Tensors;

namespace Latent.Models.Labelled;

/// <summary>
/// The stacked semi-supervised model (M1+M2): p(x, y, z1, z2) = p(y)·p(z2)·p(z1 | y, z2)·p(x | z1), trained one after the other: M1 on x, then M2
/// on draws of its codes.
/// </summary>
/// <remarks>
/// <para>
/// q(z1 | x)·q(y | z1)·q(z2 | y, z1). The first stage is a <see cref="Vae"/> with p(z1) = N(0, 1); the second a <see cref="SemiSupervisedVae"/> of
/// z1 ~ q(z1 | x), drawn anew for every batch, as a constant. The whole model then has p(z1 | y, z2) in place of N(0, 1), and generates, scores
/// and classifies with no stage of its own. D. P. Kingma, D. J. Rezende, S. Mohamed, M. Welling, "Semi-supervised learning with deep generative
/// models", NIPS 2014, section 2.1 and 3.
/// </para>
/// <para>Sites: <c>y</c> (the label's column), <c>z2</c>, <c>z1</c>, and the observed column. Parameters: those of the two models, under <c>m1</c>
/// and <c>m2</c>.</para>
/// </remarks>
public sealed class StackedSemiSupervisedVae : LatentModel, IClassifier
{
    private const string Codes = "z1";

    private readonly Vae _first;
    private readonly ClassConditional _second;
    private readonly ClassifierNetwork _classifier;
    private readonly ObservedColumn _observed;
    private readonly Parameter[] _ofFirst;
    private readonly Parameter[] _ofSecond;

    /// <summary>Makes the model's parameters in <paramref name="scope"/>.</summary>
    /// <param name="config">The settings.</param>
    /// <param name="observed">What an example is; its name is that of the site.</param>
    /// <param name="label">The class.</param>
    /// <param name="scope">Where parameters are made.</param>
    /// <exception cref="ArgumentException">A setting makes no sense, or the networks or the likelihood are not for such data.</exception>
    public StackedSemiSupervisedVae(StackedSemiSupervisedVaeConfig config, DataColumn observed, DataColumn label, ParameterScope scope)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(observed);
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(scope);
        if (config.FirstEpochs is < 1)
            throw new ArgumentException($"m1-m2: firstEpochs is {config.FirstEpochs}; the first model is trained for at least one.", nameof(config));
        Config = config;
        _observed = new ObservedColumn(observed);
        int before = scope.Parameters.Count;
        VaeConfig first = new()
        {
            Latents = config.Latents,
            Encoder = config.Encoder,
            Decoder = config.Decoder,
            Likelihood = config.Likelihood,
            StartFromMeans = config.StartFromMeans,
            Observed = config.Observed,
        };
        _first = new Vae(first, observed, scope / "m1");
        _ofFirst = [.. scope.Parameters.Skip(before)];
        SemiSupervisedVaeConfig second = new()
        {
            Latents = config.UpperLatents,
            Encoder = config.Upper,
            Likelihood = new GaussianLikelihood { Scale = LikelihoodScale.PerElement },
            Observed = Codes,
        };
        DataColumn codes = new(Codes, [config.Latents]);
        _second = new ClassConditional("m1-m2", second, config.Classes, codes, label, scope / "m2", code: "z2");
        _classifier = new ClassifierNetwork(config.Upper, scope / "m2" / "classifier", codes, _second.Label.Count);
        _ofSecond = [.. scope.Parameters.Skip(before + _ofFirst.Length)];
        Parameters = scope.Parameters;
    }

    /// <summary>The settings.</summary>
    public StackedSemiSupervisedVaeConfig Config { get; }

    /// <summary>p(x | z1), and what bits per dimension of it mean.</summary>
    public Likelihood Likelihood => _first.Likelihood;

    /// <inheritdoc/>
    public string Label => _second.Label.Name;

    /// <summary>All parameters of the scope the model was made in.</summary>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<TrainingStage> Stages =>
    [
        new TrainingStage("m1", new Part(_ofFirst, _first.Run)) { Epochs = Config.FirstEpochs },
        new TrainingStage("m2", new Part(_ofSecond, RunSecond) { Prepares = WithCodes }),
    ];

    /// <inheritdoc/>
    public override void Run(Trace t)
    {
        ArgumentNullException.ThrowIfNull(t);
        Tensor? drawn = t.InferAhead(Codes, () => _first.Encode(t.Pass, _observed.Complete(t), _observed.Lengths(t)));
        Tensor y = t.LatentOrObserved(Label, _second.Label.Prior(t.Pass), () => Classify(t.Pass, drawn!), DiscreteSite.Enumerated);
        Tensor z2 = t.Latent("z2", _second.StandardPrior(t), () => _second.Encode(t.Pass, drawn!, t.Tile(y)));
        Tensor z1 = t.Latent(Codes, _second.Decode(t.Pass, z2, t.Tile(y)));
        t.Observe(_observed.Name, () => _first.Decode(t.Pass, z1, _observed.Steps(t)));
    }

    /// <inheritdoc/>
    public override void InitializeFrom(IDataset train, RandomKey key)
    {
        _first.InitializeFrom(train, key);
        _second.Label.StartFromFrequencies(train);
    }

    /// <inheritdoc/>
    /// <remarks>By the mean of q(z1 | x).</remarks>
    public Tensor ClassLogProb(Pass pass, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return _classifier.Logits(pass, _first.Encode(pass, _observed.Complete(batch)).Mean).LogSoftmax();
    }

    /// <inheritdoc/>
    protected override Batch Prepare(Pass pass, Batch batch) => _second.Label.Prepare(batch);

    private OneHotCategorical Classify(Pass pass, Tensor z1) => OneHotCategorical.FromLogits(_classifier.Logits(pass, z1));

    private void RunSecond(Trace t) => _second.Run(t, () => Classify(t.Pass, t.Observed(Codes)));

    // Draws of q(z1 | x) as constants, which belong to examples and not to batches, as all draws do.
    private Batch WithCodes(Pass pass, Batch batch)
    {
        RandomKey key = pass.Key.Split(Codes).For(pass.IsTraining ? RandomPurpose.Reparameterization : RandomPurpose.Evaluation);
        Tensor x = batch[Config.Observed];
        Tensor codes = _first.Encode(pass, batch.Mask(Config.Observed) is { } mask && mask.Shape == x.Shape ? mask.Where(x, 0.0) : x).Detach()
            .Sample(new Draws(key, 1, 1, batch.Count, batch.FirstRow), default);
        return _second.Label.Prepare(batch.With(Codes, codes.Detach()));
    }

    // One of the two models, with the parameters that are its own.
    private sealed class Part(IReadOnlyList<Parameter> parameters, Action<Trace> run) : LatentModel
    {
        public Func<Pass, Batch, Batch>? Prepares { get; init; }

        public override IReadOnlyList<Parameter> Parameters => parameters;

        public override void Run(Trace t) => run(t);

        protected override Batch Prepare(Pass pass, Batch batch) => Prepares is null ? batch : Prepares(pass, batch);
    }
}
