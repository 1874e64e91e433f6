using Latent.Tensors;

namespace Latent.Networks;

/// <summary>One layer a head, from an image's features to every element of an example. Elements of a channel share their bias.</summary>
internal sealed class ImageHeads
{
    private readonly Shape _output;
    private readonly ImageShape _image;
    private readonly IReadOnlyList<Head> _heads;
    private readonly IImageLayer[] _layers;

    /// <summary>Makes the layers, each named by its head.</summary>
    /// <param name="scope">Above the heads.</param>
    /// <param name="output">The shape of one example.</param>
    /// <param name="image">The same as an image.</param>
    /// <param name="heads">The heads.</param>
    /// <param name="make">A layer of so many channels.</param>
    public ImageHeads(
        ParameterScope scope, Shape output, ImageShape image, IReadOnlyList<Head> heads, Func<ParameterScope, int, IImageLayer> make)
    {
        _output = output;
        _image = image;
        _heads = heads;
        _layers = [.. heads.Select(head => make(scope / head.Name, checked(image.Channels * head.Values)))];
    }

    /// <summary>features [rows, channels, ...] -> for each head [rows, output], with an axis more for several values.</summary>
    public IReadOnlyList<Tensor> Forward(Pass pass, Tensor features)
    {
        Tensor[] values = new Tensor[_layers.Length];
        Shape shape = Shape.Create([features.Shape[0]]).Concat(_output);
        for (int i = 0; i < values.Length; i++)
        {
            Tensor y = _layers[i].Forward(pass, features);
            int each = _heads[i].Values;
            // The values of an element are neighbouring channels; they become its last axis.
            values[i] = each == 1
                ? y.Reshape(shape)
                : y.Reshape(y.Shape[0], _image.Channels, each, _image.Height * _image.Width).SwapAxes(2, 3).Reshape(shape.Concat([each]));
        }

        return values;
    }

    /// <summary>Sets the bias of each channel of a head to the mean of its elements'.</summary>
    public void SetBias(string head, Tensor values) =>
        _layers[Head.Find(_heads, head)].SetBias(values.Reshape(_image.Channels, _image.Height * _image.Width).Mean(1));
}
