namespace Latent.Tensors.Tests.Autodiff;

/// <summary>The continuous Bernoulli's functions: closed forms, quadrature, and smoothness through the uniform distribution at logit 0.</summary>
public sealed class ContinuousBernoulliTests
{
    private static readonly double[] Logits = [-1e4, -300, -81, -30, -5, -2.001, -1.999, -0.3, -1e-5, -1e-9, 0, 1e-9, 1e-5, 0.3, 1.999, 2.001, 5, 30, 79, 81, 300, 1e4];

    [Fact]
    public void The_density_integrates_to_one_with_mean_and_variance()
    {
        // Simpson's rule on 4000 intervals of [0, 1], for the logits it resolves.
        const int n = 4000;
        foreach (double l in Logits.Where(static l => Math.Abs(l) <= 81))
        {
            double[] x = [.. Enumerable.Range(0, n + 1).Select(i => i / (double)n)];
            double[] p = [.. Ops.ContinuousBernoulliLogProb(Tensor.From(x, [n + 1]), Number(l)).ToDoubles().Select(Math.Exp)];
            double mass = Simpson(i => p[i]), mean = Simpson(i => p[i] * x[i]), square = Simpson(i => p[i] * x[i] * x[i]);
            double tolerance = 1e-9 * (1 + Math.Pow(l / 40, 4));
            Assert.Equal(1, mass, tolerance);
            Assert.Equal(mean, Ops.ContinuousBernoulliMean(Number(l)).Item(), tolerance);
            Assert.Equal(square - (mean * mean), Ops.ContinuousBernoulliVariance(Number(l)).Item(), tolerance);
        }

        static double Simpson(Func<int, double> f)
        {
            double sum = f(0) + f(n);
            for (int i = 1; i < n; i++) sum += (i % 2 == 0 ? 2 : 4) * f(i);
            return sum / (3 * n);
        }
    }

    [Fact]
    public void The_normaliser_completes_the_Bernoulli()
    {
        foreach (double l in Logits)
        {
            double whole = Ops.ContinuousBernoulliLogProb(Number(0.3), Number(l)).Item();
            double parts = (Ops.BernoulliLogProb(Number(0.3), Number(l)) + Ops.ContinuousBernoulliLogNorm(Number(l))).Item();
            Assert.Equal(whole, parts, 4e-16 * (2 + Math.Abs(l)));
        }
    }

    [Fact]
    public void The_quantile_inverts_the_distribution_function()
    {
        foreach (double l in Logits)
        {
            foreach (double u in new[] { 1e-7, 0.01, 0.3, 0.5, 0.77, 0.999, 1 - 1e-7 })
            {
                double x = Ops.ContinuousBernoulliQuantile(Number(u), Number(l)).Item();
                Assert.InRange(x, 0, 1);
                // An error of rounding in x counts with the density.
                double density = Math.Exp(Ops.ContinuousBernoulliLogProb(Number(x), Number(l)).Item());
                Assert.Equal(u, Ops.ContinuousBernoulliCdf(Number(x), Number(l)).Item(), 4e-16 * (1 + Math.Abs(l) + density));
                Tensor narrow = Number(u).To(DType.Float32), logit = Number(l).To(DType.Float32);
                double single = Ops.ContinuousBernoulliQuantile(narrow, logit).Item();
                double wide = Ops.ContinuousBernoulliQuantile(narrow.To(DType.Float64), logit.To(DType.Float64)).Item();
                Assert.Equal(wide, single, 3e-7);
            }
        }
    }

    [Fact]
    public void The_slope_of_the_quantile_is_accurate_for_every_logit()
    {
        // dx/dl = -F_l/p: by central differences of the quantile where these are good, else by the symmetry x(u, l) = 1 - x(1 - u, -l).
        foreach (double l in Logits)
        {
            foreach (double u in new[] { 0.01, 0.3, 0.5, 0.77, 0.999 })
            {
                double h = 1e-4 * Math.Max(1, Math.Abs(l)), slope = Slope(u, l);
                double difference = (8 * (At(u, l + h) - At(u, l - h)) - (At(u, l + (2 * h)) - At(u, l - (2 * h)))) / (12 * h);
                Assert.Equal(difference, slope, 1e-11 * Math.Max(1, 1 / Math.Max(1, Math.Abs(l))));
                Assert.True(slope > 0);
                Assert.Equal(slope, Slope(1 - u, -l), 1e-12 * slope * (1 + Math.Abs(l)));
            }
        }

        static double At(double u, double l) => Ops.ContinuousBernoulliQuantile(Number(u), Number(l)).Item();

        static double Slope(double u, double l)
        {
            using Pass pass = Pass.Training();
            Tensor logit = pass.Track(Number(l));
            return pass.Backward(Ops.ContinuousBernoulliQuantile(Number(u), logit).Sum())[logit].Item();
        }
    }

    [Fact]
    public void At_logit_zero_all_is_the_uniform_distribution()
    {
        using Pass pass = Pass.Training();
        Tensor l = pass.Track(Tensor.From([0f, -0f], [2]));
        Assert.Equal([0.25, 0.25], Ops.ContinuousBernoulliQuantile(Tensor.From([0.25f, 0.25f], [2]), l).ToDoubles());
        Assert.Equal([0.25, 0.25], Ops.ContinuousBernoulliCdf(Tensor.From([0.25f, 0.25f], [2]), l).ToDoubles());
        Assert.Equal([0, 0], Ops.ContinuousBernoulliLogProb(0.7, l).ToDoubles());
        Assert.Equal([1 / 12f, 1 / 12f], Ops.ContinuousBernoulliVariance(l).ToArray());
        Assert.Equal([0, 0], pass.Backward(Ops.ContinuousBernoulliVariance(l).Sum())[l].ToDoubles());
        // The second derivative of the normaliser at 0 is 1/6, that of the quantile u(1-u)(1-2u)/3.
        Tensor first = pass.Backward(Ops.ContinuousBernoulliLogNorm(l).Sum(), createGraph: true)[l];
        Assert.All(pass.Backward(first.Sum())[l].ToDoubles(), static v => Assert.Equal(1 / 6.0, v, 1e-7));
        first = pass.Backward(Ops.ContinuousBernoulliQuantile(0.25, l).Sum(), createGraph: true)[l];
        Assert.All(first.ToDoubles(), static v => Assert.Equal(0.25 * 0.75 / 2, v, 1e-7));
        Assert.All(pass.Backward(first.Sum())[l].ToDoubles(), static v => Assert.Equal(0.25 * 0.75 * 0.5 / 3, v, 1e-7));
    }

    private static Tensor Number(double value) => Tensor.From([value], [1]);
}
