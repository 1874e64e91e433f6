using Latent.Distributions;
using MathNet.Numerics;

namespace Latent.Tests.Distributions;

public static partial class DistributionCases
{
    private static DistributionCase[] GammaCases =>
    [
        new("Gamma", x => Gamma.FromShapeRate(x[0], x[1]), P(2.7), P(0.6))
        {
            Values = [[0.3], [2], [4.5], [12]],
            LogProb = static (x, p) => GammaLogProb(x[0], p[0][0], p[1][0]),
            Cdf = static (x, p) => SpecialFunctions.GammaLowerRegularized(p[0][0], p[1][0] * x),
            Invalid = [([[0], [1]], "Gamma: shape must be positive; the smallest element is 0 at []."), ([[1], [-3]], "Gamma: rate must be positive")],
            Extremes = [([[1e-6], [1]], [1e-30]), ([[1e10], [1]], [1e10]), ([[3], [1e15]], [1e-15]), ([[3], [1e-15]], [1e15]), ([[500], [1]], [1e-6])],
        },
        new("Gamma below one", x => Gamma.FromShapeRate(x[0], x[1]), P(0.4), P(1.5))
        {
            Values = [[0.01], [0.3], [2]],
            LogProb = static (x, p) => GammaLogProb(x[0], p[0][0], p[1][0]),
            Cdf = static (x, p) => SpecialFunctions.GammaLowerRegularized(p[0][0], p[1][0] * x),
        },
        new("Gamma large", x => Gamma.FromShapeRate(x[0], x[1]), P(300), P(2))
        {
            Values = [[140], [150], [170]],
            // Of the differences of the definition, whose terms are of size 1500.
            GradientTolerance = 1e-6,
            LogProb = static (x, p) => GammaLogProb(x[0], p[0][0], p[1][0]),
        },
        new("Gamma from scale", x => Gamma.FromShapeScale(x[0], x[1], 1), P([2], 1.4, 3), P([2], 0.5, 2))
        {
            Values = [[0.4, 6], [1, 1]],
            LogProb = static (x, p) => GammaLogProb(x[0], p[0][0], 1 / p[1][0]) + GammaLogProb(x[1], p[0][1], 1 / p[1][1]),
            Integrable = false,
            Invalid = [([[1, 1], [1, 0]], "Gamma: scale must be positive; the smallest element is 0 at [1].")],
        },
    ];

    // Where the terms are too large for sixteen digits there is no definition to compare with; ExtremeTests has exact values.
    private static double GammaLogProb(double x, double shape, double rate) => shape > 1e6 ? double.NaN :
        (shape * Math.Log(rate)) + ((shape - 1) * Math.Log(x)) - (rate * x) - SpecialFunctions.GammaLn(shape);
}
