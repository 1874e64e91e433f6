namespace Latent.Tensors.Tests.Autodiff;

/// <summary>What convolutions and poolings refuse, and how they say it.</summary>
public sealed class ConvolutionErrorTests
{
    private static readonly Tensor s_images = Tensor.Zeros([8, 3, 28, 28]);

    [Fact]
    public void Channels_that_differ() => Refuses(
        "Conv2d: channels differ: x [8, 3, 28, 28] · tensor [32, 1, 4, 4] (3 vs 1). " +
        "The layer was built for 1 channel; the images have 3.",
        () => Ops.Conv2d(s_images, Tensor.Zeros([32, 1, 4, 4])));

    [Fact]
    public void A_parameter_is_named()
    {
        Parameter weight = ParameterScope.Initialize(RandomKey.FromSeed(1)).Parameter("encoder.0.weight", [32, 1, 4, 4], Initializer.Zeros);
        using Pass pass = Pass.Training();
        ShapeException e = Assert.Throws<ShapeException>(() => Ops.Conv2d(s_images, pass[weight]));
        Assert.Contains("encoder.0.weight [32, 1, 4, 4] (3 vs 1)", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Channels_of_a_transposed_convolution() => Refuses(
        "ConvTranspose2d: channels differ: x [8, 3, 28, 28] · tensor [4, 3, 4, 4] (3 vs 4). " +
        "The layer was built for 4 channels; the images have 3.",
        () => Ops.ConvTranspose2d(s_images, Tensor.Zeros([4, 3, 4, 4])));

    [Fact]
    public void A_window_larger_than_the_padded_image() => Refuses(
        "Conv2d: window 9 x 9 does not fit x [1, 1, 4, 6]: with padding the image is 6 x 8. " +
        "Pad more, or take a smaller window or dilation.",
        () => Ops.Conv2d(Tensor.Zeros([1, 1, 4, 6]), Tensor.Zeros([1, 1, 9, 9]), padding: 1));

    [Fact]
    public void A_dilated_window_larger_than_the_image() => Refuses(
        "Conv1d: window 1 x 3 (dilated to 1 x 9) does not fit x [1, 1, 1, 8]: with padding the image is 1 x 8. " +
        "Pad more, or take a smaller window or dilation.",
        () => Ops.Conv1d(Tensor.Zeros([1, 1, 8]), Tensor.Zeros([1, 1, 3]), dilation: 4));

    [Fact]
    public void A_single_image_without_a_batch() => Refuses(
        "Conv2d: x [3, 28, 28] has 3 axes; images are [batch, channels, height, width]. Reshape a single one to a batch of 1.",
        () => Ops.Conv2d(Tensor.Zeros([3, 28, 28]), Tensor.Zeros([1, 3, 4, 4])));

    [Fact]
    public void A_weight_of_other_rank() => Refuses(
        "Conv2d: weight [3, 4, 4] has 3 axes; it is [channels, channels / groups, height, width].",
        () => Ops.Conv2d(s_images, Tensor.Zeros([3, 4, 4])));

    [Fact]
    public void A_bias_of_other_width() => Refuses(
        "Conv2d: bias has shape [4]; expected [5].",
        () => Ops.Conv2d(s_images, Tensor.Zeros([5, 3, 4, 4]), Tensor.Zeros([4])));

    [Fact]
    public void Groups_that_do_not_divide() => Refuses(
        "Conv2d: 2 groups do not divide the 3 channels of x [8, 3, 28, 28].",
        () => Ops.Conv2d(s_images, Tensor.Zeros([4, 1, 4, 4]), groups: 2));

    [Fact]
    public void Output_padding_beyond_the_stride() => Refuses(
        "ConvTranspose2d: output padding 2 x 2 with stride 2 x 2 and dilation 1 x 1: it must be less than the larger of the two, " +
        "as it only chooses between the sizes that the stride makes one.",
        () => Ops.ConvTranspose2d(s_images, Tensor.Zeros([3, 1, 4, 4]), stride: 2, outputPadding: 2));

    [Fact]
    public void A_transposed_convolution_that_leaves_nothing() => Refuses(
        "ConvTranspose2d: x [1, 1, 1, 1] with window 2 x 2 and padding 1 x 1 gives an image of 0 x 0. Pad less.",
        () => Ops.ConvTranspose2d(Tensor.Zeros([1, 1, 1, 1]), Tensor.Zeros([1, 1, 2, 2]), padding: 1));

    [Theory]
    [InlineData(0, 0, 1, "stride", "Conv2d: stride 0 x 0; it must be at least 1 along both axes.")]
    [InlineData(1, -1, 1, "padding", "Conv2d: padding -1 x -1; it must be at least 0 along both axes.")]
    [InlineData(1, 0, 0, "dilation", "Conv2d: dilation 0 x 0; it must be at least 1 along both axes.")]
    public void Numbers_out_of_range(int stride, int padding, int dilation, string name, string message)
    {
        ArgumentOutOfRangeException e = Assert.Throws<ArgumentOutOfRangeException>(
            () => Ops.Conv2d(s_images, Tensor.Zeros([1, 3, 4, 4]), null, stride, padding, dilation));
        Assert.Equal(name, e.ParamName);
        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pooling_padding_beyond_half_a_window() => Refuses(
        "MaxPool2d: padding 2 x 2 with window 3 x 3: at most half the window, or some windows would see padding alone.",
        () => Ops.MaxPool2d(s_images, 3, padding: 2));

    [Fact]
    public void A_pooling_window_larger_than_the_image() => Refuses(
        "AveragePool2d: window 5 x 5 does not fit x [1, 1, 4, 4]: with padding the image is 4 x 4. Pad more, or take a smaller window or dilation.",
        () => Ops.AveragePool2d(Tensor.Zeros([1, 1, 4, 4]), 5));

    [Fact]
    public void Element_types_that_differ() => Assert.Throws<ArgumentException>(
        () => Ops.Conv2d(s_images, Tensor.Zeros([1, 3, 4, 4], DType.Float64)));

    private static void Refuses(string message, Func<Tensor> action) =>
        Assert.Equal(message, Assert.Throws<ShapeException>(action).Message);
}
