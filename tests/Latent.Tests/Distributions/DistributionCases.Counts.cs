using Latent.Distributions;
using Latent.Tensors;
using MathNet.Numerics;

namespace Latent.Tests.Distributions;

public static partial class DistributionCases
{
    private static DistributionCase[] CountCases =>
    [
        new("Poisson", static x => Poisson.FromLogRate(x[0]), P(1.1))
        {
            Values = [[0], [3], [11]],
            LogProb = static (x, p) => (x[0] * p[0][0]) - Math.Exp(p[0][0]) - SpecialFunctions.GammaLn(x[0] + 1),
            Cdf = static (x, p) => SpecialFunctions.GammaUpperRegularized(Math.Floor(x) + 1, Math.Exp(p[0][0])),
            Extremes = [([[Math.Log(1e6)]], [1e6]), ([[-60]], [0]), ([[-60]], [1000])],
            Outside = [([-1], "Poisson: the value -1 at [1] of [2] is outside the support 0, 1, 2, ...."), ([2.5], "the value 2.5")],
        },
        new("Poisson from rate", static x => Poisson.FromRate(x[0]), P(40))
        {
            Values = [[30], [52]],
            LogProb = static (x, p) => (x[0] * Math.Log(p[0][0])) - p[0][0] - SpecialFunctions.GammaLn(x[0] + 1),
            Cdf = static (x, p) => SpecialFunctions.GammaUpperRegularized(Math.Floor(x) + 1, p[0][0]),
            Invalid = [([[0]], "Poisson: rate must be positive; the smallest element is 0 at [].")],
        },
        new("NegativeBinomial", static x => NegativeBinomial.FromMeanDispersion(x[0], x[1]), P(4), P(2))
        {
            Values = [[3]],
            Expected = [-2.0273255405],
            LogProb = static (x, p) => NegativeBinomialLogProb(x[0], p[1][0], p[0][0] / p[1][0]),
            Cdf = static (x, p) => SpecialFunctions.BetaRegularized(p[1][0], Math.Floor(x) + 1, p[1][0] / (p[0][0] + p[1][0])),
            Invalid =
            [
                ([[0], [1]], "NegativeBinomial: mean must be positive; the smallest element is 0 at []."),
                ([[1], [-3]], "NegativeBinomial: dispersion must be positive; the smallest element is -3 at []."),
            ],
        },
        new("NegativeBinomial from logarithms", static x => NegativeBinomial.FromLogMeanLogDispersion(x[0], x[1]), P(1.3), P(-0.9))
        {
            Values = [[0], [3], [25]],
            LogProb = static (x, p) => NegativeBinomialLogProb(x[0], Math.Exp(p[1][0]), Math.Exp(p[0][0] - p[1][0])),
            // The last three are within 1e-9 of the Poisson distribution of that mean.
            Extremes = [([[3], [-30]], [0]), ([[-40], [2]], [1]), ([[2], [25]], [5]), ([[14], [40]], [1e6]), ([[2], [60]], [5])],
        },
        new("NegativeBinomial from logits", static x => NegativeBinomial.FromLogits(x[0], x[1]), P(2.5), P(0.4))
        {
            Values = [[0], [3], [25]],
            LogProb = static (x, p) => NegativeBinomialLogProb(x[0], p[0][0], Math.Exp(p[1][0])),
            Extremes = [([[3], [80]], [0]), ([[3], [-80]], [4])],
            Invalid = [([[0], [1]], "NegativeBinomial: total count must be positive")],
        },
        new("ZeroInflatedNegativeBinomial", static x => Zinb(NegativeBinomial.FromMeanDispersion(x[0], x[1]), x[2]), P(4), P(2), P(Math.Log(0.25)))
        {
            Values = [[0]],
            Expected = [-1.2417131323],
        },
        new("ZeroInflatedNegativeBinomial values", static x => Zinb(NegativeBinomial.FromMeanDispersion(x[0], x[1]), x[2]), P(4), P(2), P(-0.7))
        {
            Values = [[0], [1], [9]],
            LogProb = static (x, p) => Math.Log(
                (x[0] == 0 ? Sigmoid(p[2][0]) : 0) + (Sigmoid(-p[2][0]) * Math.Exp(NegativeBinomialLogProb(x[0], p[1][0], p[0][0] / p[1][0])))),
            Cdf = static (x, p) => Sigmoid(p[2][0])
                + (Sigmoid(-p[2][0]) * SpecialFunctions.BetaRegularized(p[1][0], Math.Floor(x) + 1, p[1][0] / (p[0][0] + p[1][0]))),
            Extremes = [([[1e4], [2], [-90]], [0]), ([[4], [2], [90]], [0]), ([[4], [2], [90]], [3]), ([[4], [2], [-90]], [3])],
        },
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

    // Γ(r + x)/(Γ(r)·x!)·(o/(1 + o))ˣ is a product of x factors, which is exact however large r is.
    internal static double NegativeBinomialLogProb(double x, double count, double odds) =>
        Enumerable.Range(0, (int)x).Sum(i => Math.Log((count + i) * odds / (1 + odds) / (i + 1))) - (count * SpecialMath.Log1p(odds));

    private static ZeroInflatedNegativeBinomial Zinb(NegativeBinomial counts, Tensor zeroLogits) =>
        ZeroInflatedNegativeBinomial.FromLogits(counts, zeroLogits);

    private static double BetaBinomialLogProb(double x, int n, double a, double b) =>
        SpecialFunctions.BinomialLn(n, (int)x) + Enumerable.Range(0, (int)x).Sum(i => Math.Log(a + i))
        + Enumerable.Range(0, n - (int)x).Sum(i => Math.Log(b + i)) - Enumerable.Range(0, n).Sum(i => Math.Log(a + b + i));
}
