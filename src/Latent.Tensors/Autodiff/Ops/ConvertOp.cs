namespace Latent.Tensors.Autodiff.Ops;

/// <summary>The same numbers in another element type; the gradient is converted back.</summary>
internal static class ConvertOp
{
    public static Tensor Apply(Tensor x, DType dtype)
    {
        if (x.IsWeak) return x.Resolve(null, x.Device, dtype);
        OpScope scope = OpScope.Of("To", x);
        Tensor y = Tensor.Allocate(scope.Pass, scope.Device, x.Shape, dtype);
        if (dtype == DType.Float32) Round(x.ReadAs<double>(), y.Writable<float>());
        else Widen(x.ReadAs<float>(), y.Writable<double>());
        if (scope.Records) scope.Attach(new ConvertNode(x), y);
        return y;
    }

    private static void Round(ReadOnlySpan<double> from, Span<float> to)
    {
        for (int i = 0; i < to.Length; i++) to[i] = (float)from[i];
    }

    private static void Widen(ReadOnlySpan<float> from, Span<double> to)
    {
        for (int i = 0; i < to.Length; i++) to[i] = from[i];
    }

    private sealed class ConvertNode(Tensor x) : Node
    {
        public override string Name => "To";

        public override int InputCount => 1;

        public override Tensor Input(int index) => x;

        public override void Backward(Tensor gradient, Backprop back) => back.Add(x, gradient.To(x.DType));
    }
}
