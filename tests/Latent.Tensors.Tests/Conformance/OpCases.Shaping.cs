namespace Latent.Tensors.Tests.Conformance;

public static partial class OpCases
{
    private static readonly int[] s_rows = [2, 0, 2, 3, 2];
    private static readonly int[] s_labels = [1, 0, 4, 3, 3, 2];

    private static OpCase[] ShapingCases =>
    [
        new("Slice rows", [new([5, 3])], x => x[0].Rows(1, 3)),
        new("Slice middle", [new([3, 5, 2])], x => x[0].Slice(1, 1, 3)),
        new("Slice step", [new([3, 7])], x => x[0].Slice(-1, 1, 3, 2)),
        new("Slice ranges", [new([4, 5, 6])], x => x[0][1..3, .., ^2..]),
        new("Slice one row of one", [new([2, 3, 4])], x => x[0][1..2, 1..3]),
        new("Slice of nothing", [new([4, 5])], x => x[0].Slice(1, 2, 0)) { HasGradient = false },
        new("Split", [new([3, 6])], x => { Tensor[] p = x[0].Split(1, 2, 4); return p[0].Sum(1) * p[1].Square().Sum(1); }),
        new("Split rows", [new([6, 3])], x => { Tensor[] p = x[0].Split(0, 2, 4); return p[0].Square().Sum(0) * p[1].Sum(0); }),
        new("Unstack", [new([2, 3, 4])], x => { Tensor[] p = x[0].Unstack(1); return p[0] * p[1] * p[2]; }),
        new("Concat rows", [new([2, 3]), new([4, 3])], x => Ops.Concat([x[0], x[1]])),
        new("Concat columns", [new([2, 3]), new([2, 1]), new([2, 4])], x => Ops.Concat([x[0], x[1], x[2]], -1)),
        new("Concat middle", [new([2, 3, 4]), new([2, 1, 4])], x => Ops.Concat([x[0], x[1]], 1)),
        new("Concat with itself", [new([2, 3])], x => Ops.Concat([x[0], x[0].Square(), x[0]], 1)),
        new("Concat rows with itself", [new([2, 3])], x => Ops.Concat([x[0], x[0].Square(), x[0]])),
        new("Stack first", [new([2, 3]), new([2, 3])], x => Ops.Stack([x[0], x[1]])),
        new("Stack last", [new([2, 3]), new([2, 3])], x => Ops.Stack([x[0], x[1]], -1)),
        new("Stack middle", [new([2, 3]), new([2, 3])], x => Ops.Stack([x[0], x[1]], 1)),
        new("Pad", [new([3, 4])], x => x[0].Pad([1, 0], [2, 3], 0.5)),
        new("Pad axis", [new([2, 3, 4])], x => x[0].Pad(1, 2, 1)),
        new("Flip", [new([3, 4])], x => x[0].Flip()),
        new("Flip last", [new([2, 3, 20])], x => x[0].Flip(-1)),
        new("Flip middle", [new([2, 3, 4])], x => x[0].Flip(1)),
        new("Permute", [new([2, 3, 4])], x => x[0].Permute(2, 0, 1)),
        new("Permute heads", [new([2, 3, 2, 20])], x => x[0].Permute(0, 2, 1, 3)),
        new("Permute channels last", [new([2, 3, 4, 5])], x => x[0].Permute(0, 2, 3, 1)),
        new("Permute in order", [new([2, 1, 4])], x => x[0].Permute(1, 0, 2)),
        new("Permute large", [new([70, 130])], x => x[0].SwapAxes()) { HasGradient = false },
        new("SwapAxes", [new([2, 18, 35])], x => x[0].SwapAxes()) { HasSecond = false },
        new("BroadcastTo", [new([3, 1])], x => x[0].BroadcastTo([2, 3, 4])),
        new("BroadcastTo scalar", [new([])], x => x[0].BroadcastTo([2, 3])),
        new("Repeat", [new([2, 3])], x => x[0].Repeat(1, 3)),
        new("Tile", [new([2, 3])], x => x[0].Tile(1, 3)),
        new("Tile rows", [new([2, 3])], x => x[0].Tile(0, 2)),
        new("Gather rows", [new([4, 3])], x => x[0].Gather(0, s_rows)),
        new("Gather middle", [new([2, 4, 3])], x => x[0].Gather(1, s_rows)),
        new("Gather last", [new([2, 4])], x => x[0].Gather(1, s_rows)),
        new("Gather wide", [new([4, 300])], x => x[0].Gather(0, s_rows)) { HasGradient = false },
        new("ScatterAdd", [new([5, 3])], x => Ops.ScatterAdd(x[0], 0, s_rows, 4)),
        new("ScatterAdd last", [new([2, 5])], x => Ops.ScatterAdd(x[0], 1, s_rows, 6)),
        new("TakeAlongAxis", [new([6, 5])], x => x[0].TakeAlongAxis(1, s_labels)),
        new("TakeAlongAxis middle", [new([2, 5, 3])], x => x[0].TakeAlongAxis(1, s_labels)),
        new("OneHot", [new([6, 5])], x => x[0] * Ops.OneHot(s_labels, 5, x[0].DType)),
        new("Tril", [new([2, 4, 5])], x => x[0].Tril()),
        new("Tril below", [new([5, 4])], x => x[0].Tril(-1)),
        new("Triu", [new([4, 5])], x => x[0].Triu()),
        new("Triu above", [new([2, 5, 4])], x => x[0].Triu(2)),
        new("Diagonal", [new([2, 4, 5])], x => x[0].Diagonal()),
        new("Diagonal above", [new([4, 5])], x => x[0].Diagonal(2)),
        new("Diagonal below", [new([2, 4, 3])], x => x[0].Diagonal(-2)),
        new("DiagonalMatrix", [new([2, 3])], x => x[0].DiagonalMatrix()),
        new("DiagonalMatrix below", [new([3])], x => x[0].DiagonalMatrix(-1)),
        new("CumulativeSum", [new([11, 5])], x => x[0].CumulativeSum(-1)),
        new("CumulativeSum rows", [new([5, 3])], x => x[0].CumulativeSum(0)),
        new("CumulativeSum exclusive", [new([2, 4, 3])], x => x[0].CumulativeSum(1, exclusive: true)),
        new("CumulativeSum reverse", [new([3, 5])], x => x[0].CumulativeSum(1, reverse: true)),
        new("CumulativeSum both", [new([5, 3])], x => x[0].CumulativeSum(0, exclusive: true, reverse: true)),
        new("CumulativeSum long", [new([3, 5000])], x => x[0].CumulativeSum(1)) { HasGradient = false, Tolerance32 = 1e-3 },
        new("Squeeze", [new([3, 1, 4])], x => x[0].Squeeze(1)),
        new("Unsqueeze", [new([3, 4])], x => x[0].Unsqueeze(-1) * x[0].Sum(1).Unsqueeze(-1).Unsqueeze(2)),
        new("Flatten", [new([2, 3, 4])], x => x[0].Flatten(1)),
    ];

