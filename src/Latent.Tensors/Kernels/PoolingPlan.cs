namespace Latent.Tensors.Kernels;

/// <summary>
/// What is done to windows. All maps but <see cref="Max"/> are linear; each stands beside its transpose, which is its gradient.
/// "Large" is [Planes, InHeight, InWidth] and "small" [Planes, OutHeight, OutWidth] of the geometry.
/// </summary>
internal enum PoolingMap
{
    /// <summary>Large to small: the largest value of each window, and where it stands, which goes to the indices.</summary>
    Max,

    /// <summary>Large to small: the values that stand where the indices say; 0 where there is none.</summary>
    Gather,

    /// <summary>Small to large: the transpose of <see cref="Gather"/>.</summary>
    Scatter,

    /// <summary>Large to small: the mean of each window.</summary>
    Average,

    /// <summary>Small to large: the transpose of <see cref="Average"/>.</summary>
    Spread,

    /// <summary>Small to large: each value fills its window; windows do not overlap.</summary>
    Repeat,

    /// <summary>Large to small: the sum of each window, the transpose of <see cref="Repeat"/>.</summary>
    Sum,
}

/// <summary>A map between planes and the windows in them.</summary>
internal struct PoolingPlan
{
    public PoolingGeometry Geometry;
    public PoolingMap Map;
    public Operand From;
    public Operand To;

    /// <summary>32-bit integers of the small shape: positions in a plane, row · InWidth + column, or -1.</summary>
    public Operand Indices;

    /// <summary>Whether padding counts in the divisor of a mean.</summary>
    public bool CountPadding;

    public DType DType;
}
