using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>
/// y = eˣ / Σ eˣ along an axis, ∂: y·(g - Σ g·y); and its logarithm, ∂: g - eʸ·Σ g.
/// </summary>
internal static class SoftmaxOp
{
    public static Tensor Apply(Tensor x, int axis, bool logarithm)
    {
        string name = logarithm ? "LogSoftmax" : "Softmax";
        OpScope scope = OpScope.Of(name, x);
        if (axis < -x.Shape.Rank || axis >= x.Shape.Rank) Throw.AxisOutOfRange(axis, x.Shape, name);
        axis = x.Shape.ResolveAxis(axis);
        Tensor y = scope.New(x.Shape);
        Run(logarithm ? RowFunction.LogSoftmax : RowFunction.Softmax, axis, x, null, y, false);
        if (scope.Records) scope.Attach(new SoftmaxNode(name, x, axis, logarithm), y);
        return y;
    }

    private static void Run(RowFunction function, int axis, Tensor input, Tensor? gradient, Tensor output, bool accumulate)
    {
        RowPlan plan = default;
        plan.Function = function;
        plan.Input = input.Operand;
        if (gradient is not null) plan.Gradient = gradient.Operand;
        plan.Output = output.Operand;
        plan.Outer = input.Shape.Slice(0, axis).Count;
        plan.Length = input.Shape[axis];
        plan.Inner = input.Shape.Slice(axis + 1, input.Shape.Rank).Count;
        plan.IsLast = axis == input.Shape.Rank - 1;
        plan.Accumulate = accumulate;
        plan.DType = input.DType;
        output.Device.Kernels.Rows(plan);
    }

    private sealed class SoftmaxNode(string name, Tensor x, int axis, bool logarithm) : Node
    {
        public override string Name => name;

        public override int InputCount => 1;

        public override Tensor Input(int index) => x;

        public override void Backward(Tensor gradient, Backprop back)
        {
            Tensor y = Output;
            if (back.CreatesGraph)
            {
                back.Add(x, logarithm
                    ? gradient - (y.Exp() * gradient.SumKeepingAxes(axis))
                    : y * (gradient - (gradient * y).SumKeepingAxes(axis)));
                return;
            }
            Tensor target = back.Into(x, out bool accumulate);
            Run(logarithm ? RowFunction.LogSoftmaxGradient : RowFunction.SoftmaxGradient, axis, y, gradient, target, accumulate);
        }
    }
}
