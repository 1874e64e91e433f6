using Latent.Distributions;
using MathNet.Numerics;

namespace Latent.Tests.Distributions;

public static partial class DistributionCases
{
    private static DistributionCase[] StudentTCases =>
    [
        new("StudentT", x => StudentT.FromLogScale(x[0], x[1], x[2]), P(5.5), P(0.7), P(-0.4))
        {
            Values = [[-1.3], [0.2], [0.7], [3.1]],
            LogProb = static (x, p) => StudentTLogProb(x[0], p[0][0], p[1][0], Math.Exp(p[2][0])),
            Cdf = static (x, p) => MathNet.Numerics.Distributions.StudentT.CDF(p[1][0], Math.Exp(p[2][0]), p[0][0], x),
            Extremes =
            [
                ([[1e-3], [0], [0]], [3]), ([[1e6], [0], [0]], [2]), ([[1e30], [0], [0]], [2]), ([[4], [0], [-30]], [1e-10]),
                ([[4], [0], [0]], [1e16]),
            ],
            HasSampleVariance = false,
        },
        new("StudentT from scale", x => StudentT.FromScale(x[0], x[1], x[2]), P(3), P(0.5), P(1))
        {
            Values = [[1.5]],
            Expected = [-1.5762529945],
            HasSampleVariance = false,
            Invalid =
            [
                ([[0], [0], [1]], "StudentT: degrees of freedom must be positive; the smallest element is 0 at []."),
                ([[3], [0], [-2]], "StudentT: scale must be positive; the smallest element is -2 at []."),
            ],
        },
        new("StudentT of a thousand", x => StudentT.FromLogScale(x[0], x[1], x[2]), P(1000), P(-0.3), P(0.2))
        {
            Values = [[-3], [-0.3], [2]],
            LogProb = static (x, p) => StudentTLogProb(x[0], p[0][0], p[1][0], Math.Exp(p[2][0])),
        },
    ];

    private static double StudentTLogProb(double x, double df, double loc, double scale) => df > 1e5 ? double.NaN :
        SpecialFunctions.GammaLn((df + 1) / 2) - SpecialFunctions.GammaLn(df / 2) - (0.5 * Math.Log(Math.PI * df)) - Math.Log(scale)
        - ((df + 1) / 2 * Math.Log(1 + ((x - loc) / scale * ((x - loc) / scale) / df)));
}
