using Latent.Distributions;
using MathNet.Numerics;

namespace Latent.Tests.Distributions;

public static partial class DistributionCases
{
    private static DistributionCase[] CountCases =>
    [
        new("Binomial", static x => Binomial.FromLogits(7, x[0]), P(-0.6))
        {
            Values = [[0], [2], [7]],
            LogProb = static (x, p) => SpecialFunctions.BinomialLn(7, (int)x[0]) + (x[0] * Math.Log(Sigmoid(p[0][0]))) + ((7 - x[0]) * Math.Log(Sigmoid(-p[0][0]))),
            Cdf = static (x, p) => x >= 7 ? 1 : SpecialFunctions.BetaRegularized(7 - Math.Floor(x), Math.Floor(x) + 1, Sigmoid(-p[0][0])),
            Extremes = [([[80]], [0]), ([[-80]], [7])],
            Outside = [([8], "Binomial: the value 8 at [1] of [2] is outside the support 0, ..., 7.")],
        },
        new("Binomial from probabilities", static x => Binomial.FromProbs(255, x[0]), P(0.83))
        {
            Values = [[200], [255]],
            LogProb = static (x, p) => SpecialFunctions.BinomialLn(255, (int)x[0]) + (x[0] * Math.Log(p[0][0])) + ((255 - x[0]) * Math.Log(1 - p[0][0])),
            Cdf = static (x, p) => x >= 255 ? 1 : SpecialFunctions.BetaRegularized(255 - Math.Floor(x), Math.Floor(x) + 1, 1 - p[0][0]),
            Invalid = [([[1]], "outside the support 0 < x < 1")],
        },
        new("BetaBinomial", static x => BetaBinomial.FromConcentrations(255, x[0], x[1]), P(0.7), P(1.3))
        {
            Values = [[100], [0]],
            Expected = [-5.5661867951, -3.7738596645],
            LogProb = static (x, p) => BetaBinomialLogProb(x[0], 255, p[0][0], p[1][0]),
            Invalid = [([[1], [0]], "BetaBinomial: concentration of failures must be positive; the smallest element is 0 at [].")],
        },
        new("BetaBinomial from logarithms", static x => BetaBinomial.FromLogConcentrations(6, x[0], x[1]), P(0.9), P(-0.4))
        {
            Values = [[0], [4], [6]],
            LogProb = static (x, p) => BetaBinomialLogProb(x[0], 6, Math.Exp(p[0][0]), Math.Exp(p[1][0])),
            // The third is the binomial distribution to 1e-12.
            Extremes = [([[-30], [-30]], [0]), ([[60], [-60]], [3]), ([[40], [41]], [2]), ([[-60], [20]], [0])],
        },
    ];

    private static double BetaBinomialLogProb(double x, int n, double a, double b) =>
        SpecialFunctions.BinomialLn(n, (int)x) + Enumerable.Range(0, (int)x).Sum(i => Math.Log(a + i))
        + Enumerable.Range(0, n - (int)x).Sum(i => Math.Log(b + i)) - Enumerable.Range(0, n).Sum(i => Math.Log(a + b + i));
}
