using Latent.Distributions;

namespace Latent.Tests.Distributions;

public static partial class DistributionCases
{
    private static DistributionCase[] MixtureCases =>
    [
        new(
            "Mixture", static x => Mixture.FromLogits(x[0], Normal.FromScale(x[1], x[2])), P([3], 0.3, -0.5, 1) with { Differentiable = false },
            P([3], -2, 0.5, 1.7), P([3], 0.6, 1.1, 0.3))
        {
            Values = [[-2.2], [0.2], [1.9]],
            LogProb = static (x, p) => MixtureLogProb(p[0], k => NormalLogProb(x[0], p[1][k], p[2][k])),
            HasMarginals = true,
            Extremes = [([[0, 0, 800], [-1e4, 0, 0], [1, 1, 1]], [3]), ([[0, -800, 0], [0, 0, 0], [1, 1, 1e-10]], [2])],
        },
        new(
            // Draws by weights that are learned are constants; MixtureTests has their score function.
            "Mixture with learned weights", static x => Mixture.FromLogits(x[0], Normal.FromScale(x[1], x[2])), P([3], 0.3, -0.5, 1), P([3], -2, 0.5, 1.7),
            P([3], 0.6, 1.1, 0.3))
        {
            Values = [[-2.2], [0.2], [1.9]],
            LogProb = static (x, p) => MixtureLogProb(p[0], k => NormalLogProb(x[0], p[1][k], p[2][k])),
            HasMarginals = true,
            HasSamples = false,
        },
        new(
            "Mixture of vectors", static x => Mixture.FromProbs(x[0], Normal.FromScale(x[1], x[2], 1)), P([2], 0.3, 0.9) with { Differentiable = false },
            P([2, 2], -2, 0.5, 1.7, 1), P([2, 2], 0.6, 1.1, 0.3, 0.8))
        {
            Values = [[-2.2, 0.4], [1.5, 1.3]],
            LogProb = static (x, p) => MixtureLogProb(
                [.. p[0].Select(static w => Math.Log(w))],
                k => NormalLogProb(x[0], p[1][2 * k], p[2][2 * k]) + NormalLogProb(x[1], p[1][(2 * k) + 1], p[2][(2 * k) + 1])),
            Integrable = false,
            HasMarginals = true,
            Invalid = [([[0.3, -1], [0, 0, 0, 0], [1, 1, 1, 1]], "Mixture: weights must be positive; the smallest element is -1 at [1].")],
        },
        new(
            "Mixture of mixtures", static x => Mixture.FromLogits(x[0], Mixture.FromLogits(x[1], Normal.FromScale(x[2], x[3]))),
            P([2], 0.4, -0.3) with { Differentiable = false }, P([2, 2], 0.3, -0.5, 1, 0.2) with { Differentiable = false },
            P([2, 2], -3, -0.5, 0.7, 3), P([2, 2], 0.6, 0.4, 0.3, 0.8))
        {
            Values = [[-2.8], [0.2], [2.9]],
            LogProb = static (x, p) => MixtureLogProb(
                p[0], k => MixtureLogProb(p[1][(2 * k)..((2 * k) + 2)], j => NormalLogProb(x[0], p[2][(2 * k) + j], p[3][(2 * k) + j]))),
            HasMarginals = true,
        },
    ];

    private static double MixtureLogProb(double[] logits, Func<int, double> component)
    {
        double total = Math.Log(logits.Sum(Math.Exp));
        return Math.Log(logits.Select((l, k) => Math.Exp(l - total + component(k))).Sum());
    }
}
