using Latent.Tensors.Formulas;

namespace Latent.Tensors.Autodiff.Ops;

// The recorded form of element-wise ops, and of their sums over some axes (mask). A recorded traversal multiplies by the derivative in
// tensor operations; otherwise one kernel computes g·∂f, sums it over broadcast axes, and adds it to the input's gradient. The values of a
// summed op are not stored, and its derivatives do not read them: an operand stands in their place.

internal sealed class UnaryNode<TOp>(Tensor x) : Node where TOp : IUnary
{
    public override string Name => TOp.Name;

    public override int InputCount => 1;

    public override Tensor Input(int index) => x;

    public override void Backward(Tensor gradient, Backprop back)
    {
        if (back.CreatesGraph)
        {
            if (back.Needs(x)) back.Add(x, ChainRule.Apply(gradient, TOp.Derivative(x, Output), TOp.Selects));
            return;
        }
        back.Add<UnaryProduct<TOp>>(x, Output.Shape, gradient, x, Output);
    }
}

internal sealed class BinaryNode<TOp>(Tensor a, Tensor b, Shape space, int mask) : Node where TOp : IBinary
{
    public override string Name => TOp.Name;

    public override int InputCount => 2;

    public override Tensor Input(int index) => index switch
    {
        0 => a,
        _ => b,
    };

    public override void Backward(Tensor gradient, Backprop back)
    {
        Tensor y = mask == 0 ? Output : a;
        if (mask != 0) gradient = ReduceOp.Restore(gradient, space, mask);
        if (back.CreatesGraph)
        {
            if (back.Needs(a)) back.Add(a, ChainRule.Apply(gradient, TOp.DerivativeA(a, b, y), TOp.Selects));
            if (back.Needs(b)) back.Add(b, ChainRule.Apply(gradient, TOp.DerivativeB(a, b, y), TOp.Selects));
            return;
        }
        back.Add<BinaryProductA<TOp>>(a, space, gradient, a, b, y);
        back.Add<BinaryProductB<TOp>>(b, space, gradient, a, b, y);
    }
}

internal sealed class TernaryNode<TOp>(Tensor a, Tensor b, Tensor c, Shape space, int mask) : Node where TOp : ITernary
{
    public override string Name => TOp.Name;

    public override int InputCount => 3;

    public override Tensor Input(int index) => index switch
    {
        0 => a,
        1 => b,
        _ => c,
    };

    public override void Backward(Tensor gradient, Backprop back)
    {
        Tensor y = mask == 0 ? Output : a;
        if (mask != 0) gradient = ReduceOp.Restore(gradient, space, mask);
        if (back.CreatesGraph)
        {
            if (back.Needs(a)) back.Add(a, ChainRule.Apply(gradient, TOp.DerivativeA(a, b, c, y), TOp.Selects));
            if (back.Needs(b)) back.Add(b, ChainRule.Apply(gradient, TOp.DerivativeB(a, b, c, y), TOp.Selects));
            if (back.Needs(c)) back.Add(c, ChainRule.Apply(gradient, TOp.DerivativeC(a, b, c, y), TOp.Selects));
            return;
        }
        back.Add<TernaryProductA<TOp>>(a, space, gradient, a, b, c, y);
        back.Add<TernaryProductB<TOp>>(b, space, gradient, a, b, c, y);
        back.Add<TernaryProductC<TOp>>(c, space, gradient, a, b, c, y);
    }
}

internal sealed class QuaternaryNode<TOp>(Tensor a, Tensor b, Tensor c, Tensor d, Shape space, int mask) : Node where TOp : IQuaternary
{
    public override string Name => TOp.Name;

    public override int InputCount => 4;

    public override Tensor Input(int index) => index switch
    {
        0 => a,
        1 => b,
        2 => c,
        _ => d,
    };

    public override void Backward(Tensor gradient, Backprop back)
    {
        Tensor y = mask == 0 ? Output : a;
        if (mask != 0) gradient = ReduceOp.Restore(gradient, space, mask);
        if (back.CreatesGraph)
        {
            if (back.Needs(a)) back.Add(a, ChainRule.Apply(gradient, TOp.DerivativeA(a, b, c, d, y), TOp.Selects));
            if (back.Needs(b)) back.Add(b, ChainRule.Apply(gradient, TOp.DerivativeB(a, b, c, d, y), TOp.Selects));
            if (back.Needs(c)) back.Add(c, ChainRule.Apply(gradient, TOp.DerivativeC(a, b, c, d, y), TOp.Selects));
            if (back.Needs(d)) back.Add(d, ChainRule.Apply(gradient, TOp.DerivativeD(a, b, c, d, y), TOp.Selects));
            return;
        }
        back.Add<QuaternaryProductA<TOp>>(a, space, gradient, a, b, c, d, y);
        back.Add<QuaternaryProductB<TOp>>(b, space, gradient, a, b, c, d, y);
        back.Add<QuaternaryProductC<TOp>>(c, space, gradient, a, b, c, d, y);
        back.Add<QuaternaryProductD<TOp>>(d, space, gradient, a, b, c, d, y);
    }
}
