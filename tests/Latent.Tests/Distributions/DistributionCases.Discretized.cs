using Latent.Distributions;

namespace Latent.Tests.Distributions;

public static partial class DistributionCases
{
    private static DistributionCase[] DiscretizedCases =>
    [
        new("DiscretizedLogistic", static x => DiscretizedLogistic.FromLocLogScale(x[0], x[1]), P(0.1), P(Math.Log(0.05)))
        {
            Values = [[(140 / 127.5) - 1]],
            Expected = [-3.2395747440],
            Extremes =
            [
                ([[0.1], [-30]], [1]), ([[0.1], [-30]], [-1]), ([[-0.4], [-12]], [(140 / 127.5) - 1]), ([[5], [-3]], [-1]), ([[0], [60]], [-1]),
                ([[0], [60]], [(3 / 127.5) - 1]), ([[0], [60]], [1]),
            ],
            Outside = [([0.1], "DiscretizedLogistic: the value 0.1 at [1] of [2] is outside the support 256 levels from -1 to 1."), ([1.01], "the value 1.01")],
        },
        new("DiscretizedLogistic of grey levels", static x => DiscretizedLogistic.FromLocLogScale(x[0], x[1], 256, 0, 255), P(140), P(2.2))
        {
            Values = [[0], [131], [255]],
            LogProb = static (x, p) => LevelLogProb(x[0], p[0][0], Math.Exp(p[1][0]), 1, 0, 255),
            Cdf = static (x, p) => x >= 255 ? 1 : Sigmoid((Math.Floor(x) + 0.5 - p[0][0]) / Math.Exp(p[1][0])),
        },
        new("DiscretizedLogistic of few levels", static x => DiscretizedLogistic.FromLocLogScale(x[0], x[1], 5, -1, 1), P(0.2), P(-1))
        {
            Values = [[-1], [-0.5], [0], [0.5], [1]],
            LogProb = static (x, p) => LevelLogProb(x[0], p[0][0], Math.Exp(p[1][0]), 0.5, -1, 1),
            Cdf = static (x, p) => x >= 1 ? 1 : Sigmoid((x + 0.25 - p[0][0]) / Math.Exp(p[1][0])),
        },
        new(
            "DiscretizedLogisticMixture", static x => DiscretizedLogisticMixture.FromLogits(x[0], x[1], x[2], 16, 0, 15), P([3], 0.2, -1, 0.4),
            P([3], 2, 7.4, 14), P([3], -0.5, 0.3, 0.9))
        {
            Values = [[0], [6], [15]],
            HasEntropyByTemperature = false,
            LogProb = static (x, p) => Math.Log(LogSoftmax(p[0]).Select(
                (l, k) => Math.Exp(l + LevelLogProb(x[0], p[1][k], Math.Exp(p[2][k]), 1, 0, 15))).Sum()),
            Cdf = static (x, p) => x >= 15 ? 1 : LogSoftmax(p[0]).Select(
                (l, k) => Math.Exp(l) * Sigmoid((Math.Floor(x) + 0.5 - p[1][k]) / Math.Exp(p[2][k]))).Sum(),
            Extremes = [([[0, 800, 0], [2, 7.4, 14], [-20, -20, -20]], [15])],
        },
        new(
            "DiscretizedLogisticMixture vector", static x => DiscretizedLogisticMixture.FromLogits(x[0], x[1], x[2], 4, 0, 3, eventAxes: 1),
            P([2, 2], 0.2, -1, 0.4, 0.1), P([2, 2], 2, 0.4, 1, 1.2), P([2, 2], -0.5, 0.3, 0.9, 0))
        {
            Values = [[0, 3], [2, 1]],
            HasEntropyByTemperature = false,
            LogProb = static (x, p) => Enumerable.Range(0, 2).Sum(i => Math.Log(LogSoftmax(p[0][(2 * i)..((2 * i) + 2)]).Select(
                (l, k) => Math.Exp(l + LevelLogProb(x[i], p[1][(2 * i) + k], Math.Exp(p[2][(2 * i) + k]), 1, 0, 3))).Sum())),
        },
    ];

    // PixelCNN++, eq. (2): the difference of two logistic functions, the first and the last level with open bins.
    private static double LevelLogProb(double x, double loc, double scale, double step, double lower, double upper) => Math.Log(
        (x >= upper ? 1 : Sigmoid((x + (step / 2) - loc) / scale)) - (x <= lower ? 0 : Sigmoid((x - (step / 2) - loc) / scale)));
}
