using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>
/// y = log Σ eˣ over some axes, ∂y/∂x = e^(x - y). A row of nothing but -∞ gives -∞, and passes on a gradient of zero; an element that is
/// as large as the whole sum, +∞ among them, gets the gradient whole.
/// </summary>
internal static class LogSumExpOp
{
    private const string Name = "LogSumExp";

    public static Tensor Apply(Tensor x, ReadOnlySpan<int> axes, bool keepAxes)
    {
        OpScope scope = OpScope.Of(Name, x);
        int mask = ReduceOp.Mask(Name, x.Shape, axes);
        if (mask == 0) return x;
        // Neighbouring axes are one; of several such blocks the last goes first: log Σ_a Σ_b eˣ = log Σ_a e^(log Σ_b eˣ).
        int last = System.Numerics.BitOperations.Log2((uint)mask), first = last;
        while (first > 0 && (mask >> (first - 1) & 1) != 0) first--;
        int block = mask & -(1 << first);
        Tensor y = scope.New(ReduceOp.Reduced(x.Shape, block, keepAxes: true));
        RowPlan plan = default;
        plan.Function = RowFunction.LogSumExp;
        plan.Input = x.Operand;
        plan.Output = y.Operand;
        plan.Outer = x.Shape.Slice(0, first).Count;
        plan.Length = x.Shape.Slice(first, last + 1).Count;
        plan.Inner = x.Shape.Slice(last + 1, x.Shape.Rank).Count;
        plan.IsLast = last == x.Shape.Rank - 1;
        plan.DType = x.DType;
        y.Device.Kernels.Rows(plan);
        if (scope.Records) scope.Attach(new LogSumExpNode(x), y);
        if (block != mask) y = Apply(y, ReduceOp.AxesOf(mask & ~block, stackalloc int[Shape.MaxRank]), keepAxes: true);
        return keepAxes ? y : y.Reshape(ReduceOp.Reduced(x.Shape, mask, keepAxes: false));
    }

    /// <summary>e^(x - y), where the difference of equal infinities is 0, and 0 where y is -∞.</summary>
    private static N Weight<N>(N x, N y) where N : IReal<N>
    {
        N weight = N.Exp(N.IfEqual(x, y, N.Constant(0), x - y));
        return N.IfEqual(y, N.Constant(double.NegativeInfinity), N.Constant(0), weight);
    }

    private readonly struct WeightProduct : IMap
    {
        public static int Arity => 3;

        public static N Apply<N, TArguments>(in TArguments args)
            where N : IReal<N>
            where TArguments : struct, IArguments<N>, allows ref struct => args.Get(0) * Weight(args.Get(1), args.Get(2));
    }

    /// <summary>The output keeps the reduced axes with size 1, so that it broadcasts against x.</summary>
    private sealed class LogSumExpNode(Tensor x) : Node
    {
        public override string Name => LogSumExpOp.Name;

        public override int InputCount => 1;

        public override Tensor Input(int index) => x;

        public override void Backward(Tensor gradient, Backprop back)
        {
            if (back.CreatesGraph) back.Add(x, gradient * Weight(x, Output));
            else back.Add<WeightProduct>(x, x.Shape, gradient, x, Output);
        }
    }
}
