using System.Globalization;
using Latent.Data;
using Latent.Distributions;
using Latent.Models.Likelihoods;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Hierarchical;

/// <summary>A variational autoencoder with several layers of latent variables: p(z_L)···p(z₁ | z₂)·p(x | z₁).</summary>
/// <remarks>
/// <para>
/// p(z_L) = N(0, 1); p(zᵢ | zᵢ₊₁) is a diagonal normal by a perceptron. q is inferred from the data upwards, or as a ladder
/// (<see cref="InferencePath"/>). Sites: <c>z2</c>, <c>z1</c> and the observed column, from the top down; z1 is next to the data.
/// </para>
/// <para>
/// Parameters: <c>encoder.z1.0</c> (the network's own names), <c>encoder.z1.mean</c>, <c>encoder.z1.log_scale</c>, <c>encoder.z2.0</c> ...,
/// <c>decoder.z1.0</c>, <c>decoder.z1.mean</c>, <c>decoder.z1.log_scale</c>, <c>decoder.x.0</c>, <c>decoder.x.logits</c>. Y. Burda, R. Grosse,
/// R. Salakhutdinov, "Importance weighted autoencoders", ICLR 2016; C. K. Sønderby et al., "Ladder variational autoencoders", NIPS 2016.
/// </para>
/// </remarks>
public sealed class HierarchicalVae : LatentModel
{
    private readonly ObservedColumn _observed;
    private readonly EncoderNetwork _encoder;
    private readonly GaussianHead _first;
    private readonly GaussianNetwork[] _up;
    private readonly GaussianNetwork[] _down;
    private readonly DecoderNetwork _decoder;
    private readonly int[] _latents;

    /// <summary>Makes the model's parameters in <paramref name="scope"/>.</summary>
    /// <param name="config">The settings.</param>
    /// <param name="observed">What an example is; its name is that of the site.</param>
    /// <param name="scope">Where parameters are made.</param>
    /// <exception cref="ArgumentException">A setting makes no sense, or the networks or the likelihood are not for such data.</exception>
    public HierarchicalVae(HierarchicalVaeConfig config, DataColumn observed, ParameterScope scope)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(observed);
        ArgumentNullException.ThrowIfNull(scope);
        Check(config, observed);
        Config = config;
        _observed = new ObservedColumn(observed);
        _latents = [config.Latents, .. config.Layers.Select(static layer => layer.Latents)];
        InitializerConfig first = config.Encoder.Initialization;
        ParameterScope encoder = scope / "encoder", decoder = scope / "decoder";
        _encoder = config.Encoder.Encoder(encoder / NameOf(0), observed.Shape);
        _first = new GaussianHead(encoder / NameOf(0), _encoder.Width, config.Latents, first);
        int above = config.Layers.Count;
        _up = new GaussianNetwork[above];
        _down = new GaussianNetwork[above];
        for (int i = 0; i < above; i++)
        {
            StochasticLayer layer = config.Layers[i];
            // A ladder goes up by features, which are no draws.
            int below = config.Inference == InferencePath.BottomUp ? _latents[i] : i == 0 ? _encoder.Width : _up[i - 1].Width;
            _up[i] = new GaussianNetwork(encoder / NameOf(i + 1), below, layer.Hidden, layer.Activation, layer.Latents, first);
        }

        for (int i = above - 1; i >= 0; i--)
        {
            StochasticLayer layer = config.Layers[i];
            _down[i] = new GaussianNetwork(decoder / NameOf(i), layer.Latents, [.. layer.Hidden.Reverse()], layer.Activation, _latents[i], first);
        }

