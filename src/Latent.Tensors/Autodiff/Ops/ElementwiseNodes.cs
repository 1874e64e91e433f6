using Latent.Tensors.Formulas;

namespace Latent.Tensors.Autodiff.Ops;

// The recorded form of element-wise ops. A recorded traversal multiplies by the derivative in tensor operations; otherwise one kernel
// computes g·∂f, sums it over broadcast axes, and adds it to the input's gradient.

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

internal sealed class BinaryNode<TOp>(Tensor a, Tensor b) : Node where TOp : IBinary
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
        if (back.CreatesGraph)
        {
            if (back.Needs(a)) back.Add(a, ChainRule.Apply(gradient, TOp.DerivativeA(a, b, Output), TOp.Selects));
            if (back.Needs(b)) back.Add(b, ChainRule.Apply(gradient, TOp.DerivativeB(a, b, Output), TOp.Selects));
            return;
        }
        back.Add<BinaryProductA<TOp>>(a, Output.Shape, gradient, a, b, Output);
        back.Add<BinaryProductB<TOp>>(b, Output.Shape, gradient, a, b, Output);
    }
}

internal sealed class TernaryNode<TOp>(Tensor a, Tensor b, Tensor c) : Node where TOp : ITernary
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
        if (back.CreatesGraph)
        {
            if (back.Needs(a)) back.Add(a, ChainRule.Apply(gradient, TOp.DerivativeA(a, b, c, Output), TOp.Selects));
            if (back.Needs(b)) back.Add(b, ChainRule.Apply(gradient, TOp.DerivativeB(a, b, c, Output), TOp.Selects));
            if (back.Needs(c)) back.Add(c, ChainRule.Apply(gradient, TOp.DerivativeC(a, b, c, Output), TOp.Selects));
            return;
        }
        back.Add<TernaryProductA<TOp>>(a, Output.Shape, gradient, a, b, c, Output);
        back.Add<TernaryProductB<TOp>>(b, Output.Shape, gradient, a, b, c, Output);
        back.Add<TernaryProductC<TOp>>(c, Output.Shape, gradient, a, b, c, Output);
    }
}

internal sealed class QuaternaryNode<TOp>(Tensor a, Tensor b, Tensor c, Tensor d) : Node where TOp : IQuaternary
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
        if (back.CreatesGraph)
        {
            if (back.Needs(a)) back.Add(a, ChainRule.Apply(gradient, TOp.DerivativeA(a, b, c, d, Output), TOp.Selects));
            if (back.Needs(b)) back.Add(b, ChainRule.Apply(gradient, TOp.DerivativeB(a, b, c, d, Output), TOp.Selects));
            if (back.Needs(c)) back.Add(c, ChainRule.Apply(gradient, TOp.DerivativeC(a, b, c, d, Output), TOp.Selects));
            if (back.Needs(d)) back.Add(d, ChainRule.Apply(gradient, TOp.DerivativeD(a, b, c, d, Output), TOp.Selects));
            return;
        }
        back.Add<QuaternaryProductA<TOp>>(a, Output.Shape, gradient, a, b, c, d, Output);
        back.Add<QuaternaryProductB<TOp>>(b, Output.Shape, gradient, a, b, c, d, Output);
        back.Add<QuaternaryProductC<TOp>>(c, Output.Shape, gradient, a, b, c, d, Output);
        back.Add<QuaternaryProductD<TOp>>(d, Output.Shape, gradient, a, b, c, d, Output);
    }
}
