using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

public static partial class DistributionCases
{
    private static DistributionCase[] TransformedCases =>
    [
        new("Transformed exponential", static x => NormalThrough(x, Transform.Exp), P(0.3), P(0.8))
        {
            HasMarginals = true,
            Values = [[2]],
            Expected = [-1.5096958387],
            LogProb = static (x, p) => NormalLogProb(Math.Log(x[0]), p[0][0], p[1][0]) - Math.Log(x[0]),
            HasSampleVariance = false,
        },
        new("Transformed sigmoid", static x => NormalThrough(x, Transform.Sigmoid), P(0.2), P(1))
        {
            HasEntropyByTemperature = false,
            HasMarginals = true,
            Values = [[0.3], [0.9]],
            LogProb = static (x, p) => NormalLogProb(Math.Log(x[0] / (1 - x[0])), p[0][0], p[1][0]) - Math.Log(x[0] * (1 - x[0])),
            Extremes = [([[0], [1]], [1e-30]), ([[30], [1]], [0.99999988])],
        },
        new("Transformed sigmoid standard", static _ => Transformed.FromBase(Normal.Standard([], dtype: DType.Float64), Transform.Sigmoid))
        {
            HasEntropyByTemperature = false,
            HasMarginals = true,
            Values = [[0.3]],
            Expected = [0.2827523830],
        },
        new("Transformed softplus", static x => NormalThrough(x, Transform.Softplus), P(0.2), P(1))
        {
            HasMarginals = true,
            Values = [[0.2], [1], [3]],
            LogProb = static (x, p) => NormalLogProb(Math.Log(Math.Exp(x[0]) - 1), p[0][0], p[1][0]) - Math.Log(1 - Math.Exp(-x[0])),
            Extremes = [([[0], [10]], [1e-30]), ([[1e4], [10]], [1e4])],
        },
        new("Transformed softplus standard", static _ => Transformed.FromBase(Normal.Standard([], dtype: DType.Float64), Transform.Softplus))
        {
            HasMarginals = true,
            Values = [[1]],
            Expected = [-0.6067796869],
        },
        new("Transformed tanh", static x => NormalThrough(x, Transform.Tanh), P(0.2), P(1))
        {
            HasEntropyByTemperature = false,
            HasMarginals = true,
            Values = [[-0.8], [0.1], [0.5]],
            LogProb = static (x, p) => NormalLogProb(Math.Atanh(x[0]), p[0][0], p[1][0]) - Math.Log(1 - (x[0] * x[0])),
        },
        new("Transformed tanh standard", static _ => Transformed.FromBase(Normal.Standard([], dtype: DType.Float64), Transform.Tanh))
        {
            HasEntropyByTemperature = false,
            HasMarginals = true,
            Values = [[0.5]],
            Expected = [-0.7821250809],
        },
        new(
            "Transformed affine vector",
            static x => Transformed.FromBase(Normal.FromScale(x[0], x[1], 1), Transform.Affine(x[2], x[3])), P([2], 0.3, -0.2), P([2], 0.8, 1.2),
            P([2], 1, 2), P([2], -0.5, 2))
        {
            HasMarginals = true,
            Values = [[0.3, 1.5], [1, 2]],
            LogProb = static (x, p) => Enumerable.Range(0, 2).Sum(i =>
                NormalLogProb((x[i] - p[2][i]) / p[3][i], p[0][i], p[1][i]) - Math.Log(Math.Abs(p[3][i]))),
            Integrable = false,
            Invalid = [([[0, 0], [1, 1], [0, 0], [1, 0]], "Affine: the absolute scale must be positive; the smallest element is 0 at [1].")],
        },
        new(
            "Transformed to an interval",
            static x => NormalThrough(x, Transform.Affine(0.5, 2.0).Then(Transform.Sigmoid).Then(Transform.Affine(3.0, -5.0))), P(0.3), P(0.4))
        {
            HasEntropyByTemperature = false,
            HasMarginals = true,
            Values = [[-1.5], [0.4], [2.5]],
            LogProb = static (x, p) =>
            {
                double u = (3 - x[0]) / 5, z = (Math.Log(u / (1 - u)) - 0.5) / 2;
                return NormalLogProb(z, p[0][0], p[1][0]) - Math.Log(2 * 5 * u * (1 - u));
            },
        },
    ];

    private static Transformed NormalThrough(Tensor[] x, Transform transform) => Transformed.FromBase(Normal.FromScale(x[0], x[1]), transform);
}
