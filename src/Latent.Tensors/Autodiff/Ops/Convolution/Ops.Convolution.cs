using Latent.Tensors.Autodiff.Ops;
using Latent.Tensors.Kernels;

namespace Latent.Tensors;

public static partial class Ops
{
    /// <summary>
    /// f(x ⋆ w + b), the cross-correlation that neural networks call convolution:
    /// y[n, o, i, j] = f(b[o] + Σ_{c, u, v} w[o, c, u, v]·x[n, c, i·s - p + u·d, j·s - p + v·d]), positions outside the image left out.
    /// </summary>
    /// <param name="x">Images [batch, in, height, width].</param>
    /// <param name="weight">[out, in / groups, window height, window width], as PyTorch stores it.</param>
    /// <param name="bias">[out], or null.</param>
    /// <param name="stride">s, the step from window to window; 1 if null.</param>
    /// <param name="padding">p, positions added on both sides; 0 if null.</param>
    /// <param name="dilation">d, the step from position to position in a window; 1 if null.</param>
    /// <param name="groups">Channels are cut into so many groups that do not see each other.</param>
    /// <param name="activation">f, applied in the same sweep.</param>
    /// <returns>[batch, out, ⌊(height + 2p - d(k - 1) - 1) / s⌋ + 1, likewise].</returns>
    /// <exception cref="ShapeException">Channels differ, or a window does not fit the padded image; the message names both sides.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A stride, dilation or number of groups below 1, or a negative padding.</exception>
    public static Tensor Conv2d(
        Tensor x, Tensor weight, Tensor? bias = null, Size2d? stride = null, Size2d? padding = null, Size2d? dilation = null,
        int groups = 1, Activation activation = Activation.None) =>
        Convolve("Conv2d", x, weight, bias, stride, padding, dilation, groups, activation);

    /// <summary>
    /// The transpose of <see cref="Conv2d"/> as a linear map, then bias and activation: the "deconvolution" of decoders. Each position of x
    /// adds its window, weighted, to the result.
    /// </summary>
    /// <param name="x">Images [batch, in, height, width].</param>
    /// <param name="weight">[in, out / groups, window height, window width], as PyTorch stores it.</param>
    /// <param name="bias">[out], or null.</param>
    /// <param name="stride">s; 1 if null.</param>
    /// <param name="padding">p, positions cut off on both sides; 0 if null.</param>
    /// <param name="outputPadding">Rows and columns added at the end, to choose between the sizes a stride makes one; 0 if null.</param>
    /// <param name="dilation">d; 1 if null.</param>
    /// <param name="groups">Channels are cut into so many groups that do not see each other.</param>
    /// <param name="activation">f, applied in the same sweep.</param>
    /// <returns>[batch, out, (height - 1)·s - 2p + d(k - 1) + 1 + output padding, likewise].</returns>
    /// <exception cref="ShapeException">Channels differ, or no position is left; the message names both sides.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A stride, dilation or number of groups below 1, or a negative padding.</exception>
    public static Tensor ConvTranspose2d(
        Tensor x, Tensor weight, Tensor? bias = null, Size2d? stride = null, Size2d? padding = null, Size2d? outputPadding = null,
        Size2d? dilation = null, int groups = 1, Activation activation = Activation.None) =>
        Transposed("ConvTranspose2d", x, weight, bias, stride, padding, outputPadding, dilation, groups, activation);

    /// <summary><see cref="Conv2d"/> along one axis.</summary>
    /// <param name="x">[batch, in, length].</param>
    /// <param name="weight">[out, in / groups, window].</param>
    /// <param name="bias">[out], or null.</param>
    /// <param name="stride">The step from window to window.</param>
    /// <param name="padding">Positions added on both sides.</param>
    /// <param name="dilation">The step from position to position in a window.</param>
    /// <param name="groups">Channels are cut into so many groups that do not see each other.</param>
    /// <param name="activation">f, applied in the same sweep.</param>
    /// <returns>[batch, out, ⌊(length + 2·padding - dilation·(window - 1) - 1) / stride⌋ + 1].</returns>
    /// <exception cref="ShapeException">Channels differ, or a window does not fit; the message names both sides.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A stride, dilation or number of groups below 1, or a negative padding.</exception>
    public static Tensor Conv1d(
        Tensor x, Tensor weight, Tensor? bias = null, int stride = 1, int padding = 0, int dilation = 1, int groups = 1,
        Activation activation = Activation.None)
    {
        (Tensor image, Tensor window) = Flat("Conv1d", x, weight);
        return Line(Convolve("Conv1d", image, window, bias, (1, stride), (0, padding), (1, dilation), groups, activation));
    }

    /// <summary><see cref="ConvTranspose2d"/> along one axis.</summary>
    /// <param name="x">[batch, in, length].</param>
    /// <param name="weight">[in, out / groups, window].</param>
    /// <param name="bias">[out], or null.</param>
    /// <param name="stride">The step from window to window.</param>
    /// <param name="padding">Positions cut off on both sides.</param>
    /// <param name="outputPadding">Positions added at the end.</param>
    /// <param name="dilation">The step from position to position in a window.</param>
    /// <param name="groups">Channels are cut into so many groups that do not see each other.</param>
    /// <param name="activation">f, applied in the same sweep.</param>
    /// <returns>[batch, out, (length - 1)·stride - 2·padding + dilation·(window - 1) + 1 + outputPadding].</returns>
    /// <exception cref="ShapeException">Channels differ, or no position is left; the message names both sides.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A stride, dilation or number of groups below 1, or a negative padding.</exception>
    public static Tensor ConvTranspose1d(
        Tensor x, Tensor weight, Tensor? bias = null, int stride = 1, int padding = 0, int outputPadding = 0, int dilation = 1, int groups = 1,
        Activation activation = Activation.None)
    {
        (Tensor image, Tensor window) = Flat("ConvTranspose1d", x, weight);
        return Line(Transposed(
            "ConvTranspose1d", image, window, bias, (1, stride), (0, padding), (0, outputPadding), (1, dilation), groups, activation));
    }