    // Operands whose gradient has already come from elsewhere, so that every adjoint kernel also adds.
    private static OpCase[] ShapingAccumulationCases =>
    [
        Twice("Slice", [4, 5], x => x.Slice(1, 1, 3)),
        Twice("Slice step", [4, 7], x => x.Slice(1, 0, 3, 3)),
        Twice("Flip", [3, 4], x => x.Flip(1)),
        Twice("Pad", [3, 20], x => x.Pad(1, 2, 3)),
        Twice("Permute", [18, 33], x => x.SwapAxes()),
        Twice("Permute rows", [2, 3, 18], x => x.Permute(1, 0, 2)),
        Twice("Gather", [4, 3], x => x.Gather(0, s_rows)),
        Twice("ScatterAdd", [5, 3], x => Ops.ScatterAdd(x, 0, s_rows, 4)),
        Twice("TakeAlongAxis", [6, 5], x => x.TakeAlongAxis(1, s_labels)),
        Twice("Tril", [4, 5], x => x.Tril()),
        Twice("Diagonal", [4, 5], x => x.Diagonal()),
        Twice("DiagonalMatrix", [3], x => x.DiagonalMatrix()),
        Twice("Concat", [3, 4], x => Ops.Concat([x, x], 1)),
        Twice("Stack rows", [3, 4], x => Ops.Stack([x, x])),
        Twice("CumulativeSum exclusive", [4, 3], x => x.CumulativeSum(0, exclusive: true)),
        Twice("CumulativeSum last", [9, 4], x => x.CumulativeSum(1)),
        Twice("CumulativeSum block", [17, 18], x => x.CumulativeSum(1, exclusive: true)),
        Twice("CumulativeSum reverse block", [17, 18], x => x.CumulativeSum(1, reverse: true)),
        Twice("BroadcastTo", [3, 1], x => x.BroadcastTo([2, 3, 4])),
    ];

    private static OpCase Twice(string name, Shape shape, Func<Tensor, Tensor> f) =>
        new($"{name} twice used", [new(shape)], x => f(x[0]).Square().Sum() + (f(x[0]).Sum() * x[0].Square().Sum()))
        {
            HasSecond = shape.Count < 100,
        };
}
