using System.Globalization;
using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>Arguments of convolutions and poolings, refused before any work, and the geometry they mean.</summary>
internal static class ConvolutionChecks
{
    private static readonly string[] s_layouts = ["[batch, channels, length]", "[batch, channels, height, width]"];

    /// <summary>Images of one or two dimensions.</summary>
    public static void Images(string op, Tensor x, int dimensions)
    {
        if (x.Shape.Rank == dimensions + 2) return;
        Throw.BadShape(op, $"x {x.Shape} has {x.Shape.Rank} axes; images are {s_layouts[dimensions - 1]}. Reshape a single one to a batch of 1.");
    }

    public static void AtLeast(string op, string what, Size2d value, int least)
    {
        if (value.Height >= least && value.Width >= least) return;
        throw new ArgumentOutOfRangeException(what, string.Create(
            CultureInfo.InvariantCulture, $"{op}: {what} {value}; it must be at least {least} along both axes."));
    }

    /// <summary>y = conv(x, w): x [N, C, H, W], w [O, C / groups, kh, kw].</summary>
    public static ConvolutionGeometry Convolution(
        string op, Tensor x, Tensor weight, Tensor? bias, Size2d stride, Size2d padding, Size2d dilation, int groups)
    {
        (ConvolutionAxis vertical, ConvolutionAxis horizontal) = Axes(op, x, weight, stride, padding, dilation, groups);
        int channels = x.Shape[1], outputs = weight.Shape[0];
        long inputs = (long)weight.Shape[1] * groups;
        if (channels != inputs) Channels(op, x, weight, channels, inputs, groups);
        Divides(op, outputs, groups, weight);
        Bias(op, bias, outputs);
        Reaches(op, x, vertical, horizontal, x.Shape[2], x.Shape[3]);
        Fits(op, x, vertical, horizontal);
        Pixels(op, x, vertical.OutputSize(x.Shape[2]), horizontal.OutputSize(x.Shape[3]));
        return ConvolutionGeometry.Convolution(x.Shape[0], channels, x.Shape[2], x.Shape[3], outputs, vertical, horizontal, groups);
    }

    /// <summary>y = convᵀ(x, w): x [N, C, H, W], w [C, O / groups, kh, kw].</summary>
    public static ConvolutionGeometry Transposed(
        string op, Tensor x, Tensor weight, Tensor? bias, Size2d stride, Size2d padding, Size2d outputPadding, Size2d dilation, int groups)
    {
        (ConvolutionAxis vertical, ConvolutionAxis horizontal) = Axes(op, x, weight, stride, padding, dilation, groups);
        int channels = x.Shape[1], inputs = weight.Shape[0];
        long outputs = (long)weight.Shape[1] * groups;
        if (channels != inputs) Channels(op, x, weight, channels, inputs, 1);
        Divides(op, inputs, groups, weight);
        if (outputs > int.MaxValue)
            Throw.BadShape(op, $"{weight.Label} {weight.Shape} in {groups} groups gives {outputs} channels; there are at most {int.MaxValue}. Take fewer groups.");
        Bias(op, bias, (int)outputs);
        AtLeast(op, nameof(outputPadding), outputPadding, 0);
        if (outputPadding.Height >= Math.Max(stride.Height, dilation.Height) || outputPadding.Width >= Math.Max(stride.Width, dilation.Width))
        {
            Throw.BadShape(op, $"output padding {outputPadding} with stride {stride} and dilation {dilation}: it must be less than the larger of the two, " +
                "as it only chooses between the sizes that the stride makes one.");
        }
        long height = vertical.TransposedSize(x.Shape[2], outputPadding.Height), width = horizontal.TransposedSize(x.Shape[3], outputPadding.Width);
        if (x.Shape[2] < 1 || x.Shape[3] < 1 || height < 1 || width < 1)
            Throw.BadShape(op, $"x {x.Shape} with window {WindowOf(vertical, horizontal)} and padding {padding} gives an image of {height} x {width}. Pad less.");
        Reaches(op, x, vertical, horizontal, height, width);
        Pixels(op, x, height, width);
        return ConvolutionGeometry.Transposed(
            x.Shape[0], channels, x.Shape[2], x.Shape[3], (int)outputs, vertical, horizontal, outputPadding.Height, outputPadding.Width, groups);
    }

    /// <summary>Windows over planes; padding at most half a window, so that no window lies in it altogether.</summary>
    public static PoolingGeometry Pooling(string op, Tensor x, Size2d window, Size2d stride, Size2d padding, Size2d dilation)
    {
        Images(op, x, 2);
        AtLeast(op, nameof(window), window, 1);
        AtLeast(op, nameof(stride), stride, 1);
        AtLeast(op, nameof(padding), padding, 0);
        AtLeast(op, nameof(dilation), dilation, 1);
        if (padding.Height > window.Height / 2 || padding.Width > window.Width / 2)
            Throw.BadShape(op, $"padding {padding} with window {window}: at most half the window, or some windows would see padding alone.");
        ConvolutionAxis vertical = new(window.Height, stride.Height, padding.Height, dilation.Height);
        ConvolutionAxis horizontal = new(window.Width, stride.Width, padding.Width, dilation.Width);
        Reaches(op, x, vertical, horizontal, x.Shape[2], x.Shape[3]);
        Fits(op, x, vertical, horizontal);
        Pixels(op, x, vertical.OutputSize(x.Shape[2]), horizontal.OutputSize(x.Shape[3]));
        return new(x.Shape[0] * x.Shape[1], x.Shape[2], x.Shape[3], vertical, horizontal);
    }

