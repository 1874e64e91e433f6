using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

public static partial class DistributionCases
{
    private static DistributionCase[] CategoricalCases =>
    [
        new("Categorical", static x => Categorical.FromLogits(x[0]), P([3], 0.2, -1, 0.9))
        {
            Values = [[0], [1], [2]],
            LogProb = static (x, p) => LogSoftmax(p[0])[(int)x[0]],
            Cdf = static (x, p) => LogSoftmax(p[0]).Take((int)x + 1).Sum(Math.Exp),
            Extremes = [([[0, 800, -800]], [2]), ([[1e4, 0, 0]], [0])],
        },
        new("Categorical from probabilities", static x => Categorical.FromProbs(x[0]), Probabilities(0.36, 0.48, 0.16))
        {
            Values = [[0], [1], [2]],
            LogProb = static (x, p) => Math.Log(p[0][(int)x[0]] / p[0].Sum()),
            Invalid = [([[0.5, -0.5, 1]], "Categorical: probabilities must be positive; the smallest element is -0.5 at [1].")],
            Outside = [([3], "Categorical: the value 3 at [1] of [2] is outside the support 0, ..., 2."), ([0.5], "the value 0.5")],
        },
        new("Categorical vector", static x => Categorical.FromLogits(x[0], eventAxes: 1), P([2, 3], 0.2, -1, 0.9, 1, 0.3, -0.7))
        {
            Values = [[0, 2], [2, 1]],
            LogProb = static (x, p) => LogSoftmax(p[0][..3])[(int)x[0]] + LogSoftmax(p[0][3..])[(int)x[1]],
        },
    ];

    private static DistributionCase[] StraightThroughCases =>
    [
        new("StraightThroughOneHotCategorical", static x => StraightThroughOneHotCategorical.FromLogits(x[0], 0.7), P([3], 0.2, -1, 0.9))
        {
            Values = [[1, 0, 0], [0, 0, 1]],
            LogProb = static (x, p) => LogSoftmax(p[0])[Array.IndexOf(x, 1)],
            Extremes = [([[0, 800, -800]], [0, 0, 1])],
        },
    ];

    private static DistributionCase[] RelaxedCases =>
    [
        new("RelaxedOneHotCategorical", static x => RelaxedOneHotCategorical.FromLogits(x[0], x[1]), P([3], 0.2, -1, 0.9), P(0.8))
        {
            Values = [[0.2, 0.5, 0.3], [0.01, 0.04, 0.95]],
            LogProb = static (x, p) => ConcreteLogProb(x, p[0], p[1][0]),
            Invalid = [([[0, 0, 0], [-1]], "temperature must be positive; the smallest element is -1 at []")],
        },
        new("RelaxedOneHotCategorical of two", static x => RelaxedOneHotCategorical.FromLogits(x[0], x[1]), P([2], 0.2, -1), P(1.4))
        {
            Values = [[0.2, 0.8], [0.01, 0.99]],
            LogProb = static (x, p) => ConcreteLogProb(x, p[0], p[1][0]),
            Extremes = [([[50, -50], [0.5]], [0.5, 0.5]), ([[0, 0], [0.5]], [1e-30, 1])],
        },
        new("RelaxedOneHotCategorical from probabilities", static x => RelaxedOneHotCategorical.FromProbs(x[0], x[1]), Probabilities(0.36, 0.48, 0.16), P(0.7))
        {
            Values = [[0.2, 0.5, 0.3]],
            Integrable = false,
            Expected = [-0.0961025505],
        },
        new("ExpRelaxedOneHotCategorical of two", static x => ExpRelaxedOneHotCategorical.FromLogits(x[0], x[1]), P([2], 0.2, -1), P(0.8))
        {
            Values = [[Math.Log(0.2), Math.Log(0.8)], [-9, Math.Log(1 - Math.Exp(-9))]],
            LogProb = static (y, p) => ConcreteLogProb([.. y.Select(Math.Exp)], p[0], p[1][0]) + y.Sum(),
        },
        new("ExpRelaxedOneHotCategorical", static x => ExpRelaxedOneHotCategorical.FromLogits(x[0], x[1]), P([3], 0.2, -1, 0.9), P(0.8))
        {
            Values = [[Math.Log(0.2), Math.Log(0.5), Math.Log(0.3)], [-9, -4, Math.Log(1 - Math.Exp(-9) - Math.Exp(-4))]],
            Integrable = false,
            // p(x) of the vector times the volume ∏ xᵢ of exp.
            LogProb = static (y, p) => ConcreteLogProb([.. y.Select(Math.Exp)], p[0], p[1][0]) + y.Sum(),
            HasEntropyByTemperature = false,
            Extremes = [([[0, 0, 0], [0.1]], [-1000, -2000, 0]), ([[0, 200, -200], [1]], [-3000, 0, -5000])],
        },
        new("RelaxedBernoulli", static x => RelaxedBernoulli.FromLogits(x[0], x[1]), P(0.4), P(0.9))
        {
            Values = [[0.02], [0.5], [0.97]],
            LogProb = static (x, p) => ConcreteLogProb([x[0], 1 - x[0]], [p[0][0], 0], p[1][0]),
            Cdf = static (x, p) => Sigmoid((p[1][0] * Math.Log(x / (1 - x))) - p[0][0]),
            Extremes = [([[40], [0.5]], [0.5]), ([[-40], [0.5]], [1e-30])],
            Invalid = [([[0], [0]], "Relaxed Bernoulli: temperature must be positive; the smallest element is 0 at [].")],
        },
        new("LogitRelaxedBernoulli", static x => LogitRelaxedBernoulli.FromLogits(x[0], x[1]), P(0.4), P(0.9))
        {
            Values = [[-4], [0.5], [7]],
            LogProb = static (y, p) => Math.Log(p[1][0]) + Math.Log(Sigmoid((p[1][0] * y[0]) - p[0][0])) + Math.Log(Sigmoid(p[0][0] - (p[1][0] * y[0]))),
            Cdf = static (y, p) => Sigmoid((p[1][0] * y) - p[0][0]),
            HasEntropyByTemperature = false,
            Extremes = [([[0], [0.1]], [1e5]), ([[300], [1]], [-1e4])],
        },
    ];

    internal static double[] LogSoftmax(double[] logits) => [.. logits.Select(l => l - Math.Log(logits.Sum(Math.Exp)))];

    internal static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    // Moved so that they stay another distribution when normalised.
    private static CaseParameter Probabilities(params double[] values) =>
        P([values.Length], values) with { Move = static (v, b) => [v[0] * (1 + (0.1 * b)), .. v[1..]] };

    // Maddison, Mnih and Teh 2017, eq. (10), as it stands there.
    private static double ConcreteLogProb(double[] x, double[] logits, double temperature)
    {
        int n = x.Length;
        double sum = x.Zip(logits, (v, l) => Math.Exp(l) * Math.Pow(v, -temperature)).Sum();
        double product = x.Zip(logits, (v, l) => Math.Exp(l) * Math.Pow(v, -temperature - 1) / sum).Aggregate(1.0, static (a, b) => a * b);
        return Math.Log(Enumerable.Range(1, n - 1).Aggregate(1.0, static (a, b) => a * b) * Math.Pow(temperature, n - 1) * product);
    }
}
