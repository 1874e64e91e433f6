using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>The diagonals of matrices as vectors, and vectors as the diagonals of matrices of zeros: each the other's adjoint.</summary>
internal static class DiagonalOp
{
    /// <summary>y[..., i] = x[..., i - min(offset, 0), i + max(offset, 0)].</summary>
    public static Tensor Extract(Tensor x, int offset)
    {
        const string Name = "Diagonal";
        OpScope scope = OpScope.Of(Name, x);
        scope.Resolve(ref x);
        ShapingChecks.Matrices(Name, x.Shape);
        int rows = x.Shape[-2], columns = x.Shape[-1];
        if (offset <= -Math.Max(rows, 1) || offset >= Math.Max(columns, 1))
            Throw.BadShape(Name, $"offset {offset} lies outside the matrices of {x.Shape}; it may be {1 - rows} to {columns - 1}.");
        int length = Math.Min(rows + Math.Min(offset, 0), columns - Math.Max(offset, 0));
        Tensor y = scope.New(x.Shape.Without(-1).With(-1, length));
        Copy(y, x, offset, toMatrix: false, accumulate: false);
        if (scope.Records) scope.Attach(new ExtractNode(x, offset), y);
        return y;
    }

    /// <summary>A matrix of zeros but for one diagonal, of the given shape.</summary>
    public static Tensor Embed(Tensor x, int offset, Shape shape)
    {
        OpScope scope = OpScope.Of("DiagonalMatrix", x);
        Tensor y = scope.New(shape);
        Zero(y);
        Copy(y, x, offset, toMatrix: true, accumulate: false);
        if (scope.Records) scope.Attach(new EmbedNode(x, offset), y);
        return y;
    }

    /// <summary>The smallest square matrix with x on its diagonal.</summary>
    public static Tensor Embed(Tensor x, int offset)
    {
        OpScope scope = OpScope.Of("DiagonalMatrix", x);
        scope.Resolve(ref x);
        if (x.Shape.Rank < 1) Throw.BadShape("DiagonalMatrix", $"{x.Shape} has no axis to spread; at least one is needed.");
        int size = checked(x.Shape[-1] + Math.Abs(offset));
        return Embed(x, offset, x.Shape.With(-1, size).Concat([size]));
    }

    private static void Zero(Tensor y) => Box.Whole(y.Shape).Fill(y, Tensor.Weak(0).Resolve(y.Pass, y.Device, y.DType));

    private static void Copy(Tensor output, Tensor input, int offset, bool toMatrix, bool accumulate)
    {
        Shape shape = toMatrix ? output.Shape : input.Shape;
        int columns = shape[-1], matrix = shape[-2] * columns;
        int length = (toMatrix ? input : output).Shape[-1];
        if (matrix == 0 || length == 0) return;
        int first = offset < 0 ? -offset * columns : offset;
        Operand to = output.Operand, from = input.Operand;
        CopyPlan plan = toMatrix
            ? CopyPlan.Create(new(to.Buffer, to.Offset + first), from, output.DType, accumulate)
            : CopyPlan.Create(to, new(from.Buffer, from.Offset + first), output.DType, accumulate);
        plan.AddAxis(shape.Count / matrix, toMatrix ? matrix : length, toMatrix ? length : matrix);
        plan.AddAxis(length, toMatrix ? columns + 1 : 1, toMatrix ? 1 : columns + 1);
        output.Device.Kernels.Copy(plan);
    }

    private sealed class ExtractNode(Tensor x, int offset) : LinearMapNode("Diagonal", x)
    {
        protected override Tensor Adjoint(Tensor gradient) => Embed(gradient, offset, X.Shape);

        protected override void AdjointInto(Tensor target, Tensor gradient, bool accumulate)
        {
            if (!accumulate) Zero(target);
            Copy(target, gradient, offset, toMatrix: true, accumulate);
        }
    }

    private sealed class EmbedNode(Tensor x, int offset) : LinearMapNode("DiagonalMatrix", x)
    {
        protected override Tensor Adjoint(Tensor gradient) => Extract(gradient, offset);

        protected override void AdjointInto(Tensor target, Tensor gradient, bool accumulate) =>
            Copy(target, gradient, offset, toMatrix: false, accumulate);
    }
}
