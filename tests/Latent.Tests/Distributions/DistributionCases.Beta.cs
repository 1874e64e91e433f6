using Latent.Distributions;
using MathNet.Numerics;

namespace Latent.Tests.Distributions;

public static partial class DistributionCases
{
    private static DistributionCase[] BetaCases =>
    [
        new("Beta", x => Beta.FromConcentrations(x[0], x[1]), P(2.7), P(1.6))
        {
            Values = [[0.05], [0.4], [0.93]],
            LogProb = static (x, p) => BetaLogProb(x[0], p[0][0], p[1][0]),
            Cdf = static (x, p) => SpecialFunctions.BetaRegularized(p[0][0], p[1][0], x),
            Invalid =
            [
                ([[0], [1]], "Beta: the concentration of 1 must be positive; the smallest element is 0 at []."),
                ([[1], [-3]], "Beta: the concentration of 0 must be positive; the smallest element is -3 at []."),
            ],
            Extremes =
            [
                ([[1e-6], [1e-6]], [0.5]), ([[1e8], [1e8]], [0.5]), ([[1e8], [2]], [0.99]), ([[0.5], [1e6]], [1e-6]), ([[3], [1]], [1e-30]),
            ],
        },
        new("Beta below one", x => Beta.FromConcentrations(x[0], x[1]), P(0.6), P(0.8))
        {
            Values = [[0.01], [0.4], [0.97]],
            LogProb = static (x, p) => BetaLogProb(x[0], p[0][0], p[1][0]),
            Cdf = static (x, p) => SpecialFunctions.BetaRegularized(p[0][0], p[1][0], x),
        },
        new("Beta large vector", x => Beta.FromConcentrations(x[0], x[1], 1), P([2], 200, 30), P([2], 50, 400))
        {
            Values = [[0.8, 0.07], [0.7, 0.1]],
            LogProb = static (x, p) => BetaLogProb(x[0], p[0][0], p[1][0]) + BetaLogProb(x[1], p[0][1], p[1][1]),
            Integrable = false,
        },
    ];

    private static double BetaLogProb(double x, double a, double b) => a + b > 1e6 ? double.NaN :
        ((a - 1) * Math.Log(x)) + ((b - 1) * Math.Log(1 - x)) - SpecialFunctions.BetaLn(a, b);
}
