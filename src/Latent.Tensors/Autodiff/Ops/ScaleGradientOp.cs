using Latent.Tensors.Formulas;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>What the gradients through some tensors are multiplied by; may be given once the forward traversal is over.</summary>
internal sealed class GradientFactor
{
    /// <summary>Broadcasts against the tensor; null is 1.</summary>
    public Tensor? Value { get; set; }
}

/// <summary>
/// y = x, but the gradient by y is multiplied by a factor on its way to x. Not a derivative: gradient estimators weight what passes
/// through a sample otherwise than what passes beside it.
/// </summary>
internal static class ScaleGradientOp
{
    private const string Name = "ScaleGradient";

    public static Tensor Apply(Tensor x, GradientFactor factor)
    {
        OpScope scope = OpScope.Of(Name, x);
        if (!scope.Records) return x;
        Tensor y = x.ViewAt(0, x.Shape);
        scope.Attach(new ScaleGradientNode(x, factor), y);
        return y;
    }

    private sealed class ScaleGradientNode(Tensor x, GradientFactor factor) : Node
    {
        public override string Name => ScaleGradientOp.Name;

        public override int InputCount => 1;

        public override Tensor Input(int index) => x;

        public override void Backward(Tensor gradient, Backprop back)
        {
            if (factor.Value is not { } scale) back.Add(x, gradient);
            else if (back.CreatesGraph) back.Add(x, gradient * scale);
            else back.Add<BinaryValue<MultiplyOp>>(x, x.Shape, gradient, scale);
        }
    }
}
