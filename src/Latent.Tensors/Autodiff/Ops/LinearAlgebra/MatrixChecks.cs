using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>What operations on square matrices agree on: shapes, finite input, batches, and how they fail.</summary>
internal static class MatrixChecks
{
    public static void Square(string op, Tensor a)
    {
        ShapingChecks.Square(op, "a", a.Shape);
        a.ThrowIfNotFinite($"{op}: a");
    }

    /// <summary>A square matrix and right-hand sides of its height, with batches made equal.</summary>
    public static void System(string op, ref Tensor a, ref Tensor b)
    {
        Square(op, a);
        if (b.Shape.Rank < 2 || b.Shape[-2] != a.Shape[-1])
        {
            Throw.BadShape(op, $"a {a.Shape} · x = b {b.Shape}: b must be [..., {a.Shape[-1]}, m]. Reshape a vector to [{a.Shape[-1]}, 1].");
        }
        b.ThrowIfNotFinite($"{op}: b");
        Shape batchA = a.Shape.Slice(0, a.Shape.Rank - 2), batchB = b.Shape.Slice(0, b.Shape.Rank - 2);
        if (!Shape.TryBroadcast(batchA, batchB, out Shape batch)) Throw.Broadcast($"{op} (batch axes)", a.Shape, b.Shape);
        a = BroadcastOp.Apply(a, batch.Concat(a.Shape.Slice(a.Shape.Rank - 2, a.Shape.Rank)));
        b = BroadcastOp.Apply(b, batch.Concat(b.Shape.Slice(b.Shape.Rank - 2, b.Shape.Rank)));
    }

    public static MatrixPlan Plan(Tensor a, Tensor output) => new()
    {
        Matrix = a.Operand,
        Output = output.Operand,
        N = a.Shape[-1],
        Batches = a.Shape.Slice(0, a.Shape.Rank - 2).Count,
        DType = a.DType,
    };

    public static MatrixPlan Plan(Tensor a, Tensor output, Tensor right)
    {
        MatrixPlan plan = Plan(a, output);
        plan.Right = right.Operand;
        plan.Columns = right.Shape[-1];
        return plan;
    }

    public static void ThrowIfFailed(string op, MatrixFailure failure)
    {
        if (failure.HasFailed) Throw.Singular(op, failure.Matrix, failure.Pivot, failure.Value);
    }
}
