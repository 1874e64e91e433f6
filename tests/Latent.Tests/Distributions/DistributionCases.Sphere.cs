using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

public static partial class DistributionCases
{
    private static DistributionCase[] SphereCases =>
    [
        new("HypersphericalUniform on the circle", static _ => HypersphericalUniform.On(2, dtype: DType.Float64))
        {
            Values = [[0.6, -0.8], [1, 0]],
            LogProb = static (_, _) => -Math.Log(2 * Math.PI),
        },
        new("HypersphericalUniform on the sphere", static _ => HypersphericalUniform.On(3, dtype: DType.Float64))
        {
            Values = [[0.48, -0.6, 0.64], [0, 0, 1]],
            LogProb = static (_, _) => -Math.Log(4 * Math.PI),
        },
        new("VonMisesFisher on the circle", static x => VonMisesFisher.FromDirectionConcentration(x[0], x[1]), Direction(0.7, -1.1), P(1.7))
        {
            Values = [[0.6, -0.8], [-1, 0]],
            LogProb = static (x, p) => (p[1][0] * Cosine(x, p[0])) - Math.Log(2 * Math.PI * MathNet.Numerics.SpecialFunctions.BesselI0(p[1][0])),
            Extremes = [([[0, 1], [1e-30]], [0.6, 0.8]), ([[0, 1], [1e6]], [0, 1]), ([[1e-30, 1e-30], [3]], [0, 1]), ([[1e30, 1e30], [3]], [0, 1])],
            Invalid =
            [
                ([[0, 0], [1]], "VonMisesFisher: length of the direction must be positive; the smallest element is 0 at [0]."),
                ([[0, 1], [0]], "VonMisesFisher: concentration must be positive; the smallest element is 0 at []."),
            ],
        },
        new("VonMisesFisher on the sphere", static x => VonMisesFisher.FromDirectionConcentration(x[0], x[1]), Direction(-0.7, 1.1, 0.4), P(4.2))
        {
            Values = [[0.48, -0.6, 0.64], [-0.6, 0.8, 0]],
            LogProb = static (x, p) => (p[1][0] * Cosine(x, p[0])) + Math.Log(p[1][0] / (4 * Math.PI * Math.Sinh(p[1][0]))),
            Extremes = [([[0, 1, 0], [1e-20]], [0, 0.6, 0.8]), ([[0, 1, 0], [1e5]], [0, 1, 0]), ([[1, 0, 0], [500]], [0, 1, 0])],
        },
        new(
            "VonMisesFisher in ten dimensions", static x => VonMisesFisher.FromDirectionConcentration(x[0], x[1]),
            Direction(0.3, -0.5, 0.1, 0.9, 0.2, -0.4, 0.7, 0, 0.1, -0.2), P(12))
        {
            Values = [[0.5, 0, 0.5, 0.5, 0, 0, 0.5, 0, 0, 0]],
            Integrable = false,
            LogProb = static (x, p) => (p[1][0] * Cosine(x, p[0])) + (4 * Math.Log(p[1][0])) - (5 * Math.Log(2 * Math.PI))
                - Math.Log(MathNet.Numerics.SpecialFunctions.BesselI(4, p[1][0])),
            Extremes = [([[0, 1, 0, 0, 0, 0, 0, 0, 0, 0], [1e-10]], [0, 0.6, 0.8, 0, 0, 0, 0, 0, 0, 0])],
        },
    ];

    // Moved so that it points elsewhere.
    internal static CaseParameter Direction(params double[] values) =>
        P([values.Length], values) with { Move = static (v, b) => [v[0] + (0.3 * b), .. v[1..]] };

    private static double Cosine(double[] x, double[] v) => x.Zip(v, static (a, b) => a * b).Sum() / Math.Sqrt(v.Sum(static a => a * a));
}
