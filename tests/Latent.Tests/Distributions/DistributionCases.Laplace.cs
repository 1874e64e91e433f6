using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

public static partial class DistributionCases
{
    private static DistributionCase[] LaplaceCases =>
    [
        new("Laplace", x => Laplace.FromLogScale(x[0], x[1]), P(0.7), P(-0.4))
        {
            Values = [[-1.3], [0.2], [0.9], [3.1]],
            LogProb = static (x, p) => LaplaceLogProb(x[0], p[0][0], Math.Exp(p[1][0])),
            Cdf = static (x, p) => LaplaceCdf((x - p[0][0]) / Math.Exp(p[1][0])),
            Breaks = [0.7],
            Extremes = [([[0], [-80]], [1e-34]), ([[0], [80]], [1e34]), ([[1e6], [0]], [1e6 + 1]), ([[0], [0]], [1e30])],
        },
        new("Laplace from scale", x => Laplace.FromScale(x[0], x[1]), P(-2), P(1.7))
        {
            Values = [[-3], [0], [2.5]],
            LogProb = static (x, p) => LaplaceLogProb(x[0], p[0][0], p[1][0]),
            Breaks = [-2],
            Invalid = [([[0], [-0.02]], "Laplace: scale must be positive; the smallest element is -0.02 at []."), ([[0], [0]], "scale must be positive")],
        },
        new("Laplace of scale one", static _ => Laplace.FromScale(Tensor.Zeros([], DType.Float64), Tensor.Ones([], DType.Float64)))
        {
            Values = [[-1], [0.5]],
            LogProb = static (x, _) => LaplaceLogProb(x[0], 0, 1),
            Breaks = [0],
            ExpectedEntropy = 1.6931471806,
        },
        new("Laplace vector", x => Laplace.FromLogScale(x[0], x[1], eventAxes: 1), P([3], 0.5, -1, 2), P([3], -0.3, 0.4, 0))
        {
            Values = [[0.1, 0.2, 0.3], [-2, 1, 2.5]],
            LogProb = static (x, p) => Enumerable.Range(0, 3).Sum(i => LaplaceLogProb(x[i], p[0][i], Math.Exp(p[1][i]))),
            Integrable = false,
        },
    ];

    private static double LaplaceLogProb(double x, double loc, double scale) => -(Math.Abs(x - loc) / scale) - Math.Log(2 * scale);

    private static double LaplaceCdf(double z) => z < 0 ? 0.5 * Math.Exp(z) : 1 - (0.5 * Math.Exp(-z));
}