        Likelihood = config.Likelihood.Build(decoder / "x", observed);
        _decoder = (config.Decoder ?? config.Encoder).Decoder(decoder / "x", config.Latents, observed.Shape, Likelihood.Heads);
        _observed.Check("hierarchical-vae", _encoder, _decoder);
        Parameters = scope.Parameters;
    }

    /// <summary>The settings.</summary>
    public HierarchicalVaeConfig Config { get; }

    /// <summary>p(x | z₁), and what bits per dimension of it mean.</summary>
    public Likelihood Likelihood { get; }

    /// <summary>All parameters of the scope the model was made in.</summary>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <inheritdoc/>
    public override void Run(Trace t)
    {
        ArgumentNullException.ThrowIfNull(t);
        Tensor z = Config.Inference == InferencePath.BottomUp ? RunBottomUp(t) : RunLadder(t);
        t.Observe(_observed.Name, () => Likelihood.Of(t.Pass, _decoder.Forward(t.Pass, z, _observed.Steps(t))));
    }

    /// <inheritdoc/>
    /// <remarks>With <see cref="EncoderDecoderConfig.StartFromMeans"/> the decoder's first head starts at the means of the training data.</remarks>
    public override void InitializeFrom(IDataset train, RandomKey key)
    {
        if (Config.StartFromMeans) _observed.StartFromMeans(train, _decoder, Likelihood, Parameters[0].Value.DType);
    }

    private Tensor RunBottomUp(Trace t)
    {
        int top = _up.Length;
        Tensor? below = null;
        for (int i = 0; i < top; i++)
        {
            Tensor? last = below;
            int layer = i;
            below = t.InferAhead(NameOf(layer), () => Upwards(layer, last).ToNormal());
        }

        Tensor z = t.Latent(NameOf(top), t.StandardNormal(_latents[top]), () => Upwards(top, below).ToNormal());
        for (int i = top - 1; i >= 0; i--) z = t.Latent(NameOf(i), _down[i].Of(t.Pass, z).ToNormal());
        return z;

        Gaussian Upwards(int layer, Tensor? last) => layer == 0 ? _first.Of(t.Pass, Features(t)) : _up[layer - 1].Of(t.Pass, last!);
    }

    private Tensor RunLadder(Trace t)
    {
        int top = _up.Length;
        Gaussian[]? said = null;
        Tensor z = t.Latent(NameOf(top), t.StandardNormal(_latents[top]), () => Said(top).ToNormal());
        for (int i = top - 1; i >= 0; i--)
        {
            Gaussian expected = _down[i].Of(t.Pass, z);
            int layer = i;
            z = t.Latent(NameOf(i), expected.ToNormal(), () => Gaussian.Merge(Said(layer).Tile(t), expected.Tile(t)).ToNormal());
        }

        return z;

        // What the data alone say of each layer, computed once for all samples.
        Gaussian Said(int layer)
        {
            if (said is not null) return said[layer];
            said = new Gaussian[top + 1];
            Tensor features = Features(t);
            said[0] = _first.Of(t.Pass, features);
            for (int i = 0; i < top; i++)
            {
                features = _up[i].Features(t.Pass, features);
                said[i + 1] = _up[i].Read(t.Pass, features);
            }

            return said[layer];
        }
    }

    private Tensor Features(Trace t) => _encoder.Forward(t.Pass, _observed.Complete(t), _observed.Lengths(t));

    private static string NameOf(int layer) => string.Create(CultureInfo.InvariantCulture, $"z{layer + 1}");

    private static void Check(HierarchicalVaeConfig config, DataColumn observed)
    {
        const string kind = "hierarchical-vae";
        Sizes.Check(kind, "latents", config.Latents);
        for (int i = 0; i < config.Layers.Count; i++)
        {
            string layer = string.Create(CultureInfo.InvariantCulture, $"layers[{i}]");
            Sizes.Check(kind, $"{layer}.latents", config.Layers[i].Latents);
            Sizes.Check(kind, $"{layer}.hidden", config.Layers[i].Hidden);
            if (string.Equals(observed.Name, NameOf(i), StringComparison.Ordinal) || string.Equals(observed.Name, NameOf(i + 1), StringComparison.Ordinal))
                throw new ArgumentException($"{kind}: the column '{observed.Name}' has the name of a layer; give it another.");
        }
    }
}
