namespace Latent.Tensors.Tests.Autodiff;

/// <summary>What normalisations promise beyond their formulae, and what they refuse.</summary>
public sealed class NormalizationTests
{
    [Fact]
    public void Batch_statistics_are_mean_and_unbiased_variance()
    {
        Tensor x = Tensor.From([1.0, 10, 2, 20, 6, 60], [3, 2]);
        BatchNormResult result = Ops.BatchNorm(x);
        Assert.Equal([3, 30], result.Mean.ToDoubles().Select(v => Math.Round(v, 10)));
        Assert.Equal([7, 700], result.Variance.ToDoubles().Select(v => Math.Round(v, 10)));
        Assert.False(result.Mean.IsTracked);
    }

    [Fact]
    public void Inference_with_the_biased_batch_statistics_repeats_training()
    {
        Tensor x = new Conformance.Input([6, 3, 4]).Create(1, DType.Float64);
        Tensor gain = Tensor.From([1.0, 2, -1], [3]), bias = Tensor.From([0.0, 1, 2], [3]);
        BatchNormResult training = Ops.BatchNorm(x, gain, bias);
        Tensor again = Ops.BatchNormInference(x, training.Mean, training.Variance * (23.0 / 24), gain, bias);
        double[] expected = training.Output.ToDoubles(), actual = again.ToDoubles();
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 12);
    }

    [Fact]
    public void A_constant_row_becomes_the_bias()
    {
        Tensor y = Ops.LayerNorm(Tensor.Full([2, 5], 3), Tensor.Ones([5]), Tensor.Full([5], 0.25));
        Assert.All(y.ToArray(), v => Assert.Equal(0.25f, v));
    }

    [Fact]
    public void A_row_far_from_zero_keeps_its_variance()
    {
        float[] values = [.. Enumerable.Range(0, 64).Select(i => 10000f + (i % 2))];
        float[] y = Ops.LayerNorm(Tensor.From(values, [1, 64]), [64], 0).ToArray();
        for (int i = 0; i < y.Length; i++) Assert.Equal(i % 2 == 0 ? -1 : 1, y[i], 3);
    }

    [Fact]
    public void Weight_norm_has_the_gain_as_its_norm()
    {
        Tensor w = Ops.WeightNorm(new Conformance.Input([4, 3, 2]).Create(1, DType.Float64), Tensor.From([1.0, 2, 3, 0.5], [4]));
        double[] norms = w.Square().Sum(1, 2).Sqrt().ToDoubles();
        double[] expected = [1, 2, 3, 0.5];
        for (int i = 0; i < 4; i++) Assert.Equal(expected[i], norms[i], 12);
    }

    [Fact]
    public void Shapes_that_do_not_fit()
    {
        Tensor x = Tensor.Zeros([2, 6, 4]);
        Refuses("LayerNorm: x [2, 6, 4] does not end in [6]. The normalised axes are the last ones of x, at least one; gain and bias have their shape.",
            () => Ops.LayerNorm(x, Tensor.Ones([6]), null));
        Refuses("LayerNorm: bias has shape [6]; expected [4].", () => Ops.LayerNorm(x, Tensor.Ones([4]), Tensor.Zeros([6])));
        Refuses("LayerNorm: nothing has no mean: the normalised axes [0] of x [3, 0] are empty.", () => Ops.LayerNorm(Tensor.Zeros([3, 0]), [0]));
        Refuses("BatchNorm: gain has shape [4]; expected [6].", () => Ops.BatchNorm(x, Tensor.Ones([4])).Output);
        Refuses("BatchNorm: x [7] has 1 axes; it is [batch, channels] or [batch, channels, ...].", () => Ops.BatchNorm(Tensor.Zeros([7])).Output);
        Refuses("BatchNorm: x [1, 6] has 1 numbers per channel; a variance needs at least 2. Use a larger batch, or BatchNormInference.",
            () => Ops.BatchNorm(Tensor.Zeros([1, 6])).Output);
        Refuses("BatchNormInference: variance has shape [4]; expected [6].",
            () => Ops.BatchNormInference(x, Tensor.Zeros([6]), Tensor.Ones([4])));
        Refuses("GroupNorm: 4 groups do not divide the 6 channels of x [2, 6, 4].", () => Ops.GroupNorm(x, 4));
        Refuses("WeightNorm: gain has shape [3]; expected [2].", () => Ops.WeightNorm(x, Tensor.Ones([3])));
    }

    [Fact]
    public void Epsilon_out_of_range()
    {
        ArgumentOutOfRangeException e = Assert.Throws<ArgumentOutOfRangeException>(() => Ops.LayerNorm(Tensor.Zeros([2, 4]), [4], -1));
        Assert.StartsWith(
            "LayerNorm: epsilon -1; it is added to a variance and must be finite and not negative.", e.Message, StringComparison.Ordinal);
    }

    private static void Refuses(string message, Func<Tensor> action) => Assert.Equal(message, Assert.Throws<ShapeException>(action).Message);
}
