using Latent.Distributions;

namespace Latent.Tests.Distributions;

public static partial class DistributionCases
{
    private static DistributionCase[] VampPriorCases =>
    [
        new("VampPrior", static x => VampPrior.From(Normal.FromLogScale(x[0], x[1], eventAxes: 1)), P([3, 1], -2, 0.5, 3), P([3, 1], -0.4, 0.1, 0.7))
        {
            Values = [[-2.2], [0.1], [4]],
            LogProb = static (z, p) => Math.Log(Enumerable.Range(0, 3).Average(k => Math.Exp(NormalLogProb(z[0], p[0][k], Math.Exp(p[1][k]))))),
            Extremes = [([[-2, 0.5, 3], [-20, -20, -20]], [0.5]), ([[-2, 0.5, 3], [0, 0, 0]], [1e3])],
        },
        new(
            "VampPrior weighted", static x => VampPrior.From(Normal.FromLogScale(x[0], x[1], eventAxes: 1), x[2]), P([3, 1], -2, 0.5, 3),
            P([3, 1], -0.4, 0.1, 0.7), P([3], 0.3, -1, 1.1))
        {
            Values = [[-2.2], [4]],
            LogProb = static (z, p) => Math.Log(LogSoftmax(p[2]).Select(
                (l, k) => Math.Exp(l + NormalLogProb(z[0], p[0][k], Math.Exp(p[1][k])))).Sum()),
        },
        new(
            "VampPrior of vectors", static x => VampPrior.From(Normal.FromLogScale(x[0], x[1], eventAxes: 1)), P([3, 2], -2, 0.5, 3, 1, 1.2, 0),
            P([3, 2], -0.4, 0.1, 0.7, -0.3, 0.2, 0.1))
        {
            Values = [[-2.2, 0.3], [4, 0.4]],
            Integrable = false,
            LogProb = static (z, p) => Math.Log(Enumerable.Range(0, 3).Average(k => Math.Exp(
                NormalLogProb(z[0], p[0][2 * k], Math.Exp(p[1][2 * k])) + NormalLogProb(z[1], p[0][(2 * k) + 1], Math.Exp(p[1][(2 * k) + 1]))))),
        },
        new(
            "VampPrior of mixtures", static x => VampPrior.From(Mixture.FromLogits(x[0], Normal.FromLogScale(x[1], x[2], eventAxes: 1))),
            P([2, 2], 0.3, -0.5, 1, 0.2) with { Differentiable = false }, P([2, 2, 1], -3, -0.5, 0.7, 3), P([2, 2, 1], -0.4, 0.1, -0.7, 0.3))
        {
            Values = [[-2.2], [2.9]],
            LogProb = static (z, p) => Math.Log(Enumerable.Range(0, 2).Average(k => Math.Exp(MixtureLogProb(
                p[0][(2 * k)..((2 * k) + 2)], j => NormalLogProb(z[0], p[1][(2 * k) + j], Math.Exp(p[2][(2 * k) + j])))))),
        },
        new("VampPrior of choices", static x => VampPrior.From(OneHotCategorical.FromLogits(x[0])), P([2, 3], 0.2, -1, 0.9, 1, 0.3, -0.7))
        {
            Values = [[1, 0, 0], [0, 0, 1]],
            LogProb = static (x, p) => Math.Log(
                0.5 * (Math.Exp(LogSoftmax(p[0][..3])[Array.IndexOf(x, 1)]) + Math.Exp(LogSoftmax(p[0][3..])[Array.IndexOf(x, 1)]))),
        },
    ];
}
