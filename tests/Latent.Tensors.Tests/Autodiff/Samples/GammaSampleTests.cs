using Latent.Tensors.Tests.Random;

namespace Latent.Tensors.Tests.Autodiff.Samples;

/// <summary>Gamma numbers as functions of their shape. The slope itself is held to exact values by ReferenceValueTests.</summary>
public sealed class GammaSampleTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(11);

    [Fact]
    public void Values_are_the_draws_of_the_key_however_rows_are_cut()
    {
        Tensor shapes = Tensor.From([0.2, 0.3, 1, 4.5, 30, 900], [3, 2]);
        foreach (DType dtype in new[] { DType.Float32, DType.Float64 })
        {
            Tensor a = shapes.To(dtype);
            double[] whole = Ops.GammaSample(a, Key, 40).ToDoubles(), logs = Ops.LogGammaSample(a, Key, 40).ToDoubles();
            double[] parts = [.. Ops.GammaSample(a.Rows(0, 1), Key, 40).ToDoubles(), .. Ops.GammaSample(a.Rows(1, 2), Key, 42).ToDoubles()];
            Assert.Equal(whole, parts);
            for (int i = 0; i < 6; i++) Assert.Equal(Math.Log(whole[i]), logs[i], dtype == DType.Float32 ? 1e-5 : 1e-12);
        }

        double[] drawn = new double[6];
        Key.Gamma(drawn, shapes.ToDoubles());
        Assert.Equal(drawn, Ops.GammaSample(shapes, Key).ToDoubles());
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.7)]
    [InlineData(3)]
    [InlineData(40)]
    public void Gradients_average_to_the_derivatives_of_the_moments(double shape)
    {
        // d/da E z = 1 and d/da E ln z = ψ'(a), at 5 standard errors: n = 20000 detects a slope off by 1 to 15 %. The twin z/a, right for a
        // scale and wrong for a shape, must fail one of the two.
        const int n = 20_000;
        using Pass pass = Pass.Training();
        Tensor a = pass.Track(Tensor.From(Enumerable.Repeat(shape, n).ToArray(), [n]));
        Tensor z = Ops.GammaSample(a, Key), y = Ops.LogGammaSample(a, Key);
        double[] slope = pass.Backward(z.Sum())[a].ToDoubles(), logSlope = pass.Backward(y.Sum())[a].ToDoubles();
        double trigamma = SpecialMath.Trigamma(shape);
        Assert.InRange(Z(slope, 1), -Statistics.MaxZ, Statistics.MaxZ);
        Assert.InRange(Z(logSlope, trigamma), -Statistics.MaxZ, Statistics.MaxZ);
        double[] twin = [.. z.ToDoubles().Select(v => v / shape)], logTwin = [.. y.ToDoubles().Select(_ => 1 / shape)];
        Assert.True(Math.Abs(Z(twin, 1)) > Statistics.MaxZ || Math.Abs(Z(logTwin, trigamma)) > Statistics.MaxZ, "z/a passed for the slope");

        static double Z(double[] sample, double expectation)
        {
            double mean = sample.Average(), variance = sample.Sum(v => (v - mean) * (v - mean)) / (sample.Length - 1);
            return (mean - expectation) / Math.Max(Math.Sqrt(variance / sample.Length), 1e-9);
        }
    }

    [Fact]
    public void Single_precision_gradients_are_rounded_once()
    {
        const int n = 4096;
        float[] shapes = [.. Enumerable.Range(0, n).Select(i => (float)Math.Exp((i * 14.0 / n) - 7))];
        float[] draws = new float[n];
        Key.Gamma(draws, shapes);
        double[] single = Slope(Tensor.From(shapes, [n]), Tensor.From(draws, [n]));
        double[] wide = Slope(Tensor.From(shapes, [n]).To(DType.Float64), Tensor.From(draws, [n]).To(DType.Float64));
        for (int i = 0; i < n; i++) Assert.InRange(Math.Abs(single[i] - wide[i]), 0, (6e-8 * Math.Abs(wide[i])) + 1e-45);

        static double[] Slope(Tensor a, Tensor z)
        {
            using Pass pass = Pass.Training();
            a = pass.Track(a);
            return pass.Backward(Ops.ReparameterizeGamma(a, z).Sum())[a].ToDoubles();
        }
    }

    [Fact]
    public void A_shape_shared_by_several_draws_gathers_their_gradients()
    {
        double[] draws = [0.2, 0.9, 1.7, 5];
        using Pass pass = Pass.Training();
        Tensor one = pass.Track(Tensor.From([1.3], [1])), each = pass.Track(Tensor.From([1.3, 1.3, 1.3, 1.3], [4]));
        double shared = pass.Backward(Ops.ReparameterizeGamma(one, Tensor.From(draws, [4])).Sum())[one].Item();
        double[] apart = pass.Backward(Ops.ReparameterizeGamma(each, Tensor.From(draws, [4])).Sum())[each].ToDoubles();
        Assert.Equal(apart.Sum(), shared, 1e-14);
    }

    [Fact]
    public void Tiny_shapes_keep_a_finite_logarithm_and_slope()
    {
        // ln z ~ ln u / a lies far below the smallest number; there d ln z / da = (ψ(a + 1) - ln z)/a.
        using Pass pass = Pass.Training();
        Tensor a = pass.Track(Tensor.From(Enumerable.Repeat(1e-4, 64).ToArray(), [64]));
        Tensor y = Ops.LogGammaSample(a, Key);
        double[] slope = pass.Backward(y.Sum())[a].ToDoubles(), logs = y.ToDoubles();
        Assert.True(logs.Count(v => v < -1000) > 30);
        for (int i = 0; i < 64; i++)
        {
            if (logs[i] < -40) Assert.Equal((SpecialMath.Digamma(1 + 1e-4) - logs[i]) / 1e-4, slope[i], Math.Abs(slope[i]) * 1e-13);
        }

        Tensor z = Ops.GammaSample(a, Key);
        Assert.All(pass.Backward(z.Sum())[a].ToDoubles(), v => Assert.True(double.IsFinite(v) && v >= 0));
    }

    [Fact]
    public void What_is_no_shape_and_what_is_not_differentiable_is_said()
    {
        Assert.Equal(
            "Gamma: the shape of element 1 is -2; it must be positive and finite.",
            Assert.Throws<ArgumentException>(() => Ops.GammaSample(Tensor.From([1f, -2f], [2]), Key)).Message);
        Assert.Throws<ArgumentException>(() => Ops.LogGammaSample(Tensor.From([0f], [1]), Key));
        using Pass pass = Pass.Training();
        Tensor a = pass.Track(Tensor.From([0.5, 2], [2]));
        Tensor first = pass.Backward(Ops.GammaSample(a, Key).Sum(), createGraph: true)[a];
        Assert.Equal(
            "GammaSample: has no second derivative here. Its first derivative by the shape can be taken once; detach the shape where it is "
            + "differentiated again.",
            Assert.Throws<NotSupportedException>(() => pass.Backward(first.Sum())).Message);
        first = pass.Backward(Ops.LogGammaSample(a, Key).Sum(), createGraph: true)[a];
        Assert.StartsWith("LogGammaSample: has no second", Assert.Throws<NotSupportedException>(() => pass.Backward(first.Sum())).Message);
    }
}
