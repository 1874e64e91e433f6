using Latent.Distributions;

namespace Latent.Tests.Distributions;

public static partial class DistributionCases
{
    private static DistributionCase[] MultivariateNormalCases =>
    [
        new("MultivariateNormal", static x => MultivariateNormal.FromCovariance(x[0], x[1]), P([2], 1, 0), P([2, 2], 2, 0.3, 0.3, 0.5))
        {
            HasMarginals = true,
            Values = [[0.2, -0.4]],
            Expected = [-2.0368755728],
            ExpectedEntropy = 2.7907217267,
            LogProb = static (x, p) => PlaneLogProb(x, p[0], p[1]),
        },
        new("MultivariateNormal from its factor", static x => MultivariateNormal.FromScaleTril(x[0], x[1]), P([2], 1, -2), P([2, 2], 1.2, 7, 0.4, 0.6))
        {
            HasMarginals = true,
            Integrable = false,
            Values = [[0.2, -0.4], [1, -2]],
            // What stands above the diagonal is not looked at.
            LogProb = static (x, p) => PlaneLogProb(x, p[0], Square(p[1][0], 0, p[1][2], p[1][3])),
            Invalid = [([[0, 0], [1, 0, 0.5, -2]], "MultivariateNormal: the diagonal of the factor must be positive; the smallest element is -2 at [1].")],
            Extremes = [([[0, 0], [1e-12, 0, 0.3, 1e-12]], [1e-12, 0.3]), ([[0, 0], [1e12, 0, 1, 1e12]], [1e12, 1])],
        },
        new("MultivariateNormal from its precision", static x => MultivariateNormal.FromPrecision(x[0], x[1]), P([2], 1, -2), P([2, 2], 2, 0.7, 0.7, 1.5))
        {
            HasMarginals = true,
            Integrable = false,
            Values = [[0.2, -0.4], [1, -2]],
            LogProb = static (x, p) =>
            {
                double[] a = p[1];
                double det = (a[0] * a[3]) - (a[1] * a[2]);
                return PlaneLogProb(x, p[0], [a[3] / det, -a[1] / det, -a[2] / det, a[0] / det]);
            },
        },
    ];

    // L·Lᵀ of two by two.
    private static double[] Square(double a, double b, double c, double d) => [(a * a) + (b * b), (a * c) + (b * d), (a * c) + (b * d), (c * c) + (d * d)];

    private static double PlaneLogProb(double[] x, double[] loc, double[] s)
    {
        // Of a matrix that is not symmetric, half the sum with its transpose: perturbed elements stay a covariance.
        double u = x[0] - loc[0], v = x[1] - loc[1], c = (s[1] + s[2]) / 2, det = (s[0] * s[3]) - (c * c);
        double form = ((s[3] * u * u) - (2 * c * u * v) + (s[0] * v * v)) / det;
        return (-0.5 * (form + Math.Log(det))) - Math.Log(2 * Math.PI);
    }
}
