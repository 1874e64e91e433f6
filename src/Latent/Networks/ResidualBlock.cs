using Latent.Tensors;

namespace Latent.Networks;

/// <summary>
/// A residual block with the activation first: y = s(x) + v(f(w(f(x)))), f normalisation if any and an activation, w and v layers, s the identity
/// or, where the size changes, a linear layer of its own.
/// </summary>
/// <remarks>
/// Parameters: <c>norm1</c>, <c>layer1</c>, <c>norm2</c>, <c>layer2</c>, <c>skip</c>. K. He, X. Zhang, S. Ren, J. Sun, "Identity mappings in deep
/// residual networks", ECCV 2016, eq. 1 and figure 1b.
/// </remarks>
internal sealed class ResidualBlock
{
    private readonly ExampleNorm _first;
    private readonly ExampleNorm _second;
    private readonly Func<Pass, Tensor, Tensor> _layer1;
    private readonly Func<Pass, Tensor, Tensor> _layer2;
    private readonly Func<Pass, Tensor, Tensor>? _skip;
    private readonly Func<Tensor, Tensor>? _resize;

    private ResidualBlock(
        ParameterScope scope, ResidualConfig config, int inputs, int outputs, Func<Pass, Tensor, Tensor> layer1, Func<Pass, Tensor, Tensor> layer2,
        Func<Pass, Tensor, Tensor>? skip, Func<Tensor, Tensor>? resize = null)
    {
        _first = new ExampleNorm(scope / "norm1", config.Normalization, inputs, config.Activation);
        _second = new ExampleNorm(scope / "norm2", config.Normalization, outputs, config.Activation);
        _layer1 = layer1;
        _layer2 = layer2;
        _skip = skip;
        _resize = resize;
    }

    /// <summary>Of vectors.</summary>
    public static ResidualBlock OfVectors(ParameterScope scope, ResidualConfig config, int inputs, int outputs) => new(
        scope, config, inputs, outputs,
        new Linear(scope / "layer1", inputs, outputs, Activation.None, config.Initialization).Forward,
        new Linear(scope / "layer2", outputs, outputs, Activation.None, config.Initialization).Forward,
        inputs == outputs ? null : new Linear(scope / "skip", inputs, outputs, Activation.None, config.Initialization).Forward);

    /// <summary>Of images, made half as large by <paramref name="stride"/> 2.</summary>
    public static ResidualBlock OfImages(ParameterScope scope, ResidualConfig config, int inputs, int outputs, int stride, bool isLine) => new(
        scope, config, inputs, outputs,
        new Convolution(scope / "layer1", inputs, outputs, new Window(3, stride, 1, isLine), Activation.None, config.Initialization).Forward,
        new Convolution(scope / "layer2", outputs, outputs, new Window(3, 1, 1, isLine), Activation.None, config.Initialization).Forward,
        inputs == outputs && stride == 1
            ? null
            : new Convolution(scope / "skip", inputs, outputs, new Window(1, stride, 0, isLine), Activation.None, config.Initialization).Forward);

    /// <summary>Of images that are made twice as large, less a row and column where the larger one is odd, by repeating pixels.</summary>
    public static ResidualBlock Upwards(ParameterScope scope, ResidualConfig config, int inputs, ImageShape larger) => new(
        scope, config, inputs, larger.Channels,
        new Convolution(scope / "layer1", inputs, larger.Channels, new Window(3, 1, 1, larger.IsLine), Activation.None, config.Initialization).Forward,
        new Convolution(scope / "layer2", larger.Channels, larger.Channels, new Window(3, 1, 1, larger.IsLine), Activation.None, config.Initialization).Forward,
        inputs == larger.Channels
            ? null
            : new Convolution(scope / "skip", inputs, larger.Channels, new Window(1, 1, 0, larger.IsLine), Activation.None, config.Initialization).Forward,
        x => Larger(x, larger));

    public Tensor Forward(Pass pass, Tensor x)
    {
        Tensor inner = _first.Forward(pass, x);
        // A layer that looks at one pixel may as well come before pixels are repeated.
        Tensor kept = _skip is null ? x : _skip(pass, x);
        if (_resize is not null)
        {
            inner = _resize(inner);
            kept = _resize(kept);
        }

        return kept + _layer2(pass, _second.Forward(pass, _layer1(pass, inner)));
    }

    private static Tensor Larger(Tensor x, ImageShape size)
    {
        Tensor y = Ops.UpsampleNearest2d(x, size.IsLine ? (1, 2) : (2, 2));
        if (y.Shape[2] > size.Height) y = y.Slice(2, 0, size.Height);
        return y.Shape[3] > size.Width ? y.Slice(3, 0, size.Width) : y;
    }
}
