namespace Latent.Tensors.Tests.Conformance;

public static partial class OpCases
{
    private static OpCase[] ConvolutionCases =>
    [
        Conv("Conv2d", [2, 3, 5, 6], [4, 3, 3, 3], x => Ops.Conv2d(x[0], x[1])),
        Conv("Conv2d bias", [2, 3, 5, 4], [4, 3, 3, 2], x => Ops.Conv2d(x[0], x[1], x[2], padding: 1), bias: 4),
        Conv("Conv2d stride 2", [2, 1, 8, 8], [3, 1, 4, 4], x => Ops.Conv2d(x[0], x[1], x[2], stride: 2, padding: 1), bias: 3),
        Conv("Conv2d uneven", [2, 2, 6, 5], [3, 2, 3, 2], x => Ops.Conv2d(x[0], x[1], null, (2, 1), (1, 0), (1, 3))),
        Conv("Conv2d dilated", [1, 2, 7, 7], [2, 2, 3, 3], x => Ops.Conv2d(x[0], x[1], x[2], padding: 2, dilation: 2), bias: 2),
        Conv("Conv2d groups", [2, 4, 4, 4], [6, 2, 3, 3], x => Ops.Conv2d(x[0], x[1], x[2], padding: 1, groups: 2), bias: 6),
        Conv("Conv2d depthwise", [2, 3, 4, 4], [3, 1, 2, 2], x => Ops.Conv2d(x[0], x[1], groups: 3)),
        Conv("Conv2d 1x1", [3, 5, 2, 3], [4, 5, 1, 1], x => Ops.Conv2d(x[0], x[1], x[2]), bias: 4),
        Conv("Conv2d relu", [2, 2, 4, 4], [3, 2, 3, 3], x => Ops.Conv2d(x[0], x[1], x[2], padding: 1, activation: Activation.Relu), bias: 3),
        Conv("Conv2d tanh", [2, 2, 4, 4], [3, 2, 3, 3], x => Ops.Conv2d(x[0], x[1], x[2], activation: Activation.Tanh), bias: 3),
        Conv("Conv2d sigmoid", [2, 2, 4, 4], [3, 2, 3, 3], x => Ops.Conv2d(x[0], x[1], x[2], activation: Activation.Sigmoid), bias: 3),
        Conv("Conv2d softplus", [2, 2, 4, 4], [3, 2, 3, 3], x => Ops.Conv2d(x[0], x[1], null, activation: Activation.Softplus)),
        new("Conv2d of itself", [new([2, 2, 3, 3], -1, 1)], x => Ops.Conv2d(x[0], x[0], padding: 1)) { GradientTolerance = 1e-6 },
        new("Conv2d and sum", [new([2, 2, 4, 4], -1, 1), new([2, 2, 3, 3], -1, 1)], x => x[0] + Ops.Conv2d(x[0], x[1], padding: 1)),
        new("Conv2d of no images", [new([0, 2, 4, 4]), new([3, 2, 3, 3]), new([3])], x => Ops.Conv2d(x[0], x[1], x[2])),
        Large("Conv2d large", [9, 17, 14, 13], [33, 17, 4, 4], x => Ops.Conv2d(x[0], x[1], x[2], 2, 1, activation: Activation.Relu), 33),
        Conv("ConvTranspose2d", [2, 3, 3, 4], [3, 2, 3, 3], x => Ops.ConvTranspose2d(x[0], x[1])),
        Conv("ConvTranspose2d stride 2", [2, 3, 3, 3], [3, 2, 4, 4], x => Ops.ConvTranspose2d(x[0], x[1], x[2], 2, 1), bias: 2),
        Conv("ConvTranspose2d output padding", [2, 2, 3, 2], [2, 3, 3, 3], x => Ops.ConvTranspose2d(x[0], x[1], x[2], (2, 3), 1, (1, 2)), bias: 3),
        Conv("ConvTranspose2d dilated", [1, 2, 3, 3], [2, 2, 2, 3], x => Ops.ConvTranspose2d(x[0], x[1], null, 1, (0, 1), 0, 2)),
        Conv("ConvTranspose2d groups", [2, 4, 3, 3], [4, 3, 2, 2], x => Ops.ConvTranspose2d(x[0], x[1], x[2], groups: 2), bias: 6),
        Conv("ConvTranspose2d tanh", [2, 2, 3, 3], [2, 2, 3, 3], x => Ops.ConvTranspose2d(x[0], x[1], x[2], 2, activation: Activation.Tanh), bias: 2),
        new("ConvTranspose2d and sum", [new([2, 2, 4, 4], -1, 1), new([2, 2, 3, 3], -1, 1)], x => x[0] * Ops.ConvTranspose2d(x[0], x[1], padding: 1)),
        Large("ConvTranspose2d large", [9, 33, 7, 6], [33, 17, 4, 4], x => Ops.ConvTranspose2d(x[0], x[1], x[2], 2, 1, activation: Activation.Relu), 17),
        Conv("Conv1d", [2, 3, 9], [4, 3, 3], x => Ops.Conv1d(x[0], x[1], x[2], 2, 1, 2), bias: 4),
        Conv("ConvTranspose1d", [2, 3, 4], [3, 2, 3], x => Ops.ConvTranspose1d(x[0], x[1], x[2], 2, 1, 1), bias: 2),
    ];

