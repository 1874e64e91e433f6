using Latent.Data;
using Latent.Distributions;
using Latent.Models.Likelihoods;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Labelled;

/// <summary>
/// The generative semi-supervised model (M2): p(x, y, z) = p(x | y, z)·p(y)·p(z), with q(y | x) a classifier and q(z | x, y), where few examples
/// have a label.
/// </summary>
/// <remarks>
/// <para>
/// An example with a label has the bound E[log p(x | y, z)] + log p(y) - KL(q(z | x, y) ‖ p(z)) of log p(x, y); one without goes through all classes
/// exactly, Σ_y q(y | x)·(the same) + H(q(y | x)). The objective <c>elbo</c> is eq. 8 of the paper, with its <c>classificationWeight</c> eq. 9. D. P.
/// Kingma, D. J. Rezende, S. Mohamed, M. Welling, "Semi-supervised learning with deep generative models", NIPS 2014, eq. 6-9.
/// </para>
/// <para>
/// Sites: <c>y</c> (the label's column), <c>z</c>, and the observed column. Parameters: those of a <see cref="ConditionalVae"/>, and
/// <c>classifier.0</c> ..., <c>classifier.logits</c>.
/// </para>
/// </remarks>
public sealed class SemiSupervisedVae : LatentModel, IClassifier
{
    private readonly ClassConditional _parts;
    private readonly ClassifierNetwork _classifier;

    /// <summary>Makes the model's parameters in <paramref name="scope"/>.</summary>
    /// <param name="config">The settings.</param>
    /// <param name="observed">What an example is; its name is that of the site.</param>
    /// <param name="label">The class.</param>
    /// <param name="scope">Where parameters are made.</param>
    /// <exception cref="ArgumentException">A setting makes no sense, or the networks or the likelihood are not for such data.</exception>
    public SemiSupervisedVae(SemiSupervisedVaeConfig config, DataColumn observed, DataColumn label, ParameterScope scope)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(observed);
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(scope);
        Config = config;
        _parts = new ClassConditional("semi-supervised-vae", config, config.Classes, observed, label, scope);
        _classifier = new ClassifierNetwork(config.Classifier ?? config.Encoder, scope / "classifier", observed, _parts.Label.Count);
        Parameters = scope.Parameters;
    }

    /// <summary>The settings.</summary>
    public SemiSupervisedVaeConfig Config { get; }

    /// <summary>p(x | y, z), and what bits per dimension of it mean.</summary>
    public Likelihood Likelihood => _parts.Likelihood;

    /// <inheritdoc/>
    public string Label => _parts.Label.Name;

    /// <summary>All parameters of the scope the model was made in.</summary>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <inheritdoc/>
    public override void Run(Trace t)
    {
        ArgumentNullException.ThrowIfNull(t);
        _parts.Run(t, () => OneHotCategorical.FromLogits(_classifier.Logits(t.Pass, _parts.Examples(t))));
    }

    /// <inheritdoc/>
    /// <remarks>A learned p(y) starts at the frequencies of the labels; with <see cref="EncoderDecoderConfig.StartFromMeans"/> the decoder at the
    /// data's means.</remarks>
    public override void InitializeFrom(IDataset train, RandomKey key) => _parts.InitializeFrom(train, Config.StartFromMeans, Parameters[0].Value.DType);

    /// <inheritdoc/>
    public Tensor ClassLogProb(Pass pass, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return _classifier.Logits(pass, _parts.Examples(batch)).LogSoftmax();
    }

    /// <summary>p(x | y, z): z [rows, latents], y [rows, classes] -> a batch of rows.</summary>
    public Distribution Decode(Pass pass, Tensor z, Tensor y) => _parts.Decode(pass, z, y);

    /// <summary>q(z | x, y): x [rows, shape of an example], y [rows, classes] -> a batch of rows.</summary>
    public Distribution Encode(Pass pass, Tensor x, Tensor y) => _parts.Encode(pass, x, y);

    /// <inheritdoc/>
    protected override Batch Prepare(Pass pass, Batch batch) => _parts.Label.Prepare(batch);
}

/// <summary>A network and the logits of classes.</summary>
internal sealed class ClassifierNetwork
{
    private readonly EncoderNetwork _network;
    private readonly Linear _logits;

    public ClassifierNetwork(NetworkConfig config, ParameterScope scope, DataColumn observed, int classes)
    {
        _network = config.Encoder(scope, observed.Shape);
        _logits = new Linear(scope / "logits", _network.Width, classes, Activation.None, config.Initialization);
    }

    /// <summary>x [rows, shape of an example] -> [rows, classes].</summary>
    public Tensor Logits(Pass pass, Tensor x) => _logits.Forward(pass, _network.Forward(pass, x));
}
