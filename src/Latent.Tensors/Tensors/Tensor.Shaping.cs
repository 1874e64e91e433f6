using System.Runtime.CompilerServices;
using Latent.Tensors.Autodiff.Ops;

namespace Latent.Tensors;

// Methods that move, select or repeat elements. Their derivatives move gradients back.
public sealed partial class Tensor
{
    /// <summary>One range per leading axis, the others whole: <c>x[..8, ^3..]</c>. Rows of the leading axis share memory.</summary>
    /// <exception cref="ShapeException">More ranges than axes, or a range outside its axis.</exception>
    [IndexerName("Ranges")]
    public Tensor this[params ReadOnlySpan<Range> ranges] => SliceOp.Apply(this, ranges);

    /// <summary>
    /// The elements start, start + step, ... of one axis. Shares memory if they are one piece, as rows of the leading axis are.
    /// </summary>
    /// <param name="axis">The axis; negative counts from the last.</param>
    /// <param name="start">The first index, 0 or more.</param>
    /// <param name="length">How many.</param>
    /// <param name="step">1 or more.</param>
    /// <exception cref="ShapeException">There is no such axis, or an index lies outside it.</exception>
    public Tensor Slice(int axis, int start, int length, int step = 1) => SliceOp.Apply(this, axis, start, length, step);

    /// <summary>Rows of the leading axis; shares memory.</summary>
    /// <exception cref="ShapeException">A row lies outside.</exception>
    public Tensor Rows(int start, int count) => SliceOp.Apply(this, 0, start, count, 1);

    /// <summary>Cuts an axis into pieces of the given sizes; pieces of the leading axis share memory.</summary>
    /// <param name="axis">The axis; negative counts from the last.</param>
    /// <param name="sizes">Sizes of the pieces; they add up to the axis.</param>
    /// <exception cref="ShapeException">There is no such axis, or the sizes do not add up to it.</exception>
    public Tensor[] Split(int axis, params ReadOnlySpan<int> sizes)
    {
        axis = ShapingChecks.Axis("Split", Shape, axis);
        long total = 0;
        foreach (int size in sizes) total += size;
        if (total != Shape[axis] || sizes.ContainsAnyExceptInRange(0, int.MaxValue))
            Throw.BadShape("Split", $"sizes {Shape.Format(sizes)} add up to {total}; axis {axis} of {Shape} has {Shape[axis]}.");
        Tensor[] pieces = new Tensor[sizes.Length];
        for (int k = 0, at = 0; k < pieces.Length; at += sizes[k++]) pieces[k] = Slice(axis, at, sizes[k]);
        return pieces;
    }

    /// <summary>The tensors along an axis, without it: the reverse of <see cref="Ops.Stack"/>.</summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Tensor[] Unstack(int axis = 0)
    {
        axis = ShapingChecks.Axis("Unstack", Shape, axis);
        Tensor[] pieces = new Tensor[Shape[axis]];
        for (int k = 0; k < pieces.Length; k++) pieces[k] = Slice(axis, k, 1).Reshape(Shape.Without(axis));
        return pieces;
    }

    /// <summary>Adds elements of one value before and after an axis.</summary>
    /// <exception cref="ShapeException">There is no such axis, or a width is negative.</exception>
    public Tensor Pad(int axis, int before, int after, double value = 0)
    {
        axis = ShapingChecks.Axis("Pad", Shape, axis);
        Span<int> left = stackalloc int[Shape.MaxRank], right = stackalloc int[Shape.MaxRank];
        left.Clear();
        right.Clear();
        left[axis] = before;
        right[axis] = after;
        return EmbedOp.Pad(this, left[..Shape.Rank], right[..Shape.Rank], value);
    }

    /// <summary>Adds elements of one value before and after every axis.</summary>
    /// <param name="before">A width per axis.</param>
    /// <param name="after">A width per axis.</param>
    /// <param name="value">What is added.</param>
    /// <exception cref="ShapeException">Not one width per axis, or a width is negative.</exception>
    public Tensor Pad(ReadOnlySpan<int> before, ReadOnlySpan<int> after, double value = 0) => EmbedOp.Pad(this, before, after, value);

    /// <summary>Reverses some axes; all of them if none is named.</summary>
    /// <exception cref="ShapeException">An axis does not exist or is named twice.</exception>
    public Tensor Flip(params ReadOnlySpan<int> axes) => SliceOp.Flip(this, axes);

    /// <summary>Reorders the axes: axis i of the result is axis <c>axes[i]</c> of this tensor.</summary>
    /// <exception cref="ShapeException">Not every axis is named once.</exception>
    public Tensor Permute(params ReadOnlySpan<int> axes) => PermuteOp.Apply(this, axes);

    /// <summary>
    /// Exchanges two axes, by default the last two. Operands of a matrix product need no such copy: see <see cref="Ops.MatMul"/>.
    /// </summary>
    /// <exception cref="ShapeException">An axis does not exist.</exception>
    public Tensor SwapAxes(int a = -2, int b = -1) => PermuteOp.Swap(this, a, b);

