using Latent.Distributions;
using MathNet.Numerics;

namespace Latent.Tests.Distributions;

public static partial class DistributionCases
{
    private static DistributionCase[] DirichletCases =>
    [
        new("Dirichlet", static x => Dirichlet.FromConcentration(x[0]), P([3], 1.5, 2.2, 3))
        {
            Values = [[0.25, 0.25, 0.5], [0.0625, 0.875, 0.0625]],
            LogProb = static (x, p) => DirichletLogProb(x, p[0]),
            Invalid = [([[1, 0, 2]], "Dirichlet: concentrations must be positive; the smallest element is 0 at [1].")],
            Extremes = [([[1e-6, 1e-6, 1]], [0.25, 0.25, 0.5]), ([[1e8, 1e8, 2e8]], [0.25, 0.25, 0.5]), ([[50, 1, 1]], [Math.ScaleB(1, -60), 0.5, 0.5])],
        },
        new("Dirichlet of two", static x => Dirichlet.FromConcentration(x[0]), P([2], 0.7, 1.4))
        {
            Values = [[0.25, 0.75], [0.9375, 0.0625]],
            LogProb = static (x, p) => DirichletLogProb(x, p[0]),
            Cdf = static (x, p) => SpecialFunctions.BetaRegularized(p[0][0], p[0][1], x),
        },
        new("Dirichlet of five", static x => Dirichlet.FromConcentration(x[0]), P([5], 0.7, 1.4, 8, 60, 3))
        {
            Values = [[0.03125, 0.03125, 0.125, 0.75, 0.0625]],
            LogProb = static (x, p) => DirichletLogProb(x, p[0]),
            Integrable = false,
        },
    ];

    private static double DirichletLogProb(double[] x, double[] a) => a.Sum() > 1e6 ? double.NaN :
        x.Zip(a, static (v, c) => ((c - 1) * Math.Log(v)) - SpecialFunctions.GammaLn(c)).Sum() + SpecialFunctions.GammaLn(a.Sum());
}
