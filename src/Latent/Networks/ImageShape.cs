using Latent.Tensors;

namespace Latent.Networks;

/// <summary>An example as convolutions see it: channels of an image, or of a signal, which is an image of height 1.</summary>
internal readonly record struct ImageShape(int Channels, int Height, int Width, bool IsLine)
{
    public int Count => checked(Channels * Height * Width);

    /// <summary>An example's shape understood.</summary>
    /// <param name="kind">The network, for messages.</param>
    /// <param name="shape">The shape of one example.</param>
    /// <param name="dimensions">1 for a signal, 2 for an image; null for what the number of axes suggests.</param>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static ImageShape Of(string kind, Shape shape, int? dimensions)
    {
        if (dimensions is not (null or 1 or 2)) throw new ArgumentException($"{kind}: dimensions is {dimensions}; it is 1 for signals or 2 for images.");
        ImageShape image = (shape.Rank, dimensions ?? (shape.Rank == 1 ? 1 : 2)) switch
        {
            (1, 1) => new(1, 1, shape[0], true),
            (2, 1) => new(shape[0], 1, shape[1], true),
            (2, 2) => new(1, shape[0], shape[1], false),
            (3, 2) => new(shape[0], shape[1], shape[2], false),
            _ => throw new ArgumentException(
                $"{kind}: examples have shape {shape}; images are [channels, height, width] or [height, width], signals, with dimensions 1, "
                + "[channels, length] or [length]. Take 'mlp' for anything else."),
        };
        return shape.Count > 0 ? image : throw new ArgumentException($"{kind}: examples of shape {shape} have no elements.");
    }

    /// <summary>After a convolution.</summary>
    /// <exception cref="ArgumentException">No window fits.</exception>
    public ImageShape Smaller(string kind, int layer, Window window, int channels)
    {
        int height = IsLine ? 1 : window.Smaller(Height), width = window.Smaller(Width);
        return height > 0 && width > 0 ? new(channels, height, width, IsLine) : throw new ArgumentException(
            $"{kind}: layer {layer} sees {(IsLine ? $"{Width} positions" : $"{Height} x {Width}")}, smaller than its window of {window.Kernel} with padding "
            + $"{window.Padding}. Take fewer layers, a smaller kernel or more padding.");
    }
}
