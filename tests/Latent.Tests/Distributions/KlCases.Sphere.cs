using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

public static partial class KlCases
{
    private static KlCase[] SphereCases =>
    [
        ToUniform("½", [0.6, 0, -0.8], 0.5, 0.0406518523),
        ToUniform("1", [0.6, 0, -0.8], 1, 0.1515959239),
        ToUniform("10", [0, 0, 1], 10, 1.9957323168),
        ToUniform("on the circle", [0.6, -0.8], 3, null),
        new(
            "HypersphericalUniform || HypersphericalUniform", static _ => HypersphericalUniform.On(3, dtype: DType.Float64), [],
            static _ => HypersphericalUniform.On(3, dtype: DType.Float64), []) { HasMonteCarlo = false },
        Pair(
            "VonMisesFisher || VonMisesFisher", FromDirection, [DistributionCases.Direction(0.6, 0.1, -0.8), P(2)],
            [DistributionCases.Direction(-0.3, 0.4, -1), P(5)]),
        Pair(
            "VonMisesFisher || VonMisesFisher in five dimensions", FromDirection, [DistributionCases.Direction(0.6, 0.1, -0.8, 0.4, 1), P(20)],
            [DistributionCases.Direction(0.3, 0.4, -1, 0.5, 1), P(7)], integrable: false),
    ];

    private static KlCase ToUniform(string what, double[] direction, double concentration, double? expected) => new(
        $"VonMisesFisher || HypersphericalUniform {what}", FromDirection, [DistributionCases.Direction(direction), P(concentration)],
        _ => HypersphericalUniform.On(direction.Length, dtype: DType.Float64), [])
    { Expected = expected };

    private static Distribution FromDirection(Tensor[] x) => VonMisesFisher.FromDirectionConcentration(x[0], x[1]);
}
