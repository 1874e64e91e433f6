using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>
/// Tensors side by side along an axis that they have (concat) or that is new (stack). Seen as [outer, width] blocks, both put the operands'
/// rows one after the other; the adjoint cuts them apart.
/// </summary>
internal static class ConcatOp
{
    public static Tensor Concat(ReadOnlySpan<Tensor> operands, int axis)
    {
        const string Name = "Concat";
        if (operands.IsEmpty) Throw.BadShape(Name, "there are no tensors to join; give at least one.");
        OpScope scope = OpScope.Of(Name, operands);
        Shape first = operands[0].Shape;
        axis = ShapingChecks.Axis(Name, first, axis);
        long total = 0;
        for (int k = 0; k < operands.Length; k++)
        {
            Shape shape = operands[k].Shape;
            if (shape.Rank != first.Rank || shape.With(axis, first[axis]) != first)
                Throw.BadShape(Name, $"operand 0 has shape {first} and operand {k} has {shape}; all axes but axis {axis} must agree.");
            total += shape[axis];
        }
        if (operands.Length == 1) return operands[0];
        Shape joined = first.With(axis, (int)Math.Min(total, int.MaxValue));
        return Join(Name, scope, operands, joined, first.Slice(0, axis).Count);
    }

    public static Tensor Stack(ReadOnlySpan<Tensor> operands, int axis)
    {
        const string Name = "Stack";
        if (operands.IsEmpty) Throw.BadShape(Name, "there are no tensors to stack; give at least one.");
        OpScope scope = OpScope.Of(Name, operands);
        Shape first = operands[0].Shape;
        int rank = first.Rank + 1;
        if (axis < -rank || axis >= rank) Throw.BadShape(Name, $"the new axis {axis} does not fit {first}; it may be {-rank} to {rank - 1}.");
        if (axis < 0) axis += rank;
        for (int k = 1; k < operands.Length; k++)
            if (operands[k].Shape != first) Throw.ShapeMismatch(Name, $"operand {k}", first, operands[k].Shape);
        Shape stacked = first.Slice(0, axis).Concat([operands.Length]).Concat(first.Slice(axis, first.Rank));
        return Join(Name, scope, operands, stacked, first.Slice(0, axis).Count);
    }

    private static Tensor Join(string name, OpScope scope, ReadOnlySpan<Tensor> operands, Shape shape, int outer)
    {
        Tensor y = scope.New(shape);
        if (shape.Count > 0)
        {
            int total = shape.Count / outer, at = 0;
            foreach (Tensor operand in operands)
            {
                Tensor resolved = operand.Resolve(scope.Pass, scope.Device, scope.DType);
                int width = resolved.Shape.Count / outer;
                Move(y.Operand, at, total, resolved.Operand, 0, width, outer, width, y, false);
                at += width;
            }
        }
        if (scope.Records) scope.Attach(new ConcatNode(name, operands.ToArray(), outer), y);
        return y;
    }

    private static void Move(
        Operand output, int outputStart, int outputRow, Operand input, int inputStart, int inputRow,
        int outer, int width, Tensor like, bool accumulate)
    {
        CopyPlan plan = CopyPlan.Create(
            new(output.Buffer, output.Offset + outputStart), new(input.Buffer, input.Offset + inputStart), like.DType, accumulate);
        plan.AddAxis(outer, outputRow, inputRow);
        plan.AddAxis(width, 1, 1);
        like.Device.Kernels.Copy(plan);
    }

    private sealed class ConcatNode(string name, Tensor[] operands, int outer) : Node
    {
        public override string Name => name;

        public override int InputCount => operands.Length;

        public override Tensor Input(int index) => operands[index];

        public override void Backward(Tensor gradient, Backprop back)
        {
            if (gradient.Shape.Count == 0) return;
            int total = gradient.Shape.Count / outer, at = 0;
            foreach (Tensor operand in operands)
            {
                int width = operand.Shape.Count / outer;
                if (back.Needs(operand))
                {
                    // Whole rows are a view of the gradient; a recorded traversal needs the slice as an operation.
                    if (outer == 1 || back.CreatesGraph)
                    {
                        back.Add(operand, SliceOp.Apply(gradient.Reshape(outer, total), 1, at, width, 1).Reshape(operand.Shape));
                    }
                    else
                    {
                        Tensor target = back.Into(operand, out bool accumulate);
                        Move(target.Operand, 0, width, gradient.Operand, at, total, outer, width, target, accumulate);
                    }
                }
                at += width;
            }
        }
    }
}
