using Latent.Distributions;

namespace Latent.Tests.Distributions;

public static partial class DistributionCases
{
    private static DistributionCase[] DeltaCases =>
    [
        new("Delta", static x => Delta.At(x[0]), P(0.7) with { Differentiable = false })
        {
            Values = [[0.2], [0.7]],
            LogProb = static (x, p) => x[0] == p[0][0] ? 0 : double.NegativeInfinity,
            Integrable = false,
            HasValueGradient = false,
            HasSampleVariance = false,
        },
        new("Delta vector", static x => Delta.At(x[0], 1, Support.Positive), P([2], 0.7, 1.5) with { Differentiable = false })
        {
            Values = [[0.7, 1.4], [0.7, 1.5]],
            LogProb = static (x, p) => x.SequenceEqual(p[0]) ? 0 : double.NegativeInfinity,
            Integrable = false,
            HasValueGradient = false,
            HasSampleVariance = false,
            Invalid = [([[0.7, -1]], "Delta: the value -1 at [1] of [2] is outside the support x > 0.")],
        },
    ];
}
