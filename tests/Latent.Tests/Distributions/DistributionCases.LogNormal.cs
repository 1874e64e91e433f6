using Latent.Distributions;

namespace Latent.Tests.Distributions;

public static partial class DistributionCases
{
    private static DistributionCase[] LogNormalCases =>
    [
        new("LogNormal", x => LogNormal.FromLogScale(x[0], x[1]), P(0.7), P(-1.1))
        {
            Values = [[0.3], [1.5], [6]],
            LogProb = static (x, p) => NormalLogProb(Math.Log(x[0]), p[0][0], Math.Exp(p[1][0])) - Math.Log(x[0]),
            Cdf = static (x, p) => MathNet.Numerics.Distributions.LogNormal.CDF(p[0][0], Math.Exp(p[1][0]), x),
            Extremes = [([[0], [-20]], [1]), ([[-80], [0]], [1e-36]), ([[80], [0]], [1e36]), ([[0], [3]], [1e-30])],
        },
        new("LogNormal from scale", x => LogNormal.FromScale(x[0], x[1]), P(0.3), P(0.8))
        {
            Values = [[2]],
            Expected = [-1.5096958387],
            LogProb = static (x, p) => NormalLogProb(Math.Log(x[0]), p[0][0], p[1][0]) - Math.Log(x[0]),
            // Its fourth moment is e^(8σ²), its eighth e^(32σ²): the variance of a million samples is far from settled.
            HasSampleVariance = false,
            Invalid = [([[0], [-0.02]], "LogNormal: scale must be positive; the smallest element is -0.02 at [].")],
        },
    ];
}
