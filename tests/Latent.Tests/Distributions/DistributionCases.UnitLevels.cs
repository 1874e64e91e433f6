using Latent.Distributions;
using MathNet.Numerics;

namespace Latent.Tests.Distributions;

public static partial class DistributionCases
{
    private static DistributionCase[] UnitLevelsCases =>
    [
        new("UnitLevels of Categorical", static x => UnitLevels.Of(Categorical.FromLogits(x[0])), P([4], 0.2, -1, 0.9, 0.4))
        {
            Values = [[0], [1 / 3.0], [1]],
            LogProb = static (x, p) => LogSoftmax(p[0])[(int)Math.Round(3 * x[0])],
            Cdf = static (x, p) => LogSoftmax(p[0]).Take((int)Math.Floor((3 * x) + 1e-9) + 1).Sum(Math.Exp),
            Extremes = [([[0, 800, -800, 0]], [1]), ([[1e4, 0, 0, 0]], [2 / 3.0])],
            Outside = [([0.5], "the value 0.5 at [1] of [2] is outside the support 4 levels from 0 to 1."), ([1.1], "the value 1.1")],
        },
        new(
            "UnitLevels of BetaBinomial", static x => UnitLevels.Of(BetaBinomial.FromLogConcentrations(4, x[0], x[1], eventAxes: 1)), P([2], 0.4, -0.3),
            P([2], 0.9, 0.1))
        {
            Values = [[0, 0.25], [0.5, 1]],
            LogProb = static (x, p) => Enumerable.Range(0, 2).Sum(i =>
            {
                double k = 4 * x[i], a = Math.Exp(p[0][i]), b = Math.Exp(p[1][i]);
                return SpecialFunctions.BinomialLn(4, (int)k) + SpecialFunctions.BetaLn(k + a, 4 - k + b) - SpecialFunctions.BetaLn(a, b);
            }),
        },
    ];
}
