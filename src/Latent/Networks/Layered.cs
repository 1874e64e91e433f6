using Latent.Tensors;

namespace Latent.Networks;

/// <summary>A layer, then normalisation if any, then the activation; without normalisation the layer applies it in its own sweep.</summary>
internal sealed class Layered
{
    private readonly Func<Pass, Tensor, Tensor> _layer;
    private readonly ExampleNorm? _norm;

    private Layered(Func<Pass, Tensor, Tensor> layer, ExampleNorm? norm)
    {
        _layer = layer;
        _norm = norm;
    }

    /// <summary>A layer of a kind that <paramref name="make"/> makes with the activation it is given.</summary>
    public static Layered Of(
        ParameterScope scope, int outputs, Activation activation, LayerNormalization normalization, Func<Activation, Func<Pass, Tensor, Tensor>> make) =>
        normalization == LayerNormalization.None
            ? new Layered(make(activation), null)
            : new Layered(make(Activation.None), new ExampleNorm(scope / "norm", normalization, outputs, activation));

    public Tensor Forward(Pass pass, Tensor x)
    {
        Tensor y = _layer(pass, x);
        return _norm is null ? y : _norm.Forward(pass, y);
    }

    public static Tensor Through(IReadOnlyList<Layered> layers, Pass pass, Tensor x)
    {
        foreach (Layered layer in layers)
            x = layer.Forward(pass, x);
        return x;
    }
}
