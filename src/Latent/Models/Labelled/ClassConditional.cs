using Latent.Data;
using Latent.Distributions;
using Latent.Models.Likelihoods;
using Latent.Models.Posteriors;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Labelled;

/// <summary>What models of examples and their classes have in common: p(y), p(z), p(x | y, z) and q(z | x, y).</summary>
internal sealed class ClassConditional
{
    private readonly ObservedColumn _observed;
    private readonly JointEncoder _encoder;
    private readonly Posterior _posterior;
    private readonly DecoderNetwork _decoder;
    private readonly string _code;

    public ClassConditional(
        string kind, EncoderDecoderConfig config, ClassPrior prior, DataColumn observed, DataColumn label, ParameterScope scope, string code = "z")
    {
        Sizes.Check(kind, "latents", config.Latents);
        if (string.Equals(observed.Name, label.Name, StringComparison.Ordinal))
            throw new ArgumentException($"{kind}: the column '{label.Name}' is both what is modelled and its class.");
        _code = code;
        _observed = new ObservedColumn(observed);
        ParameterScope encoder = scope / "encoder", decoder = scope / "decoder";
        Label = new ClassColumn(kind, label, prior, scope / "prior");
        _encoder = new JointEncoder(config.Encoder, encoder, observed.Shape, Label.Count);
        _posterior = new GaussianPosterior().Build(encoder, _encoder.Width, config.Latents, config.Encoder.Initialization);
        Likelihood = config.Likelihood.Build(decoder, observed);
        _decoder = (config.Decoder ?? config.Encoder).Decoder(decoder, config.Latents + Label.Count, observed.Shape, Likelihood.Heads);
        if (observed.IsSequence)
            throw new ArgumentException($"{kind}: the column {observed} holds sequences that differ in length. Cut them into windows of one length.");
    }

    public ClassColumn Label { get; }

    public Likelihood Likelihood { get; }

    /// <summary>Names all sites; y goes through all classes where it is not known.</summary>
    /// <param name="t">The trace.</param>
    /// <param name="classifier">q(y | x); null where y is p's.</param>
    public void Run(Trace t, Func<Distribution>? classifier)
    {
        Tensor y = t.LatentOrObserved(Label.Name, Label.Prior(t.Pass), classifier, DiscreteSite.Enumerated);
        Tensor z = t.Latent(_code, _posterior.StandardPrior(t), () =>
        {
            // A class that is known has a row per example, as q has then: once for all samples.
            Tensor classes = t.Mode is TraceMode.PosteriorMode && Label.IsKnown(t) ? t.Observed(Label.Name) : y;
            return _posterior.Of(t.Pass, _encoder.Features(t.Pass, _encoder.Part(t.Pass, _observed.Complete(t), _observed.Lengths(t)), classes));
        });
        t.Observe(_observed.Name, () => Decode(t.Pass, z, t.Tile(y)));
    }

    /// <summary>p(x | y, z): y and z [rows, ...].</summary>
    public Distribution Decode(Pass pass, Tensor z, Tensor y) => Likelihood.Of(pass, _decoder.Forward(pass, Ops.Concat([z, y], 1)));

    /// <summary>q(z | x, y) of examples [n, ...] and classes [m·n, classes].</summary>
    public Distribution Encode(Pass pass, Tensor x, Tensor y) => _posterior.Of(pass, _encoder.Features(pass, _encoder.Part(pass, x, null), y));

    /// <summary>p(z) for the rows of a trace.</summary>
    public Distribution StandardPrior(Trace t) => _posterior.StandardPrior(t);

    public Tensor Examples(Trace t) => _observed.Complete(t);

    /// <summary>The same of a batch.</summary>
    public Tensor Examples(Batch batch) => _observed.Complete(batch);

    public void InitializeFrom(IDataset train, bool startFromMeans, DType dtype)
    {
        if (startFromMeans) _observed.StartFromMeans(train, _decoder, Likelihood, dtype);
        Label.StartFromFrequencies(train);
    }
}
