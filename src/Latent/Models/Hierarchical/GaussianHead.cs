using Latent.Distributions;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Hierarchical;

/// <summary>The mean and the logarithm of the standard deviation of a diagonal normal, [rows, latents] each.</summary>
/// <param name="Mean">μ.</param>
/// <param name="LogScale">log σ.</param>
internal readonly record struct Gaussian(Tensor Mean, Tensor LogScale)
{
    public Normal ToNormal() => Normal.FromLogScale(Mean, LogScale, eventAxes: 1);

    /// <summary>The same for every row of a trace.</summary>
    public Gaussian Tile(Trace t) => new(t.Tile(Mean), t.Tile(LogScale));

    /// <summary>
    /// What two observers make of one quantity together, each weighted by its precision: σ² = 1/(σ₁⁻² + σ₂⁻²), μ = σ²·(μ₁·σ₁⁻² + μ₂·σ₂⁻²)
    /// (Sønderby et al. 2016, eq. 17-18).
    /// </summary>
    /// <remarks>By the ratio of the two, so that neither a tiny nor a huge scale overflows: w = σ(2·log σ₂/σ₁), log σ = log σ₁ - ½·log(1 + σ₁²/σ₂²).</remarks>
    public static Gaussian Merge(Gaussian first, Gaussian second)
    {
        Tensor ratio = (first.LogScale - second.LogScale) * 2.0;
        Tensor weight = (-ratio).Sigmoid();
        return new Gaussian(second.Mean + (weight * (first.Mean - second.Mean)), first.LogScale - (ratio.Softplus() * 0.5));
    }
}

/// <summary>Reads a diagonal normal off features by two linear layers.</summary>
/// <remarks>Parameters: <c>mean</c> and <c>log_scale</c>.</remarks>
internal sealed class GaussianHead(ParameterScope scope, int features, int latents, InitializerConfig initialization)
{
    private readonly Linear _mean = new(scope / "mean", features, latents, Activation.None, initialization);
    private readonly Linear _logScale = new(scope / "log_scale", features, latents, Activation.None, initialization);

    public Gaussian Of(Pass pass, Tensor features) => new(_mean.Forward(pass, features), _logScale.Forward(pass, features));
}

/// <summary>A perceptron, which may have no layers, and a diagonal normal read off it.</summary>
internal sealed class GaussianNetwork
{
    private readonly Mlp? _hidden;
    private readonly GaussianHead _head;

    public GaussianNetwork(ParameterScope scope, int inputs, IReadOnlyList<int> hidden, Activation activation, int latents, InitializerConfig initialization)
    {
        _hidden = hidden.Count == 0 ? null : new Mlp(scope, [inputs, .. hidden], activation, initialization);
        Width = _hidden?.Width ?? inputs;
        _head = new GaussianHead(scope, Width, latents, initialization);
    }

    /// <summary>How many features the normal is read off.</summary>
    public int Width { get; }

    public Tensor Features(Pass pass, Tensor x) => _hidden is null ? x : _hidden.Forward(pass, x);

    public Gaussian Read(Pass pass, Tensor features) => _head.Of(pass, features);

    public Gaussian Of(Pass pass, Tensor x) => Read(pass, Features(pass, x));
}
