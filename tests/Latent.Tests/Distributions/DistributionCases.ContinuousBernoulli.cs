using Latent.Distributions;

namespace Latent.Tests.Distributions;

public static partial class DistributionCases
{
    private static DistributionCase[] ContinuousBernoulliCases =>
    [
        new("ContinuousBernoulli", static x => ContinuousBernoulli.FromLogits(x[0]), P(-1.3))
        {
            Values = [[0.001], [0.2], [0.9]],
            LogProb = static (x, p) => ContinuousBernoulliLogProb(x[0], p[0][0]),
            Cdf = static (x, p) => (Math.Exp(p[0][0] * x) - 1) / (Math.Exp(p[0][0]) - 1),
            // At 0 and near it, where (eˡ - 1)/l is 0/0, and far out.
            Extremes = [([[0]], [0.3]), ([[1e-6]], [0.3]), ([[-1e-20]], [1]), ([[80]], [0.25]), ([[-700]], [0]), ([[700]], [1])],
        },
        new("ContinuousBernoulli from λ", static x => ContinuousBernoulli.FromLambda(x[0]), P(0.7))
        {
            Values = [[0.4], [0.9]],
            LogProb = static (x, p) => ContinuousBernoulliLogProb(x[0], Math.Log(p[0][0] / (1 - p[0][0]))),
            Invalid = [([[1]], "ContinuousBernoulli (λ): the value 1 at [] of [] is outside the support 0 < x < 1.")],
        },
        new("ContinuousBernoulli vector", static x => ContinuousBernoulli.FromLogits(x[0], eventAxes: 1), P([2], 0.4, -6))
        {
            Values = [[0.1, 0.2], [0.9, 0.4]],
            LogProb = static (x, p) => ContinuousBernoulliLogProb(x[0], p[0][0]) + ContinuousBernoulliLogProb(x[1], p[0][1]),
        },
    ];

    // Loaiza-Ganem and Cunningham 2019, eq. (6) to (8), as they stand there.
    private static double ContinuousBernoulliLogProb(double x, double logit)
    {
        double lambda = Sigmoid(logit), c = Math.Abs(logit) < 1e-3 ? 2 + (logit * logit / 6) : 2 * Math.Atanh(1 - (2 * lambda)) / (1 - (2 * lambda));
        return Math.Log(c) + (x * Math.Log(lambda)) + ((1 - x) * Math.Log(1 - lambda));
    }
}
