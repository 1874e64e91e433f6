namespace Latent.Tensors.Tests.Conformance;

public static partial class OpCases
{
    private static OpCase[] RecurrentCases =>
    [
        Gru("Gru", 4, 3, 5, 6),
        Gru("Gru lengths", 4, 3, 5, 6, [2, 4, 0]),
        Gru("Gru reverse", 4, 3, 5, 6, [], reverse: true),
        Gru("Gru reverse lengths", 4, 3, 5, 6, [3, 1, 4], reverse: true),
        Gru("Gru wide", 2, 3, 5, 19),
        Gru("Gru final", 3, 2, 4, 5, [3, 1], result: r => r.Final),
        new("Gru no bias, no state", [new([3, 2, 4]), new([15, 4], -0.5, 0.5), new([15, 5], -0.5, 0.5)],
            x => Ops.Gru(x[0], null, x[1], x[2]).Outputs),
        new("GruCell", [new([3, 4]), new([3, 5]), new([15, 4], -0.5, 0.5), new([15, 5], -0.5, 0.5), new([15]), new([15])],
            x => Ops.GruCell(x[0], x[1], x[2], x[3], x[4], x[5])),
        Lstm("Lstm", 4, 3, 5, 6),
        Lstm("Lstm lengths", 4, 3, 5, 6, [2, 4, 0]),
        Lstm("Lstm reverse lengths", 4, 3, 5, 6, [3, 1, 4], reverse: true),
        Lstm("Lstm wide", 2, 3, 5, 19),
        Lstm("Lstm cell state", 3, 2, 4, 5, [3, 1], result: r => r.FinalCell!),
        new("LstmCell", [new([3, 4]), new([3, 5]), new([3, 5]), new([20, 4], -0.5, 0.5), new([20, 5], -0.5, 0.5), new([20]), new([20])],
            x => Ops.LstmCell(x[0], x[1], x[2], x[3], x[4], x[5], x[6]).State),
    ];

    private static OpCase Gru(
        string name, int steps, int batch, int inputs, int hidden, int[]? lengths = null, bool reverse = false,
        Func<RecurrentResult, Tensor>? result = null) =>
        new(name,
            [new([steps, batch, inputs]), new([batch, hidden]), new([3 * hidden, inputs], -0.5, 0.5), new([3 * hidden, hidden], -0.5, 0.5), new([3 * hidden]), new([3 * hidden])],
            x => (result ?? (r => r.Outputs))(Ops.Gru(x[0], x[1], x[2], x[3], x[4], x[5], lengths, reverse)));

    private static OpCase Lstm(
        string name, int steps, int batch, int inputs, int hidden, int[]? lengths = null, bool reverse = false,
        Func<RecurrentResult, Tensor>? result = null) =>
        new(name,
            [new([steps, batch, inputs]), new([batch, hidden]), new([batch, hidden]), new([4 * hidden, inputs], -0.5, 0.5), new([4 * hidden, hidden], -0.5, 0.5), new([4 * hidden]), new([4 * hidden])],
            x => (result ?? (r => r.Outputs))(Ops.Lstm(x[0], x[1], x[2], x[3], x[4], x[5], x[6], lengths, reverse)));
}
