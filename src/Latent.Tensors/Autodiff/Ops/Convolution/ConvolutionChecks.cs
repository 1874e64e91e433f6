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
        Throw.Shape_(op, $"x {x.Shape} has {x.Shape.Rank} axes; images are {s_layouts[dimensions - 1]}. Reshape a single one to a batch of 1.");
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
        int channels = x.Shape[1], outputs = weight.Shape[0], inputs = weight.Shape[1] * groups;
        if (channels != inputs) Channels(op, x, weight, channels, inputs, groups);
        Divides(op, outputs, groups, weight);
        Bias(op, bias, outputs);
        Fits(op, x, vertical, horizontal);
        return ConvolutionGeometry.Convolution(x.Shape[0], channels, x.Shape[2], x.Shape[3], outputs, vertical, horizontal, groups);
    }

    /// <summary>y = convᵀ(x, w): x [N, C, H, W], w [C, O / groups, kh, kw].</summary>
    public static ConvolutionGeometry Transposed(
        string op, Tensor x, Tensor weight, Tensor? bias, Size2d stride, Size2d padding, Size2d outputPadding, Size2d dilation, int groups)
    {
        (ConvolutionAxis vertical, ConvolutionAxis horizontal) = Axes(op, x, weight, stride, padding, dilation, groups);
        int channels = x.Shape[1], inputs = weight.Shape[0], outputs = weight.Shape[1] * groups;
        if (channels != inputs) Channels(op, x, weight, channels, inputs, 1);
        Divides(op, inputs, groups, weight);
        Bias(op, bias, outputs);
        AtLeast(op, nameof(outputPadding), outputPadding, 0);
        if (outputPadding.Height >= Math.Max(stride.Height, dilation.Height) || outputPadding.Width >= Math.Max(stride.Width, dilation.Width))
        {
            Throw.Shape_(op, $"output padding {outputPadding} with stride {stride} and dilation {dilation}: it must be less than the larger of the two, " +
                "as it only chooses between the sizes that the stride makes one.");
        }
        ConvolutionGeometry g = ConvolutionGeometry.Transposed(
            x.Shape[0], channels, x.Shape[2], x.Shape[3], outputs, vertical, horizontal, outputPadding.Height, outputPadding.Width, groups);
        if (x.Shape[2] < 1 || x.Shape[3] < 1 || g.InHeight < 1 || g.InWidth < 1)
            Throw.Shape_(op, $"x {x.Shape} with window {WindowOf(vertical, horizontal)} and padding {padding} gives an image of {g.InHeight} x {g.InWidth}. Pad less.");
        return g;
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
            Throw.Shape_(op, $"padding {padding} with window {window}: at most half the window, or some windows would see padding alone.");
        ConvolutionAxis vertical = new(window.Height, stride.Height, padding.Height, dilation.Height);
        ConvolutionAxis horizontal = new(window.Width, stride.Width, padding.Width, dilation.Width);
        Fits(op, x, vertical, horizontal);
        return new(x.Shape[0] * x.Shape[1], x.Shape[2], x.Shape[3], vertical, horizontal);
    }

    private static (ConvolutionAxis Vertical, ConvolutionAxis Horizontal) Axes(
        string op, Tensor x, Tensor weight, Size2d stride, Size2d padding, Size2d dilation, int groups)
    {
        if (weight.Shape.Rank != 4)
            Throw.Shape_(op, $"weight {weight.Shape} has {weight.Shape.Rank} axes; it is [channels, channels / groups, height, width].");
        Size2d window = (weight.Shape[2], weight.Shape[3]);
        AtLeast(op, nameof(window), window, 1);
        AtLeast(op, nameof(stride), stride, 1);
        AtLeast(op, nameof(padding), padding, 0);
        AtLeast(op, nameof(dilation), dilation, 1);
        if (groups < 1) throw new ArgumentOutOfRangeException(nameof(groups), $"{op}: {groups} groups; there is at least 1.");
        if (x.Shape[1] % groups != 0)
            Throw.Shape_(op, $"{groups} groups do not divide the {x.Shape[1]} channels of x {x.Shape}.");
        return (new(window.Height, stride.Height, padding.Height, dilation.Height), new(window.Width, stride.Width, padding.Width, dilation.Width));
    }

    private static void Channels(string op, Tensor x, Tensor weight, int channels, int inputs, int groups)
    {
        string times = groups == 1 ? "" : $" in {groups} groups";
        Throw.Shape_(op, $"channels differ: x {x.Shape} · {weight.Label} {weight.Shape}{times} ({channels} vs {inputs}). " +
            $"The layer was built for {inputs} channel{(inputs == 1 ? "" : "s")}; the images have {channels}.");
    }

    private static void Divides(string op, int channels, int groups, Tensor weight)
    {
        if (channels % groups != 0) Throw.Shape_(op, $"{groups} groups do not divide the {channels} channels of {weight.Label} {weight.Shape}.");
    }

    private static void Bias(string op, Tensor? bias, int channels)
    {
        if (bias is not null && bias.Shape != [channels]) Throw.ShapeMismatch(op, "bias", [channels], bias.Shape);
    }

    private static void Fits(string op, Tensor x, ConvolutionAxis vertical, ConvolutionAxis horizontal)
    {
        int height = x.Shape[2], width = x.Shape[3];
        if (vertical.OutputSize(height) > 0 && horizontal.OutputSize(width) > 0) return;
        Throw.Shape_(op, $"window {WindowOf(vertical, horizontal)} does not fit x {x.Shape}: with padding the image is " +
            $"{height + (2 * vertical.Padding)} x {width + (2 * horizontal.Padding)}. Pad more, or take a smaller window or dilation.");
    }

    private static string WindowOf(ConvolutionAxis vertical, ConvolutionAxis horizontal)
    {
        string window = $"{vertical.Kernel} x {horizontal.Kernel}";
        return vertical.Dilation == 1 && horizontal.Dilation == 1 ? window : $"{window} (dilated to {vertical.Span} x {horizontal.Span})";
    }
}
