namespace Latent.Tensors.Tests.Conformance;

public static partial class OpCases
{
    private static OpCase[] RowCases =>
    [
        new("LogSumExp", [new([3, 4, 5])], x => x[0].LogSumExp()),
        new("LogSumExp 0", [new([3, 4, 5])], x => x[0].LogSumExp(0)),
        new("LogSumExp 1", [new([3, 4, 5])], x => x[0].LogSumExp(1)),
        new("LogSumExp -1", [new([3, 4, 5])], x => x[0].LogSumExp(-1)),
        new("LogSumExp 0 2", [new([3, 4, 5])], x => x[0].LogSumExp(0, 2)),
        new("LogSumExp 1 2", [new([3, 4, 5])], x => x[0].LogSumExp(1, 2)),
        new("LogSumExp keeping", [new([3, 4, 5])], x => x[0] - x[0].LogSumExpKeepingAxes(0, 2)),
        new("LogSumExp twice used", [new([3, 5])], x => x[0].LogSumExp(1) * x[0].LogSumExp(1)),
        new("LogSumExp of one", [new([4, 1])], x => x[0].LogSumExp(1)),
        new("LogSumExp of nothing", [new([3, 0])], x => x[0].LogSumExp(1)) { HasGradient = false },
        new("LogSumExp far away", [new([3, 40], 500, 600)], x => x[0].LogSumExp(1)) { GradientTolerance = 1e-5, Tolerance32 = 1e-4 },
        new("Softmax", [new([3, 7])], x => x[0].Softmax()),
        new("Softmax 0", [new([5, 3])], x => x[0].Softmax(0)),
        new("Softmax 1", [new([2, 5, 3])], x => x[0].Softmax(1)),
        new("Softmax twice used", [new([3, 5])], x => x[0].Softmax() + (2 * x[0].Square().Softmax()) + x[0]),
        new("Softmax wide", [new([3, 150], -8, 8)], x => x[0].Softmax()),
        new("LogSoftmax", [new([3, 7])], x => x[0].LogSoftmax()),
        new("LogSoftmax 0", [new([5, 3])], x => x[0].LogSoftmax(0)),
        new("LogSoftmax 1", [new([2, 5, 3])], x => x[0].LogSoftmax(-2)),
        new("LogSoftmax twice used", [new([3, 5])], x => x[0].LogSoftmax() * x[0].LogSoftmax(0)),
        new("LogSoftmax tall", [new([40, 37], -8, 8)], x => x[0].LogSoftmax(0)) { HasGradient = false },
    ];

    private static OpCase[] NormalizationCases =>
    [
        new("LayerNorm", [new([4, 6]), new([6], 0.5, 2), new([6])], x => Ops.LayerNorm(x[0], x[1], x[2])) { GradientTolerance = 1e-6, Tolerance32 = 1e-4 },
        new("LayerNorm two axes", [new([3, 2, 4]), new([2, 4], 0.5, 2), new([2, 4])], x => Ops.LayerNorm(x[0], x[1], x[2])) { GradientTolerance = 1e-6, Tolerance32 = 1e-4 },
        new("LayerNorm plain", [new([2, 3, 5])], x => Ops.LayerNorm(x[0], [5], 0.1)) { GradientTolerance = 1e-6 },
        new("LayerNorm without bias", [new([3, 5]), new([5])], x => Ops.LayerNorm(x[0], x[1], null)) { GradientTolerance = 1e-6, Tolerance32 = 1e-4 },
        new("LayerNorm and sum", [new([3, 5]), new([5])], x => (x[0] * x[1]) + Ops.LayerNorm(x[0], x[1], x[1], 0.01)) { GradientTolerance = 1e-6, Tolerance32 = 1e-4 },
        new("LayerNorm of a row", [new([7])], x => Ops.LayerNorm(x[0], [7], 0.1)) { GradientTolerance = 1e-6 },
        new("LayerNorm large", [new([300, 150]), new([150]), new([150])], x => Ops.LayerNorm(x[0], x[1], x[2])) { HasGradient = false },
        new("BatchNorm", [new([5, 3]), new([3], 0.5, 2), new([3])], x => Ops.BatchNorm(x[0], x[1], x[2]).Output) { GradientTolerance = 1e-6, Tolerance32 = 1e-4 },
        new("BatchNorm images", [new([2, 3, 3, 2]), new([3], 0.5, 2), new([3])], x => Ops.BatchNorm(x[0], x[1], x[2]).Output) { GradientTolerance = 1e-6, Tolerance32 = 1e-4 },
        new("BatchNorm plain", [new([4, 2, 3])], x => Ops.BatchNorm(x[0], epsilon: 0.1).Output + x[0]) { GradientTolerance = 1e-6 },
        new("BatchNorm statistics", [new([4, 2, 3])], x => Ops.BatchNorm(x[0]).Mean + Ops.BatchNorm(x[0]).Variance) { HasGradient = false },
        new("BatchNormInference", [new([3, 2, 2, 2]), new([2]), new([2], 0.2, 2), new([2]), new([2])], x => Ops.BatchNormInference(x[0], x[1], x[2], x[3], x[4])),
        new("BatchNormInference plain", [new([4, 3]), new([3]), new([3], 0.2, 2)], x => Ops.BatchNormInference(x[0], x[1], x[2])),
        new("GroupNorm", [new([2, 4, 3]), new([4], 0.5, 2), new([4])], x => Ops.GroupNorm(x[0], 2, x[1], x[2], 0.1)) { GradientTolerance = 1e-6, Tolerance32 = 1e-4 },
        new("WeightNorm", [new([3, 4], 0.5, 2), new([3])], x => Ops.WeightNorm(x[0], x[1])),
        new("WeightNorm of windows", [new([3, 2, 2, 2], 0.5, 2), new([3])], x => Ops.WeightNorm(x[0], x[1])),
    ];
}
