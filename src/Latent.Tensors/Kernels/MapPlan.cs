namespace Latent.Tensors.Kernels;

/// <summary>
/// An element-wise operation with its broadcasting resolved: a row-major output of <c>Rank</c> axes, and for each operand a stride
/// per axis, 0 where it is broadcast. Neighbouring axes that every operand walks alike are merged, so the usual plan has one axis.
/// </summary>
internal struct MapPlan
{
    public Operand Output;
    public Operands Operands;
    public Strides Strides;
    public AxisSizes Sizes;
    public int Arity;
    public int Rank;
    public int Count;
    public DType DType;

    /// <summary>The size of the innermost axis, along which operands are contiguous or constant.</summary>
    public readonly int Inner => Rank == 0 ? 1 : Sizes[Rank - 1];

    public readonly int Rows => Inner == 0 ? 0 : Count / Inner;

    public static MapPlan Create(Operand output, Shape shape, DType dtype)
    {
        MapPlan plan = default;
        plan.Output = output;
        plan.DType = dtype;
        plan.Count = shape.Count;
        plan.Rank = shape.Rank;
        shape.Span.CopyTo(plan.Sizes);
        return plan;
    }

    /// <summary>Adds an operand of a shape that broadcasts to the output's.</summary>
    public void Add(Operand operand, Shape shape)
    {
        int k = Arity++;
        Operands[k] = operand;
        SetStrides(ref Strides, k, shape, Rank);
    }

    /// <summary>Merges axes; call once all operands are added.</summary>
    public void Finish() => Rank = AxisMerger.Merge(ref Sizes, ref Strides, Rank, Arity, stackalloc bool[Shape.MaxRank]);

    internal static void SetStrides(ref Strides strides, int operand, Shape shape, int rank)
    {
        int stride = 1;
        ReadOnlySpan<int> sizes = shape.Span;
        for (int i = 1; i <= rank; i++)
        {
            int size = i <= sizes.Length ? sizes[^i] : 1;
            strides[operand, rank - i] = size == 1 ? 0 : stride;
            stride *= size;
        }
    }
}

/// <summary>Drops axes of size 1 and merges neighbours that all operands walk alike.</summary>
internal static class AxisMerger
{
    /// <summary>Returns the new rank. <paramref name="labels"/> are per axis; only axes of one label merge (kept or reduced).</summary>
    public static int Merge(ref AxisSizes sizes, ref Strides strides, int rank, int arity, Span<bool> labels)
    {
        int to = 0;
        for (int axis = 0; axis < rank; axis++)
        {
            if (sizes[axis] == 1) continue;
            if (to > 0 && labels[to - 1] == labels[axis] && Continues(in strides, to - 1, axis, sizes[axis], arity))
            {
                sizes[to - 1] *= sizes[axis];
            }
            else
            {
                sizes[to] = sizes[axis];
                labels[to] = labels[axis];
                to++;
            }
            for (int k = 0; k < arity; k++) strides[k, to - 1] = strides[k, axis];
        }
        return to;
    }

    private static bool Continues(in Strides strides, int outer, int inner, int innerSize, int arity)
    {
        for (int k = 0; k < arity; k++)
            if (strides[k, outer] != strides[k, inner] * innerSize) return false;
        return true;
    }
}
