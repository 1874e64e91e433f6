using Latent.Tensors.Autodiff.Ops;

namespace Latent.Tensors;

public static partial class Ops
{
    /// <summary>Tensors one after the other along an axis they have; the other axes agree.</summary>
    /// <exception cref="ShapeException">No tensors, no such axis, or shapes that differ elsewhere.</exception>
    public static Tensor Concat(ReadOnlySpan<Tensor> tensors, int axis = 0) => ConcatOp.Concat(tensors, axis);

    /// <summary>Tensors of one shape along a new axis.</summary>
    /// <param name="tensors">At least one.</param>
    /// <param name="axis">Where the new axis will be; -1 is the last.</param>
    /// <exception cref="ShapeException">No tensors, shapes that differ, or an axis that does not fit.</exception>
    public static Tensor Stack(ReadOnlySpan<Tensor> tensors, int axis = 0) => ConcatOp.Stack(tensors, axis);

    /// <summary>
    /// Adds the rows of an axis to the rows of a tensor of zeros that the indices name, in the order of the indices: the reverse of
    /// <see cref="Tensor.Gather"/>.
    /// </summary>
    /// <param name="x">[..., k, ...].</param>
    /// <param name="axis">The axis of size k.</param>
    /// <param name="indices">k indices below <paramref name="size"/>.</param>
    /// <param name="size">The axis's size in the result.</param>
    /// <exception cref="IndexRangeException">An index lies outside; the message names it and its position.</exception>
    /// <exception cref="ShapeException">There is no such axis, or the number of indices is not its size.</exception>
    public static Tensor ScatterAdd(Tensor x, int axis, ReadOnlySpan<int> indices, int size) => GatherOp.ScatterAdd(x, axis, indices, size);

    /// <summary>A free tensor [n, classes] of zeros with a one in each row where its index says.</summary>
    /// <exception cref="IndexRangeException">An index lies outside; the message names it and its position.</exception>
    public static Tensor OneHot(ReadOnlySpan<int> indices, int classes, DType dtype = DType.Float32) =>
        GatherOp.OneHot(null, indices, classes, dtype);

    /// <summary>A tensor of the pass, [n, classes], of zeros with a one in each row where its index says.</summary>
    /// <exception cref="IndexRangeException">An index lies outside; the message names it and its position.</exception>
    public static Tensor OneHot(this Pass pass, ReadOnlySpan<int> indices, int classes, DType dtype = DType.Float32)
    {
        ArgumentNullException.ThrowIfNull(pass);
        return GatherOp.OneHot(pass, indices, classes, dtype);
    }
}
