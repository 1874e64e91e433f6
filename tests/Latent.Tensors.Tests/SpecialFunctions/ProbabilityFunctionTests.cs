namespace Latent.Tensors.Tests.SpecialFunctions;

/// <summary>The ends of the domain of distribution functions, what they are in closed form, and that they are smooth where methods change.</summary>
public sealed class ProbabilityFunctionTests
{
    private const double Inf = double.PositiveInfinity;

    [Fact]
    public void Ends_of_the_domain()
    {
        Assert.Equal((0, 1, -Inf, 0), (SpecialMath.GammaP(2, 0), SpecialMath.GammaQ(2, 0), SpecialMath.LogGammaP(2, 0), SpecialMath.LogGammaQ(2, 0)));
        Assert.Equal((1, 0, 0, -Inf), (SpecialMath.GammaP(2, Inf), SpecialMath.GammaQ(2, Inf), SpecialMath.LogGammaP(2, Inf), SpecialMath.LogGammaQ(2, Inf)));
        Assert.Equal((0, 1, -Inf, 0), (SpecialMath.BetaI(2, 3, 0), SpecialMath.BetaI(2, 3, 1), SpecialMath.LogBetaI(2, 3, 0), SpecialMath.LogBetaI(2, 3, 1)));
        Assert.Equal((0, 0.5, 1), (SpecialMath.StudentTCdf(-Inf, 3), SpecialMath.StudentTCdf(0, 3), SpecialMath.StudentTCdf(Inf, 3)));
        foreach ((double a, double x) in new (double, double)[] { (0, 1), (-1, 1), (Inf, 1), (double.NaN, 1), (1, -1), (1, double.NaN) })
        {
            Assert.Equal(double.NaN, SpecialMath.GammaP(a, x));
            Assert.Equal(double.NaN, SpecialMath.LogGammaQ(a, x));
            Assert.Equal(double.NaN, SpecialMath.BetaI(a, 1, x));
            Assert.Equal(double.NaN, SpecialMath.LogBetaI(1, a, a > 0 ? x : 0.5));
        }

        Assert.Equal(double.NaN, SpecialMath.BetaI(1, 1, 1.5));
        Assert.Equal(double.NaN, SpecialMath.StudentTCdf(1, 0));
        Assert.Equal(double.NaN, SpecialMath.StudentTCdf(double.NaN, 2));
    }

    [Fact]
    public void Closed_forms()
    {
        for (int i = 1; i < 60; i++)
        {
            double x = i * i / 40.0, u = i / 60.0, t = (i - 30) / 4.0;
            // P(1, x) = 1 - e^-x, Q(1/2, x) = erfc √x, I_x(1, b) = 1 - (1-x)^b, the Cauchy distribution, and Φ.
            Close(-SpecialMath.Expm1(-x), SpecialMath.GammaP(1, x));
            Close(SpecialMath.Erfc(Math.Sqrt(x)), SpecialMath.GammaQ(0.5, x), 1 + x);
            Close(1 - Math.Pow(1 - u, 2.5), SpecialMath.BetaI(1, 2.5, u), 10);
            Close(0.5 + (Math.Atan(t) / Math.PI), SpecialMath.StudentTCdf(t, 1), 10);
            Close(0.5 * SpecialMath.Erfc(-t / Math.Sqrt(2)), SpecialMath.NormalCdf(t), 1 + (t * t));
            Close(Math.Log(SpecialMath.NormalCdf(t)), SpecialMath.LogNormalCdf(t), t > 0 ? 1 / SpecialMath.NormalCdf(-t) : 1);
        }

        static void Close(double expected, double actual, double times = 1) =>
            Assert.InRange(Math.Abs(actual - expected), 0, 1e-15 * times * Math.Abs(expected));
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(5)]
    [InlineData(39.9)]
    [InlineData(40.1)]
    [InlineData(5000)]
    [InlineData(1e8)]
    public void Distribution_functions_rise_and_complements_add_up(double a)
    {
        double last = 0;
        for (int i = 0; i < 400; i++)
        {
            double x = a * Math.Exp((i - 200) / 40.0 / Math.Sqrt(Math.Max(a, 1)) * 2), p = SpecialMath.GammaP(a, x);
            Assert.True(p >= last * (1 - 1e-13), $"P({a}, {x}) = {p} after {last}");
            Assert.Equal(1, p + SpecialMath.GammaQ(a, x), 1e-14);
            last = p;
            double y = x / (x + a), i1 = SpecialMath.BetaI(a, a, y), i2 = SpecialMath.BetaI(a, a, 1 - y);
            if (a < 1e6) Assert.Equal(1, i1 + i2, 1e-12 * Math.Sqrt(Math.Max(a, 1)));
        }
    }
}
