namespace Latent.Tensors.Kernels;

/// <summary>
/// A fold of an element-wise function over some axes: the iteration space's axes, each kept or reduced, and for each operand a
/// stride per axis. The output is row-major over the kept axes.
/// </summary>
internal struct ReducePlan
{
    public Operand Output;
    public Operands Operands;
    public Strides Strides;
    public AxisSizes Sizes;
    public int ReducedAxes;
    public int Arity;
    public int Rank;
    public DType DType;

    /// <summary>The folded value is multiplied by this: 1, or 1/n for a mean.</summary>
    public double Scale;

    /// <summary>Whether the result is added to the output's old content.</summary>
    public bool Accumulate;

    public readonly bool IsReduced(int axis) => (ReducedAxes >> axis & 1) != 0;

    public readonly int KeptCount => CountOf(reduced: false);

    public readonly int ReducedCount => CountOf(reduced: true);

    /// <summary>Starts a plan over <paramref name="space"/> with the axes of the mask reduced.</summary>
    public static ReducePlan Create(Operand output, Shape space, int reducedAxes, DType dtype)
    {
        ReducePlan plan = default;
        plan.Output = output;
        plan.DType = dtype;
        plan.Rank = space.Rank;
        plan.ReducedAxes = reducedAxes;
        plan.Scale = 1;
        space.Span.CopyTo(plan.Sizes);
        return plan;
    }

    public void Add(Operand operand, Shape shape)
    {
        int k = Arity++;
        Operands[k] = operand;
        MapPlan.SetStrides(ref Strides, k, shape, Rank);
    }

    /// <summary>Merges axes; call once all operands are added.</summary>
    public void Finish()
    {
        Span<bool> reduced = stackalloc bool[Shape.MaxRank];
        for (int axis = 0; axis < Rank; axis++) reduced[axis] = IsReduced(axis);
        bool keepsLast = Rank > 0 && !IsReduced(Rank - 1);
        Rank = AxisMerger.Merge(ref Sizes, ref Strides, Rank, Arity, reduced);
        ReducedAxes = 0;
        for (int axis = 0; axis < Rank; axis++)
            if (reduced[axis]) ReducedAxes |= 1 << axis;
        // The order of a sum follows from which axes are reduced, not from a kept one that happens to have size 1 and was dropped: the last
        // example of a batch, alone, must have the bits it has among others.
        if (keepsLast && ReducedAxes != 0 && IsReduced(Rank - 1))
        {
            for (int k = 0; k < Arity; k++) Strides[k, Rank] = 0;
            Sizes[Rank++] = 1;
        }
    }

    private readonly int CountOf(bool reduced)
    {
        int count = 1;
        for (int axis = 0; axis < Rank; axis++)
            if (IsReduced(axis) == reduced) count *= Sizes[axis];
        return count;
    }
}
