using Latent.Tensors;

namespace Latent.Tests.Theory;

/// <summary>The equations of docs/theory/jensen.md.</summary>
public sealed class JensenTheoryTests
{
    [Fact]
    public void A_convex_function_of_a_mean_is_below_the_mean_of_the_function()
    {
        foreach (Func<double, double> f in new Func<double, double>[] { Math.Exp, static x => x * x, Math.Abs })
            Assert.True(f(0.4) <= Quadrature.Normal(0.4, 1.3, f));
        // A straight line is the case of equality.
        Assert.Equal(0.8 + 3, Quadrature.Normal(0.4, 1.3, static x => (2 * x) + 3), 12);
    }

    [Fact]
    public void The_mean_of_logarithms_is_below_the_logarithm_of_the_mean()
    {
        double[] values = new double[1000];
        RandomKey.FromSeed(1).Exponential(values);
        for (int i = 0; i < values.Length; i += 10)
        {
            double[] w = values[i..(i + 10)];
            Assert.True(w.Average(static x => Math.Log(x)) < Math.Log(w.Average()));
        }
    }

    [Fact]
    public void The_geometric_mean_is_below_the_arithmetic_mean()
    {
        Assert.True(Math.Sqrt(1 * 4) < (1 + 4) / 2.0);
        double[] equal = [3, 3];
        Assert.Equal(equal.Average(), Math.Sqrt(equal[0] * equal[1]));
    }

    [Fact]
    public void The_gap_is_half_the_relative_variance()
    {
        // w = 1 + s·ε: halving s quarters the gap, and the ratio to the formula goes to one.
        double previous = 0;
        foreach (double s in new[] { 0.1, 0.05, 0.025 })
        {
            double gap = -Quadrature.Normal(0, s, static x => Math.Log(Math.Max(1 + x, 1e-300)));
            double error = Math.Abs((gap / (s * s / 2)) - 1);
            if (previous > 0) Assert.InRange(error, 0, previous / 3);
            previous = error;
        }

        Assert.InRange(previous, 0, 0.002);
    }

    [Fact]
    public void The_gap_of_a_lognormal_weight()
    {
        const double m = 0.4, s = 0.9;
        Assert.Equal(s * s / 2, Math.Log(Quadrature.Normal(m, s, Math.Exp)) - Quadrature.Normal(m, s, static x => x), 11);
    }
}
