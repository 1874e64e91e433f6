using Latent.Data;
using Latent.Distributions;
using Latent.Models.Likelihoods;
using Latent.Tensors;

namespace Latent.Models.Labelled;

/// <summary>A variational autoencoder of examples with classes: p(x, y, z) = p(x | y, z)·p(y)·p(z), q(z | x, y).</summary>
/// <remarks>
/// <para>
/// It generates by itself, the class from p(y), or examples of a class that is given. Where the class of an example is not known, the bound goes
/// through all of them with the weights p(y), and log p(x) sums them out exactly.
/// </para>
/// <para>
/// Sites: <c>y</c> (the label's column), <c>z</c>, and the observed column. Parameters: <c>prior.logits</c> where p(y) is learned;
/// <c>encoder.x.weight</c>, <c>encoder.x.bias</c>, <c>encoder.y.weight</c>, <c>encoder.1.weight</c> ..., <c>encoder.mean</c>,
/// <c>encoder.log_scale</c>; <c>decoder.0</c> ..., on the code and the class one after the other. K. Sohn, H. Lee, X. Yan, "Learning structured
/// output representation using deep conditional generative models", NIPS 2015; D. P. Kingma et al., "Semi-supervised learning with deep
/// generative models", NIPS 2014, eq. 2.
/// </para>
/// </remarks>
public sealed class ConditionalVae : LatentModel
{
    private readonly ClassConditional _parts;

    /// <summary>Makes the model's parameters in <paramref name="scope"/>.</summary>
    /// <param name="config">The settings.</param>
    /// <param name="observed">What an example is; its name is that of the site.</param>
    /// <param name="label">The class.</param>
    /// <param name="scope">Where parameters are made.</param>
    /// <exception cref="ArgumentException">A setting makes no sense, or the networks or the likelihood are not for such data.</exception>
    public ConditionalVae(ConditionalVaeConfig config, DataColumn observed, DataColumn label, ParameterScope scope)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(observed);
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(scope);
        Config = config;
        _parts = new ClassConditional("conditional-vae", config, config.Classes, observed, label, scope);
        Parameters = scope.Parameters;
    }

    /// <summary>The settings.</summary>
    public ConditionalVaeConfig Config { get; }

    /// <summary>p(x | y, z), and what bits per dimension of it mean.</summary>
    public Likelihood Likelihood => _parts.Likelihood;

    /// <summary>All parameters of the scope the model was made in.</summary>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <inheritdoc/>
    public override void Run(Trace t)
    {
        ArgumentNullException.ThrowIfNull(t);
        _parts.Run(t, classifier: null);
    }

    /// <inheritdoc/>
    /// <remarks>A learned p(y) starts at the frequencies of the labels; with <see cref="EncoderDecoderConfig.StartFromMeans"/> the decoder at the
    /// data's means.</remarks>
    public override void InitializeFrom(IDataset train, RandomKey key) => _parts.InitializeFrom(train, Config.StartFromMeans, Parameters[0].Value.DType);

    /// <summary>p(x | y, z): z [rows, latents], y [rows, classes] -> a batch of rows.</summary>
    public Distribution Decode(Pass pass, Tensor z, Tensor y) => _parts.Decode(pass, z, y);

    /// <summary>q(z | x, y): x [rows, shape of an example], y [rows, classes] -> a batch of rows.</summary>
    public Distribution Encode(Pass pass, Tensor x, Tensor y) => _parts.Encode(pass, x, y);

    /// <inheritdoc/>
    protected override Batch Prepare(Pass pass, Batch batch) => _parts.Label.Prepare(batch);
}
