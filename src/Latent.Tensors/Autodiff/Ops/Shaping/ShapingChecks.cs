namespace Latent.Tensors.Autodiff.Ops;

/// <summary>What the operations of this folder refuse in the same words.</summary>
internal static class ShapingChecks
{
    /// <summary>The axis from the first, or an error that names the operation.</summary>
    public static int Axis(string op, Shape shape, int axis)
    {
        if (axis < -shape.Rank || axis >= shape.Rank) Throw.AxisOutOfRange(axis, shape, op);
        return shape.ResolveAxis(axis);
    }

    /// <summary>All indices lie within the axis.</summary>
    public static void Indices(string op, ReadOnlySpan<int> indices, int axis, Shape shape)
    {
        uint size = (uint)shape[axis];
        for (int i = 0; i < indices.Length; i++)
            if ((uint)indices[i] >= size) Throw.IndexRange(op, indices[i], i, axis, shape);
    }

    /// <summary>The last two axes are matrices.</summary>
    public static void Matrices(string op, Shape shape)
    {
        if (shape.Rank < 2) Throw.BadShape(op, $"{shape} has no matrices; at least two axes are needed.");
    }

    /// <summary>The last two axes are square matrices.</summary>
    public static void Square(string op, string what, Shape shape)
    {
        if (shape.Rank < 2 || shape[-1] != shape[-2]) Throw.BadShape(op, $"{what} {shape} must be square in its last two axes, [..., n, n].");
    }
}
