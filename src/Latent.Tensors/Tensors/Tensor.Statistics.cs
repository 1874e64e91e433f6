using Latent.Tensors.Autodiff.Ops;

namespace Latent.Tensors;

// Statistics made of reductions and element-wise functions.
public sealed partial class Tensor
{
    /// <summary>
    /// The mean squared distance from the mean, Σ(x - x̄)²/n, over some axes, which are removed; over all if none is named.
    /// </summary>
    /// <remarks>Divides by n. For the unbiased estimate multiply by n/(n - 1).</remarks>
    /// <exception cref="ShapeException">An axis does not exist or is named twice.</exception>
    public Tensor Variance(params ReadOnlySpan<int> axes) => (this - MeanKeepingAxes(axes)).Square().Mean(axes);

    /// <summary>As <see cref="Variance"/>, leaving the axes with size 1, so that the result broadcasts against this tensor.</summary>
    public Tensor VarianceKeepingAxes(params ReadOnlySpan<int> axes) => (this - MeanKeepingAxes(axes)).Square().MeanKeepingAxes(axes);

    /// <summary>The root of <see cref="Variance"/>; where that is 0 the gradient is 0.</summary>
    /// <exception cref="ShapeException">An axis does not exist or is named twice.</exception>
    public Tensor StandardDeviation(params ReadOnlySpan<int> axes) => RootOrZero(Variance(axes));

    /// <summary>The Euclidean norm √Σx² over some axes, which are removed; over all if none is named. At 0 its gradient is 0.</summary>
    /// <exception cref="ShapeException">An axis does not exist or is named twice.</exception>
    public Tensor Norm(params ReadOnlySpan<int> axes) => RootOrZero(Square().Sum(axes));

    /// <summary>Σ x·y over the last axis; the others broadcast.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast, or the last axes differ.</exception>
    public Tensor Dot(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Shape.Rank == 0 || other.Shape.Rank == 0 || Shape[-1] != other.Shape[-1])
            Throw.BadShape("Dot", $"last axes differ: {Shape} and {other.Shape}.");
        return (this * other).Sum(-1);
    }

    /// <summary>
    /// Where the largest element of an axis is, for each position of the other axes, row-major; the first of equals; the first NaN
    /// wins.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis, or it is empty.</exception>
    public int[] ArgMax(int axis)
    {
        axis = ShapingChecks.Axis("ArgMax", Shape, axis);
        if (Shape[axis] == 0) Throw.BadShape("ArgMax", $"an empty set has no largest: axis {axis} of {Shape} has size 0.");
        int[] result = new int[Shape.Without(axis).Count];
        if (DType == DType.Float32) ArgMax(ReadAs<float>(), axis, result);
        else ArgMax(ReadAs<double>(), axis, result);
        return result;
    }

    // √v has an infinite slope at 0; there a constant takes its place.
    private static Tensor RootOrZero(Tensor v) => v.Where(v.Where(v, 1.0).Sqrt(), 0.0);

    private void ArgMax<T>(ReadOnlySpan<T> values, int axis, int[] result) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        int size = Shape[axis], inner = Shape.Slice(axis + 1, Shape.Rank).Count;
        for (int at = 0; at < result.Length; at++)
        {
            int first = (at / inner * size * inner) + (at % inner);
            T best = values[first];
            for (int k = 1; k < size && !T.IsNaN(best); k++)
            {
                T value = values[first + (k * inner)];
                if (value > best || T.IsNaN(value)) (best, result[at]) = (value, k);
            }
        }
    }
}