    /// <summary>Blocks of equal pixels, so many that the image still has its sizes in int.</summary>
    public static PoolingGeometry Upsampling(string op, Tensor x, Size2d factor)
    {
        Images(op, x, 2);
        AtLeast(op, nameof(factor), factor, 1);
        long height = (long)x.Shape[2] * factor.Height, width = (long)x.Shape[3] * factor.Width;
        Pixels(op, x, height, width);
        return new(
            x.Shape[0] * x.Shape[1], (int)height, (int)width, new(factor.Height, factor.Height), new(factor.Width, factor.Width));
    }

    /// <summary>Nothing the kernels compute over these axes leaves int.</summary>
    private static void Reaches(string op, Tensor x, ConvolutionAxis vertical, ConvolutionAxis horizontal, long height, long width)
    {
        long reach = Math.Max(vertical.Reach(height), horizontal.Reach(width));
        if (reach <= int.MaxValue) return;
        Throw.BadShape(op, $"x {x.Shape} with window {vertical.Kernel} x {horizontal.Kernel}, stride {vertical.Stride} x {horizontal.Stride}, " +
            $"padding {vertical.Padding} x {horizontal.Padding} and dilation {vertical.Dilation} x {horizontal.Dilation} reaches over {reach} " +
            $"positions of an axis; the most is {int.MaxValue}. Take a smaller stride, padding or dilation.");
    }

    /// <summary>One plane of the result counts its pixels in int, even where there is no plane.</summary>
    private static void Pixels(string op, Tensor x, long height, long width)
    {
        if (height <= int.MaxValue && width <= int.MaxValue && height * width <= int.MaxValue) return;
        Throw.BadShape(op, $"x {x.Shape} gives an image of {height} x {width}, more than {int.MaxValue} pixels. Take a smaller image.");
    }

    private static (ConvolutionAxis Vertical, ConvolutionAxis Horizontal) Axes(
        string op, Tensor x, Tensor weight, Size2d stride, Size2d padding, Size2d dilation, int groups)
    {
        if (weight.Shape.Rank != 4)
            Throw.BadShape(op, $"weight {weight.Shape} has {weight.Shape.Rank} axes; it is [channels, channels / groups, height, width].");
        Size2d window = (weight.Shape[2], weight.Shape[3]);
        AtLeast(op, nameof(window), window, 1);
        AtLeast(op, nameof(stride), stride, 1);
        AtLeast(op, nameof(padding), padding, 0);
        AtLeast(op, nameof(dilation), dilation, 1);
        if (groups < 1) throw new ArgumentOutOfRangeException(nameof(groups), $"{op}: {groups} groups; there is at least 1.");
        if (x.Shape[1] % groups != 0)
            Throw.BadShape(op, $"{groups} groups do not divide the {x.Shape[1]} channels of x {x.Shape}.");
        return (new(window.Height, stride.Height, padding.Height, dilation.Height), new(window.Width, stride.Width, padding.Width, dilation.Width));
    }

    private static void Channels(string op, Tensor x, Tensor weight, int channels, long inputs, int groups)
    {
        string times = groups == 1 ? "" : $" in {groups} groups";
        Throw.BadShape(op, $"channels differ: x {x.Shape} · {weight.Label} {weight.Shape}{times} ({channels} vs {inputs}). " +
            $"The layer was built for {inputs} channel{(inputs == 1 ? "" : "s")}; the images have {channels}.");
    }

    private static void Divides(string op, int channels, int groups, Tensor weight)
    {
        if (channels % groups != 0) Throw.BadShape(op, $"{groups} groups do not divide the {channels} channels of {weight.Label} {weight.Shape}.");
    }

    private static void Bias(string op, Tensor? bias, int channels)
    {
        if (bias is not null && bias.Shape != [channels]) Throw.ShapeMismatch(op, "bias", [channels], bias.Shape);
    }

    private static void Fits(string op, Tensor x, ConvolutionAxis vertical, ConvolutionAxis horizontal)
    {
        int height = x.Shape[2], width = x.Shape[3];
        if (vertical.OutputSize(height) > 0 && horizontal.OutputSize(width) > 0) return;
        Throw.BadShape(op, $"window {WindowOf(vertical, horizontal)} does not fit x {x.Shape}: with padding the image is " +
            $"{height + (2 * vertical.Padding)} x {width + (2 * horizontal.Padding)}. Pad more, or take a smaller window or dilation.");
    }

    private static string WindowOf(ConvolutionAxis vertical, ConvolutionAxis horizontal)
    {
        string window = $"{vertical.Kernel} x {horizontal.Kernel}";
        return vertical.Dilation == 1 && horizontal.Dilation == 1 ? window : $"{window} (dilated to {vertical.Span} x {horizontal.Span})";
    }
}
