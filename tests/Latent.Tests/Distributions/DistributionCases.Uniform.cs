using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

public static partial class DistributionCases
{
    private static DistributionCase[] UniformCases =>
    [
        new("Uniform", x => Uniform.FromBounds(x[0], x[1]), P(-1.5), P(2))
        {
            Values = [[-1.2], [0.2], [1.9]],
            LogProb = static (_, p) => -Math.Log(p[1][0] - p[0][0]),
            Cdf = static (x, p) => (x - p[0][0]) / (p[1][0] - p[0][0]),
            Invalid = [([[1], [1]], "Uniform: high - low must be positive; the smallest element is 0 at [].")],
            Extremes = [([[-1e30], [1e30]], [0]), ([[0], [1e-30]], [1e-31])],
        },
        new("Uniform of the unit interval", static _ => Uniform.Unit([], dtype: DType.Float64))
        {
            Values = [[0.2], [0.7]],
            LogProb = static (_, _) => 0,
        },
        new("Uniform of unequal intervals", x => Uniform.FromBounds(x[0], x[1], 1), P([2], -1, 0) with { Differentiable = false }, P([2], 2, 5) with { Differentiable = false })
        {
            Values = [[-0.5, 4], [1, 0.1]],
            LogProb = static (_, p) => -Math.Log(p[1][0] - p[0][0]) - Math.Log(p[1][1] - p[0][1]),
            // Samples move with the bounds, and so does the support, which the score of a sample does not see.
            Integrable = false,
        },
    ];
}
