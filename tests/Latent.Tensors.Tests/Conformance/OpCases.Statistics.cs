namespace Latent.Tensors.Tests.Conformance;

public static partial class OpCases
{
    private static OpCase[] StatisticsCases =>
    [
        new("Variance", [new([3, 4, 5])], x => x[0].Variance()),
        new("Variance 0 2", [new([3, 4, 5])], x => x[0].Variance(0, 2)),
        new("Variance keeping", [new([3, 4])], x => x[0] * x[0].VarianceKeepingAxes(1)),
        new("StandardDeviation", [new([3, 4])], x => x[0].StandardDeviation(1)),
        new("Norm", [new([3, 4])], x => x[0].Norm(-1)),
        new("Dot", [new([3, 4]), new([4])], x => x[0].Dot(x[1])),
    ];
}