    private static OpCase[] PoolingCases =>
    [
        new("MaxPool2d", [new([2, 3, 6, 5])], x => Ops.MaxPool2d(x[0], 2)),
        new("MaxPool2d overlapping", [new([2, 2, 6, 7])], x => Ops.MaxPool2d(x[0], 3, 2, 1)),
        new("MaxPool2d dilated", [new([2, 2, 6, 7])], x => Ops.MaxPool2d(x[0], 2, 1, 1, (2, 3))),
        new("MaxPool2d twice used", [new([2, 2, 4, 4])], x => Ops.MaxPool2d(x[0], 2) * Ops.MaxPool2d(x[0], 2, 2).Square()),
        new("AveragePool2d", [new([2, 3, 6, 5])], x => Ops.AveragePool2d(x[0], 2).Square()),
        new("AveragePool2d padded", [new([2, 2, 6, 7])], x => Ops.AveragePool2d(x[0], 3, 2, 1)),
        new("AveragePool2d inside", [new([2, 2, 6, 7])], x => Ops.AveragePool2d(x[0], (3, 2), (2, 1), 1, countPadding: false)),
        new("AveragePool2d twice used", [new([2, 2, 4, 4])], x => Ops.AveragePool2d(x[0], 2) * Ops.AveragePool2d(x[0].Square(), 2)),
        new("UpsampleNearest2d", [new([2, 3, 4, 5])], x => Ops.UpsampleNearest2d(x[0], 2).Square()),
        new("UpsampleNearest2d uneven", [new([1, 2, 3, 2])], x => Ops.UpsampleNearest2d(x[0], (3, 2))),
        new("UpsampleNearest2d and sum", [new([1, 2, 3, 2])], x => x[0].Sum() + Ops.UpsampleNearest2d(x[0], 3)),
    ];

    private static OpCase Conv(string name, Shape x, Shape w, Func<Tensor[], Tensor> f, int bias = 0) => new(
        name, bias == 0 ? [new(x, -1, 1), new(w, -1, 1)] : [new(x, -1, 1), new(w, -1, 1), new([bias], -1, 1)], f);

    // Wide enough for full vectors, tails and several threads; too wide for differences.
    private static OpCase Large(string name, Shape x, Shape w, Func<Tensor[], Tensor> f, int bias) =>
        new(name, [new(x, -1, 1), new(w, -1, 1), new([bias], -1, 1)], f) { HasGradient = false, Tolerance32 = 1e-4 };
}
