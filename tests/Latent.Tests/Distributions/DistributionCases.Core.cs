using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

public static partial class DistributionCases
{
    private static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    private static DistributionCase[] NormalCases =>
    [
        new("Normal", x => Normal.FromLogScale(x[0], x[1]), P(0.7), P(-0.4))
        {
            Values = [[-1.3], [0.2], [0.7], [3.1]],
            LogProb = static (x, p) => NormalLogProb(x[0], p[0][0], Math.Exp(p[1][0])),
            Cdf = static (x, p) => 0.5 * MathNet.Numerics.SpecialFunctions.Erfc((p[0][0] - x) / Math.Exp(p[1][0]) / Math.Sqrt(2)),
            Extremes = [([[0], [-20]], [1e-8]), ([[0], [20]], [1e8]), ([[1e6], [0]], [1e6 + 1]), ([[0], [0]], [1e4])],
        },
        new("Normal from scale", x => Normal.FromScale(x[0], x[1]), P(-2), P(1.7))
        {
            Values = [[-3], [0], [2.5]],
            LogProb = static (x, p) => NormalLogProb(x[0], p[0][0], p[1][0]),
            Invalid = [([[0], [-0.02]], "Normal: scale must be positive; the smallest element is -0.02 at []."), ([[0], [0]], "scale must be positive")],
        },
        new("Normal diagonal", x => Normal.FromLogScale(x[0], x[1], eventAxes: 1), P([2], 0.5, -1), P([2], -0.3, 0.4))
        {
            Values = [[0.1, 0.2], [-2, 1]],
            LogProb = static (x, p) => NormalLogProb(x[0], p[0][0], Math.Exp(p[1][0])) + NormalLogProb(x[1], p[0][1], Math.Exp(p[1][1])),
        },
        new("Normal standard number", static _ => Normal.Standard([], 0, DType.Float64))
        {
            Values = [[0.1], [-2]],
            LogProb = static (x, _) => NormalLogProb(x[0], 0, 1),
            ExpectedEntropy = 1.4189385332,
        },
        new("Normal standard", static _ => Normal.Standard([2], 1, DType.Float64))
        {
            Values = [[0.1, 0.2], [-2, 1]],
            LogProb = static (x, _) => NormalLogProb(x[0], 0, 1) + NormalLogProb(x[1], 0, 1),
        },
    ];

    private static DistributionCase[] BernoulliCases =>
    [
        new("Bernoulli", x => Bernoulli.FromLogits(x[0]), P(-0.8))
        {
            Values = [[0], [1]],
            LogProb = static (x, p) => (x[0] * p[0][0]) - Math.Log(1 + Math.Exp(p[0][0])),
            Extremes = [([[80]], [0]), ([[-80]], [1]), ([[-700]], [0]), ([[700]], [0])],
        },
        new("Bernoulli from probabilities", x => Bernoulli.FromProbs(x[0]), P(0.3))
        {
            Values = [[0], [1]],
            LogProb = static (x, p) => x[0] == 1 ? Math.Log(p[0][0]) : Math.Log(1 - p[0][0]),
            Invalid = [([[1.5]], "Bernoulli (probabilities): the value 1.5"), ([[0]], "outside the support 0 < x < 1")],
        },
        new("Bernoulli vector", x => Bernoulli.FromLogits(x[0], eventAxes: 1), P([3], 0.4, -1, 2))
        {
            Values = [[0, 1, 1], [1, 0, 0]],
            LogProb = static (x, p) => x.Select((v, i) => (v * p[0][i]) - Math.Log(1 + Math.Exp(p[0][i]))).Sum(),
        },
    ];

    private static DistributionCase[] OneHotCategoricalCases =>
    [
        new("OneHotCategorical", x => OneHotCategorical.FromLogits(x[0]), P([3], 0.2, -1, 0.9))
        {
            Values = [[1, 0, 0], [0, 0, 1]],
            LogProb = static (x, p) => x.Zip(p[0], static (v, l) => v * l).Sum() - Math.Log(p[0].Sum(Math.Exp)),
            Extremes = [([[0, 800, -800]], [0, 0, 1]), ([[1e4, 0, 0]], [1, 0, 0])],
        },
        new("OneHotCategorical from probabilities", x => OneHotCategorical.FromProbs(x[0]), P([3], 0.36, 0.48, 0.16))
        {
            Values = [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
            ExpectedEntropy = 1.0133126873,
            LogProb = static (x, p) => Math.Log(x.Zip(p[0], static (v, q) => v * q).Sum() / p[0].Sum()),
            Invalid = [([[0.5, -0.5, 1]], "OneHotCategorical: probabilities must be positive; the smallest element is -0.5 at [1].")],
        },
    ];

    private static DistributionCase[] IndependentCases =>
    [
        new("Independent", x => OneHotCategorical.FromLogits(x[0]).ToEvent(1), P([2, 3], 0.2, -1, 0.9, 1, 0.3, -0.7))
        {
            Values = [[1, 0, 0, 0, 1, 0], [0, 0, 1, 1, 0, 0]],
            LogProb = static (x, p) => Enumerable.Range(0, 2).Sum(row =>
                Enumerable.Range(3 * row, 3).Sum(i => x[i] * p[0][i]) - Math.Log(Enumerable.Range(3 * row, 3).Sum(i => Math.Exp(p[0][i])))),
        },
        new("Independent with a density", x => MultivariateNormal.FromScaleTril(x[0], x[1]).ToEvent(1), P([2, 1], 0.5, -1), P([2, 1, 1], 0.7, 1.6))
        {
            Values = [[0.1, 0.2], [-2, 1]],
            LogProb = static (x, p) => NormalLogProb(x[0], p[0][0], p[1][0]) + NormalLogProb(x[1], p[0][1], p[1][1]),
        },
    ];

    internal static double NormalLogProb(double x, double loc, double scale) =>
        -(0.5 * (x - loc) / scale * (x - loc) / scale) - Math.Log(scale) - HalfLogTwoPi;
}