    /// <summary>The largest value of each window. Of equal values the first in row-major order gets the gradient; a NaN wins.</summary>
    /// <param name="x">[batch, channels, height, width].</param>
    /// <param name="window">The window.</param>
    /// <param name="stride">The step from window to window; the window itself if null.</param>
    /// <param name="padding">Positions added on both sides that are never the largest; at most half the window; 0 if null.</param>
    /// <param name="dilation">The step from position to position in a window; 1 if null.</param>
    /// <returns>[batch, channels, ⌊(height + 2p - d(k - 1) - 1) / s⌋ + 1, likewise].</returns>
    /// <exception cref="ShapeException">A window does not fit, or the padding is more than half of it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A window, stride or dilation below 1, or a negative padding.</exception>
    public static Tensor MaxPool2d(Tensor x, Size2d window, Size2d? stride = null, Size2d? padding = null, Size2d? dilation = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        return PoolingOp.Max(x, ConvolutionChecks.Pooling("MaxPool2d", x, window, stride ?? window, padding ?? 0, dilation ?? 1));
    }

    /// <summary>The mean of each window.</summary>
    /// <param name="x">[batch, channels, height, width].</param>
    /// <param name="window">The window.</param>
    /// <param name="stride">The step from window to window; the window itself if null.</param>
    /// <param name="padding">Zeros added on both sides; at most half the window; 0 if null.</param>
    /// <param name="countPadding">Whether those zeros count in the mean.</param>
    /// <returns>[batch, channels, ⌊(height + 2p - k) / s⌋ + 1, likewise].</returns>
    /// <exception cref="ShapeException">A window does not fit, or the padding is more than half of it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A window or stride below 1, or a negative padding.</exception>
    public static Tensor AveragePool2d(Tensor x, Size2d window, Size2d? stride = null, Size2d? padding = null, bool countPadding = true)
    {
        ArgumentNullException.ThrowIfNull(x);
        PoolingGeometry geometry = ConvolutionChecks.Pooling("AveragePool2d", x, window, stride ?? window, padding ?? 0, 1);
        return PoolingOp.Linear("AveragePool2d", PoolingMap.Average, geometry, x, countPadding: countPadding);
    }

    /// <summary>Each pixel becomes a block of equal pixels: y[n, c, i, j] = x[n, c, ⌊i / f⌋, ⌊j / f⌋].</summary>
    /// <param name="x">[batch, channels, height, width].</param>
    /// <param name="factor">f, the size of a block.</param>
    /// <returns>[batch, channels, f·height, f·width].</returns>
    /// <exception cref="ShapeException">x is no batch of images, or the result has more pixels than a tensor holds.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A factor below 1.</exception>
    public static Tensor UpsampleNearest2d(Tensor x, Size2d factor)
    {
        ArgumentNullException.ThrowIfNull(x);
        PoolingGeometry geometry = ConvolutionChecks.Upsampling("UpsampleNearest2d", x, factor);
        return PoolingOp.Linear("UpsampleNearest2d", PoolingMap.Repeat, geometry, x);
    }

    private static Tensor Convolve(
        string name, Tensor x, Tensor weight, Tensor? bias, Size2d? stride, Size2d? padding, Size2d? dilation, int groups, Activation activation)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        Activations.Check(name, activation);
        ConvolutionChecks.Images(name, x, 2);
        ConvolutionGeometry geometry =
            ConvolutionChecks.Convolution(name, x, weight, bias, stride ?? 1, padding ?? 0, dilation ?? 1, groups);
        return ConvolutionOp.Apply(name, ConvolutionRole.Output, geometry, x, weight, bias, activation);
    }

    private static Tensor Transposed(
        string name, Tensor x, Tensor weight, Tensor? bias, Size2d? stride, Size2d? padding, Size2d? outputPadding, Size2d? dilation,
        int groups, Activation activation)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        Activations.Check(name, activation);
        ConvolutionChecks.Images(name, x, 2);
        ConvolutionGeometry geometry = ConvolutionChecks.Transposed(
            name, x, weight, bias, stride ?? 1, padding ?? 0, outputPadding ?? 0, dilation ?? 1, groups);
        // The image of the transposed map stands where the convolution has its result.
        return ConvolutionOp.Apply(name, ConvolutionRole.Input, geometry, weight, x, bias, activation);
    }

    private static (Tensor Image, Tensor Window) Flat(string name, Tensor x, Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        ConvolutionChecks.Images(name, x, 1);
        if (weight.Shape.Rank != 3)
            Throw.BadShape(name, $"weight {weight.Shape} has {weight.Shape.Rank} axes; it is [channels, channels / groups, length].");
        return (x.Reshape(x.Shape[0], x.Shape[1], 1, x.Shape[2]), weight.Reshape(weight.Shape[0], weight.Shape[1], 1, weight.Shape[2]));
    }

    private static Tensor Line(Tensor image) => image.Reshape(image.Shape[0], image.Shape[1], image.Shape[3]);
}
