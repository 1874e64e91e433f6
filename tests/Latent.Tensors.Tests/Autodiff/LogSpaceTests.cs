namespace Latent.Tensors.Tests.Autodiff;

/// <summary>Sums and complements of logarithms at their edges: infinities, ties, both ends of the range.</summary>
public sealed class LogSpaceTests
{
    [Fact]
    public void Complements_are_accurate_at_both_ends()
    {
        foreach (double p in new[] { 1e-300, 1e-17, 1e-9, 0.01, 0.3, 0.49, 0.51, 0.9 })
        {
            double log = Tensor.From([Math.Log(p)], [1]).Log1mExp().Item();
            Assert.Equal(SpecialMath.Log1p(-p), log, Math.Abs(log) * 1e-15 * (1 - Math.Log(p)));
        }

        // Next to p = 1: log(1 - e^-t) = log t - t/2 + ...
        foreach (double t in new[] { 1e-300, 1e-12, 1e-5 })
            Assert.Equal(Math.Log(t) - (t / 2), Tensor.From([-t], [1]).Log1mExp().Item(), 1e-11);
        Assert.Equal([double.NegativeInfinity, 0, double.NaN], Tensor.From([0, double.NegativeInfinity, 1], [3]).Log1mExp().ToDoubles());
        Assert.Equal([-1.0], Slope(Tensor.From([-Math.Log(2)], [1])), static (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.Equal([0.0, 0.0], Slope(Tensor.From([-800, double.NegativeInfinity], [2])));

        static double[] Slope(Tensor x)
        {
            using Pass pass = Pass.Training();
            x = pass.Track(x);
            return pass.Backward(x.Log1mExp().Sum())[x].ToDoubles();
        }
    }

    [Fact]
    public void Sums_of_infinities_and_ties()
    {
        const double inf = double.PositiveInfinity;
        double[] a = [-inf, -inf, inf, inf, 3, 1e4, double.NaN, -1e4], b = [-inf, 2, -inf, inf, 3, -1e4, 0, -1e4];
        using Pass pass = Pass.Training();
        Tensor x = pass.Track(Tensor.From(a, [8])), y = pass.Track(Tensor.From(b, [8])), sum = x.LogAddExp(y);
        double ln2 = Math.Log(2);
        double[] expected = [-inf, 2, inf, inf, 3 + ln2, 1e4, double.NaN, -1e4 + ln2];
        double[] actual = sum.ToDoubles();
        for (int i = 0; i < 8; i++) Assert.True(expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) < 1e-12, $"{i}: {actual[i]}");
        Gradients g = pass.Backward(sum.Sum(), createGraph: true);
        Assert.Equal([0.5, 0, 1, 0.5, 0.5, 1, 0.5, 0.5], g[x].ToDoubles());
        Assert.Equal([0.5, 1, 0, 0.5, 0.5, 0, 0.5, 0.5], g[y].ToDoubles());
        // At a tie of numbers the second derivative is that of a sigmoid at 0.
        Assert.Equal(0.25, pass.Backward(g[x].Sum())[x].ToDoubles()[4]);
    }

    [Fact]
    public void Far_tails_of_the_normal_distribution_have_logarithms_and_slopes()
    {
        using Pass pass = Pass.Training();
        Tensor x = pass.Track(Tensor.From([-1e8f, -1e3f, -40f, 0f, 40f], [5]));
        Tensor y = x.LogNormalCdf();
        Assert.All(y.ToArray(), static v => Assert.True(float.IsFinite(v)));
        float[] slope = pass.Backward(y.Sum())[x].ToArray();
        Assert.Equal(1e8f, slope[0]);
        Assert.Equal(1e3f, slope[1], 0.002f);
        Assert.Equal((float)Math.Sqrt(2 / Math.PI), slope[3]);
        Assert.Equal(0, slope[4], 1e-30f);
    }
}
