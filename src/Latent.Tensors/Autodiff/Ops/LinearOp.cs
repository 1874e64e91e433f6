using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>
/// y = f(x·Wᵀ + b), W [out, in] as PyTorch stores it: product, bias and activation in one sweep.
/// With p = g·f′(y): ∂x = p·W, ∂W = pᵀ·x, ∂b = Σ_rows p.
/// </summary>
internal static class LinearOp
{
    private const string Name = "Linear";

    public static Tensor Apply(Tensor x, Tensor weight, Tensor? bias, Activation activation)
    {
        OpScope scope = bias is null ? OpScope.Of(Name, x, weight) : OpScope.Of(Name, x, weight, bias);
        Activations.Check(Name, activation);
        if (weight.Shape.Rank != 2 || x.Shape.Rank < 1)
            Throw.BadShape(Name, $"x {x.Shape} · weight {weight.Shape}: x needs at least one axis and the weight is [out, in].");
        int inputs = weight.Shape[1], outputs = weight.Shape[0];
        if (x.Shape[-1] != inputs)
        {
            Throw.BadShape(Name, $"inner dimensions differ: x {x.Shape} · {weight.Label} {weight.Shape}ᵀ ({x.Shape[-1]} vs {inputs}). " +
                $"The layer was built for {inputs} inputs; the batch has {x.Shape[-1]}.");
        }
        if (bias is not null && bias.Shape != [outputs]) Throw.ShapeMismatch(Name, "bias", [outputs], bias.Shape);
        Shape shape = x.Shape.With(-1, outputs);
        Tensor rows = x.Shape.Rank == 2 ? x : x.Reshape(shape.Without(-1).Count, inputs);
        Tensor y = scope.New([rows.Shape[0], outputs]);
        MatMulOp.Run(y, rows, weight, false, true, accumulate: false, bias, activation);
        if (scope.Records) scope.Attach(new LinearNode(rows, weight, bias, activation), y);
        return y.Shape == shape ? y : y.Reshape(shape);
    }

    private sealed class LinearNode(Tensor x, Tensor weight, Tensor? bias, Activation activation) : Node
    {
        public override string Name => LinearOp.Name;

        public override int InputCount => bias is null ? 2 : 3;

        public override Tensor Input(int index) => index switch
        {
            0 => x,
            1 => weight,
            _ => bias!,
        };

        public override void Backward(Tensor gradient, Backprop back)
        {
            if (back.CreatesGraph)
            {
                Tensor p = Activations.Backward(activation, gradient, Output);
                if (back.Needs(x)) back.Add(x, MatMulOp.Apply(p, weight, Transpose.None));
                if (back.Needs(weight)) back.Add(weight, MatMulOp.Apply(p, x, Transpose.A));
                if (bias is not null && back.Needs(bias)) back.Add(bias, p.Sum(0));
                return;
            }
            Tensor product = gradient;
            if (activation != Activation.None)
            {
                product = back.Temporary(gradient.Shape, gradient.DType);
                Activations.BackwardInto(activation, product, gradient, Output);
            }
            if (bias is not null) back.Add<IdentityMap>(bias, product.Shape, product);
            if (back.Needs(weight)) MatMulOp.Run(back.Into(weight, out bool add), product, x, true, false, add);
            if (back.Needs(x)) MatMulOp.Run(back.Into(x, out bool add), product, weight, false, false, add);
            if (activation != Activation.None) back.Release(product);
        }
    }
}
