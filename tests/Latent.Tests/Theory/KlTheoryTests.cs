using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Theory;

/// <summary>The equations of docs/theory/kl.md.</summary>
public sealed class KlTheoryTests
{
    private static readonly double[] P = [0.36, 0.48, 0.16];
    private static readonly double[] Mean1 = [1, 0], Mean2 = [0, 0.5];
    private static readonly double[] Sigma1 = [2, 0.3, 0.3, 0.5], Sigma2 = [1, -0.2, -0.2, 1.5];

    [Fact]
    public void Definition()
    {
        double expected = P.Sum(static p => p * (Math.Log(p) - Math.Log(1.0 / 3)));
        Assert.Equal(expected, Kl.Divergence(Categorical(P), Categorical([1, 1, 1])).Item(), 14);
        Assert.Equal(0.0852996013, expected, 10);
    }

    [Fact]
    public void Cross_entropy_is_entropy_and_divergence()
    {
        double[] q = [0.2, 0.5, 0.3];
        double cross = -P.Zip(q, static (a, b) => a * Math.Log(b)).Sum();
        Assert.Equal(cross, Categorical(P).Entropy().Item() + Kl.Divergence(Categorical(P), Categorical(q)).Item(), 14);
    }

    [Fact]
    public void Never_negative_and_zero_for_equals()
    {
        double[] logits = new double[3000];
        RandomKey.FromSeed(1).Normal(logits);
        OneHotCategorical some = OneHotCategorical.FromLogits(Tensor.From(logits, [1000, 3]));
        Assert.True(Kl.Divergence(some, Categorical(P)).Min().Item() >= 0);
        Assert.Equal(0, Kl.Divergence(some, some).Abs().Max().Item());
    }

    [Fact]
    public void Chain_rule()
    {
        double[,] q = { { 0.1, 0.2 }, { 0.3, 0.4 } }, p = { { 0.25, 0.15 }, { 0.35, 0.25 } };
        double joint = 0, first = 0, rest = 0;
        for (int x = 0; x < 2; x++)
        {
            double qx = q[x, 0] + q[x, 1], px = p[x, 0] + p[x, 1];
            first += qx * Math.Log(qx / px);
            for (int y = 0; y < 2; y++)
            {
                joint += q[x, y] * Math.Log(q[x, y] / p[x, y]);
                rest += qx * (q[x, y] / qx) * Math.Log(q[x, y] / qx / (p[x, y] / px));
            }
        }

        Assert.Equal(joint, first + rest, 14);
    }

    [Fact]
    public void Density_of_a_multivariate_normal()
    {
        double[] d = [0.2 - 1, -0.4];
        double expected = -0.5 * ((2 * Math.Log(2 * Math.PI)) + Math.Log(0.91) + Form(d, Inverse(Sigma1)));
        Assert.Equal(-2.0368755728, expected, 10);
        Assert.Equal(expected, First.LogProb(Tensor.From([0.2, -0.4], [2])).Item(), 12);
    }

    [Fact]
    public void Two_quadratic_forms_are_left()
    {
        double[] inverse1 = Inverse(Sigma1), inverse2 = Inverse(Sigma2);
        double forms = Expectation((x, y) => Form([x - Mean2[0], y - Mean2[1]], inverse2) - Form([x - Mean1[0], y - Mean1[1]], inverse1));
        double definition = Expectation((x, y) =>
            -0.5 * (Math.Log(0.91 / 1.46) + Form([x - Mean1[0], y - Mean1[1]], inverse1) - Form([x - Mean2[0], y - Mean2[1]], inverse2)));
        Assert.Equal(definition, 0.5 * (Math.Log(1.46 / 0.91) + forms), 10);
    }

    [Fact]
    public void The_first_form_is_the_dimension()
    {
        double[] inverse = Inverse(Sigma1);
        Assert.Equal(2, Expectation((x, y) => Form([x - Mean1[0], y - Mean1[1]], inverse)), 9);
    }

    [Fact]
    public void The_second_form_is_a_trace_and_a_distance()
    {
        double[] inverse = Inverse(Sigma2);
        Assert.Equal(Trace(inverse, Sigma1) + Form([1, -0.5], inverse), Expectation((x, y) => Form([x - Mean2[0], y - Mean2[1]], inverse)), 9);
    }

    [Fact]
    public void Divergence_of_multivariate_normals()
    {
        double[] inverse = Inverse(Sigma2);
        double expected = 0.5 * (Math.Log(1.46 / 0.91) - 2 + Trace(inverse, Sigma1) + Form([-1, 0.5], inverse));
        Assert.Equal(1.0069215028, expected, 10);
        Assert.Equal(expected, Kl.Divergence(First, Second).Item(), 12);
        Assert.Equal(1.4669231457, Kl.Divergence(Second, First).Item(), 10);
    }

    [Fact]
    public void Divergence_of_a_diagonal_normal_to_the_standard_one()
    {
        double[] mean = [0.5, -1, 2], scale = [0.5, 1, 2];
        double byIntegral = mean.Zip(scale, static (m, s) =>
            Quadrature.Normal(m, s, x => Quadrature.LogNormal(x, m, s) - Quadrature.LogNormal(x, 0, 1))).Sum();
        double formula = 0.5 * mean.Zip(scale, static (m, s) => (m * m) + (s * s) - 1 - Math.Log(s * s)).Sum();
        Assert.Equal(3.75, formula, 14);
        Assert.Equal(formula, byIntegral, 9);
        Normal q = Normal.FromScale(Tensor.From(mean, [3]), Tensor.From(scale, [3]), eventAxes: 1);
        Assert.Equal(formula, Kl.Divergence(q, Normal.Standard([3], 1, DType.Float64)).Item(), 12);
    }

    private static MultivariateNormal First => MultivariateNormal.FromCovariance(Tensor.From(Mean1, [2]), Tensor.From(Sigma1, [2, 2]));

    private static MultivariateNormal Second => MultivariateNormal.FromCovariance(Tensor.From(Mean2, [2]), Tensor.From(Sigma2, [2, 2]));

    private static OneHotCategorical Categorical(double[] p) => OneHotCategorical.FromProbs(Tensor.From(p, [3]));

    private static double Expectation(Func<double, double, double> f)
    {
        double a = Math.Sqrt(2), b = 0.3 / a;
        return Quadrature.Normal2(Mean1, new[,] { { a, 0 }, { b, Math.Sqrt(0.5 - (b * b)) } }, f);
    }

    private static double[] Inverse(double[] m)
    {
        double determinant = (m[0] * m[3]) - (m[1] * m[2]);
        return [m[3] / determinant, -m[1] / determinant, -m[2] / determinant, m[0] / determinant];
    }

    private static double Form(double[] d, double[] m) => (d[0] * ((m[0] * d[0]) + (m[1] * d[1]))) + (d[1] * ((m[2] * d[0]) + (m[3] * d[1])));

    private static double Trace(double[] a, double[] b) => (a[0] * b[0]) + (a[1] * b[2]) + (a[2] * b[1]) + (a[3] * b[3]);
}