    /// <summary>
    /// Repeats axes of size 1, and new leading axes, to a larger shape. Operators broadcast by themselves, without the copy.
    /// </summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public Tensor BroadcastTo(Shape shape) => BroadcastOp.Apply(this, shape);

    /// <summary>Each element of an axis several times in place: a a b b.</summary>
    /// <exception cref="ShapeException">There is no such axis, or <paramref name="times"/> is negative.</exception>
    public Tensor Repeat(int axis, int times) => BroadcastOp.Repeat(this, axis, times);

    /// <summary>A whole axis several times: a b a b.</summary>
    /// <exception cref="ShapeException">There is no such axis, or <paramref name="times"/> is negative.</exception>
    public Tensor Tile(int axis, int times) => BroadcastOp.Tile(this, axis, times);

    /// <summary>
    /// The elements of an axis that the indices name, in their order; for axis 0 of a table an embedding lookup. Gradients of an
    /// element named
    /// more than once are added in the order of the indices.
    /// </summary>
    /// <exception cref="IndexRangeException">An index lies outside the axis; the message names it and its position.</exception>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Tensor Gather(int axis, ReadOnlySpan<int> indices) => GatherOp.Gather(this, axis, indices);

    /// <summary>One element of an axis for each position of the other axes: of log-probabilities [n, classes], the label's.</summary>
    /// <param name="axis">The axis, which is removed; negative counts from the last.</param>
    /// <param name="indices">One per element of the result, row-major.</param>
    /// <exception cref="IndexRangeException">An index lies outside the axis; the message names it and its position.</exception>
    /// <exception cref="ShapeException">There is no such axis, or the number of indices is not that of the positions.</exception>
    public Tensor TakeAlongAxis(int axis, ReadOnlySpan<int> indices) => GatherOp.TakeAlong(this, axis, indices);

    /// <summary>Matrices with the elements above a diagonal set to 0; 0 is the main diagonal, 1 the one above it.</summary>
    /// <exception cref="ShapeException">Fewer than two axes.</exception>
    public Tensor Tril(int diagonal = 0) => TriangleOp.Apply(this, diagonal, upper: false);

    /// <summary>Matrices with the elements below a diagonal set to 0; 0 is the main diagonal, 1 the one above it.</summary>
    /// <exception cref="ShapeException">Fewer than two axes.</exception>
    public Tensor Triu(int diagonal = 0) => TriangleOp.Apply(this, diagonal, upper: true);

    /// <summary>A diagonal of the last two axes: [..., m, n] gives [..., k].</summary>
    /// <param name="offset">0 for the main diagonal, positive above it.</param>
    /// <exception cref="ShapeException">Fewer than two axes, or no such diagonal.</exception>
    public Tensor Diagonal(int offset = 0) => DiagonalOp.Extract(this, offset);

    /// <summary>Square matrices of zeros with the last axis on a diagonal: [..., n] gives [..., n + |offset|, n + |offset|].</summary>
    /// <exception cref="ShapeException">No axis.</exception>
    public Tensor DiagonalMatrix(int offset = 0) => DiagonalOp.Embed(this, offset);

    /// <summary>Running sums along an axis, added one after the other.</summary>
    /// <param name="axis">The axis; negative counts from the last.</param>
    /// <param name="exclusive">Leave each element out of its own sum, so that the first is 0.</param>
    /// <param name="reverse">Sum from the last element to the first.</param>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Tensor CumulativeSum(int axis, bool exclusive = false, bool reverse = false) =>
        CumulativeSumOp.Apply(this, axis, exclusive, reverse);

    /// <summary>This tensor without an axis of size 1; shares memory.</summary>
    /// <exception cref="ShapeException">There is no such axis, or its size is not 1.</exception>
    public Tensor Squeeze(int axis)
    {
        axis = ShapingChecks.Axis("Squeeze", Shape, axis);
        if (Shape[axis] != 1) Throw.BadShape("Squeeze", $"axis {axis} of {Shape} has size {Shape[axis]}; only an axis of size 1 can go.");
        return Reshape(Shape.Without(axis));
    }

    /// <summary>This tensor with a new axis of size 1; shares memory.</summary>
    /// <param name="axis">Where the new axis will be; -1 is the last.</param>
    /// <exception cref="ShapeException">The new axis would lie outside.</exception>
    public Tensor Unsqueeze(int axis)
    {
        int rank = Shape.Rank + 1;
        if (axis < -rank || axis >= rank)
            Throw.BadShape("Unsqueeze", $"the new axis {axis} does not fit {Shape}; it may be {-rank} to {rank - 1}.");
        if (axis < 0) axis += rank;
        return Reshape(Shape.Slice(0, axis).Concat([1]).Concat(Shape.Slice(axis, Shape.Rank)));
    }

    /// <summary>Merges the axes from <paramref name="startAxis"/> to the last into one; shares memory.</summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Tensor Flatten(int startAxis = 0)
    {
        if (Shape.Rank == 0) return Reshape(1);
        startAxis = ShapingChecks.Axis("Flatten", Shape, startAxis);
        return Reshape(Shape.Slice(0, startAxis).Concat([Shape.Slice(startAxis, Shape.Rank).Count]));
    }
}
