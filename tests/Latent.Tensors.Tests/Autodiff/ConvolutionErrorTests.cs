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
    public void A_dilation_beyond_int() => Refuses(
        "Conv2d: x [1, 1, 5, 5] with window 3 x 3, stride 1 x 1, padding 0 x 0 and dilation 2147483647 x 2147483647 reaches over 4294967301 " +
        "positions of an axis; the most is 2147483647. Take a smaller stride, padding or dilation.",
        () => Ops.Conv2d(Tensor.Zeros([1, 1, 5, 5]), Tensor.Zeros([1, 1, 3, 3]), dilation: int.MaxValue));

    [Fact]
    public void A_padding_beyond_int() => Refuses(
        "Conv2d: x [1, 1, 5, 5] with window 3 x 3, stride 1 x 1, padding 2147483647 x 2147483647 and dilation 1 x 1 reaches over 4294967303 " +
        "positions of an axis; the most is 2147483647. Take a smaller stride, padding or dilation.",
        () => Ops.Conv2d(Tensor.Zeros([1, 1, 5, 5]), Tensor.Zeros([1, 1, 3, 3]), padding: int.MaxValue));

    [Fact]
    public void A_stride_beyond_int() => Refuses(
        "ConvTranspose2d: x [1, 1, 5, 5] with window 3 x 3, stride 2147483647 x 2147483647, padding 0 x 0 and dilation 1 x 1 reaches over " +
        "10737418241 positions of an axis; the most is 2147483647. Take a smaller stride, padding or dilation.",
        () => Ops.ConvTranspose2d(Tensor.Zeros([1, 1, 5, 5]), Tensor.Zeros([1, 1, 3, 3]), stride: int.MaxValue));

    [Fact]
    public void A_pooling_dilation_beyond_int() => Refuses(
        "MaxPool2d: x [8, 3, 28, 28] with window 2 x 2, stride 2 x 2, padding 0 x 0 and dilation 2147483647 x 2147483647 reaches over 2147483678 " +
        "positions of an axis; the most is 2147483647. Take a smaller stride, padding or dilation.",
        () => Ops.MaxPool2d(s_images, 2, dilation: int.MaxValue));

    [Theory]
    [InlineData(1 << 30, "UpsampleNearest2d: x [8, 3, 28, 28] gives an image of 30064771072 x 30064771072, more than 2147483647 pixels. Take a smaller image.")]
    [InlineData(1 << 12, "UpsampleNearest2d: x [8, 3, 28, 28] gives an image of 114688 x 114688, more than 2147483647 pixels. Take a smaller image.")]
    public void An_upsampled_image_beyond_int(int factor, string message) => Refuses(message, () => Ops.UpsampleNearest2d(s_images, factor));

    [Fact]
    public void An_image_of_too_many_pixels_in_an_empty_batch() => Refuses(
        "Conv2d: x [0, 1, 50000, 50000] gives an image of 50000 x 50000, more than 2147483647 pixels. Take a smaller image.",
        () => Ops.Conv2d(Tensor.Zeros([0, 1, 50000, 50000]), Tensor.Zeros([1, 1, 1, 1])));

    [Fact]
    public void Groups_whose_channels_leave_int() => Refuses(
        "ConvTranspose2d: tensor [0, 3, 1, 1] in 2147483647 groups gives 6442450941 channels; there are at most 2147483647. Take fewer groups.",
        () => Ops.ConvTranspose2d(Tensor.Zeros([1, 0, 2, 2]), Tensor.Zeros([0, 3, 1, 1]), groups: int.MaxValue));

    [Fact]
    public void A_large_dilation_of_one_position_means_nothing() =>
        Assert.Equal([1, 1, 2, 2], Ops.Conv2d(Tensor.Zeros([1, 1, 2, 2]), Tensor.Zeros([1, 1, 1, 1]), dilation: int.MaxValue).Shape);

    [Fact]
    public void Element_types_that_differ() => Assert.Throws<ArgumentException>(
        () => Ops.Conv2d(s_images, Tensor.Zeros([1, 3, 4, 4], DType.Float64)));

    private static void Refuses(string message, Func<Tensor> action) =>
        Assert.Equal(message, Assert.Throws<ShapeException>(action).Message);
}
