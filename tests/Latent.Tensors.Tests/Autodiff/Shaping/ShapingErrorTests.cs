namespace Latent.Tensors.Tests.Autodiff.Shaping;

/// <summary>What is refused, and in which words.</summary>
public sealed class ShapingErrorTests
{
    private static readonly Tensor s_x = Tensor.Zeros([3, 5]);

    public static TheoryData<string, Func<Tensor>> Shapes => new()
    {
        { "Slice: axis 2 does not exist in [3, 5] of rank 2; axes run from -2 to 1.", () => s_x.Slice(2, 0, 1) },
        { "Slice: start 2, length 4, step 1 reach outside axis 1 of [3, 5], which has indices 0 to 4.", () => s_x.Slice(1, 2, 4) },
        { "Slice: start -1, length 1, step 1 reach outside axis 0 of [3, 5], which has indices 0 to 2.", () => s_x.Rows(-1, 1) },
        { "Slice: start 0, length 3, step 3 reach outside axis 1 of [3, 5], which has indices 0 to 4.", () => s_x.Slice(1, 0, 3, 3) },
        { "Slice: step 0 on axis 1 of [3, 5]; steps are 1 or more. Use Flip to reverse an axis.", () => s_x.Slice(1, 0, 1, 0) },
        { "Slice: range 0..6 reaches outside axis 1 of [3, 5], which has indices 0 to 4.", () => s_x[.., 0..6] },
        { "Slice: 3 ranges for [3, 5] of rank 2; give at most one per axis.", () => s_x[.., .., ..] },
        { "Split: sizes [2, 2] add up to 4; axis 1 of [3, 5] has 5.", () => s_x.Split(1, 2, 2)[0] },
        {
            "Concat: operand 0 has shape [3, 5] and operand 1 has [3, 4]; all axes but axis 0 must agree.",
            () => Ops.Concat([s_x, Tensor.Zeros([3, 4])])
        },
        { "Concat: there are no tensors to join; give at least one.", () => Ops.Concat([]) },
        { "Stack: operand 1 has shape [5]; expected [3, 5].", () => Ops.Stack([s_x, Tensor.Zeros([5])]) },
        { "Stack: the new axis 3 does not fit [3, 5]; it may be -3 to 2.", () => Ops.Stack([s_x, s_x], 3) },
        { "Pad: widths -1 and 0 on axis 1 of [3, 5]; widths are 0 or more. Use Slice to cut.", () => s_x.Pad(1, -1, 0) },
        { "Permute: 1 axes for [3, 5] of rank 2; name every axis once.", () => s_x.Permute(0) },
        { "Permute: axis 0 is named twice for [3, 5]; name each axis once.", () => s_x.Permute(0, 0) },
        { "SwapAxes: axis -3 does not exist in [3, 5] of rank 2; axes run from -2 to 1.", () => s_x.SwapAxes(-3) },
        {
            "BroadcastTo: [3, 5] does not broadcast to [3, 6]: aligned at the last axis, sizes must be equal or 1 on the left.",
            () => s_x.BroadcastTo([3, 6])
        },
        {
            "BroadcastTo: [3, 5] does not broadcast to [5]: aligned at the last axis, sizes must be equal or 1 on the left.",
            () => s_x.BroadcastTo([5])
        },
        { "Tile: -1 times along axis 0 of [3, 5]; the number must be 0 or more.", () => s_x.Tile(0, -1) },
        { "TakeAlongAxis: 2 indices for [3, 5] along axis 1; [3] takes 3.", () => s_x.TakeAlongAxis(1, [0, 1]) },
        { "ScatterAdd: 2 indices for axis 0 of [3, 5]; give one for each of its rows.", () => Ops.ScatterAdd(s_x, 0, [0, 1], 9) },
        { "Tril: [5] has no matrices; at least two axes are needed.", () => Tensor.Zeros([5]).Tril() },
        { "Diagonal: offset 5 lies outside the matrices of [3, 5]; it may be -2 to 4.", () => s_x.Diagonal(5) },
        { "CumulativeSum: axis 2 does not exist in [3, 5] of rank 2; axes run from -2 to 1.", () => s_x.CumulativeSum(2) },
        { "Squeeze: axis 0 of [3, 5] has size 3; only an axis of size 1 can go.", () => s_x.Squeeze(0) },
        { "Unsqueeze: the new axis 4 does not fit [3, 5]; it may be -3 to 2.", () => s_x.Unsqueeze(4) },
        { "Flip: axis -1 is named twice for [3, 5]; name each axis once.", () => s_x.Flip(1, -1) },
    };

    public static TheoryData<string, Func<Tensor>> Indices => new()
    {
        { "Gather: index 3 at position 1 is outside axis 0 of [3, 5]; indices run from 0 to 2.", () => s_x.Gather(0, [0, 3]) },
        {
            "TakeAlongAxis: index -1 at position 2 is outside axis 1 of [3, 5]; indices run from 0 to 4.",
            () => s_x.TakeAlongAxis(1, [0, 4, -1])
        },
        {
            "ScatterAdd: index 7 at position 0 is outside axis 0 of [6, 5]; indices run from 0 to 5.",
            () => Ops.ScatterAdd(s_x, 0, [7, 0, 0], 6)
        },
        { "OneHot: index 10 at position 1 is outside axis 1 of [2, 10]; indices run from 0 to 9.", () => Ops.OneHot([9, 10], 10) },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Shapes_that_do_not_fit_are_refused(string message, Func<Tensor> act) =>
        Assert.Equal(message, Assert.Throws<ShapeException>(act).Message);

    [Theory]
    [MemberData(nameof(Indices))]
    public void Indices_outside_are_refused(string message, Func<Tensor> act) =>
        Assert.Equal(message, Assert.Throws<IndexRangeException>(act).Message);

    [Fact]
    public void Element_types_do_not_mix() => Assert.Equal(
        "Concat: operands are Float32 and Float64; an operation works in one element type. Convert one of them with To(Float32).",
        Assert.Throws<ArgumentException>(() => Ops.Concat([s_x, Tensor.Zeros([3, 5], DType.Float64)])).Message);
}
