namespace Latent.Tensors.Autodiff.Ops;

/// <summary>
/// A recorded operation that is linear in its one operand: its derivative is its adjoint, itself an operation, and a kernel that writes the
/// adjoint straight into the operand's gradient.
/// </summary>
internal abstract class LinearMapNode(string name, Tensor x) : Node
{
    public sealed override string Name => name;

    public sealed override int InputCount => 1;

    protected Tensor X { get; } = x;

    public sealed override Tensor Input(int index) => X;

    public sealed override void Backward(Tensor gradient, Backprop back)
    {
        if (!back.Needs(X)) return;
        if (back.CreatesGraph)
        {
            back.Add(X, Adjoint(gradient));
            return;
        }
        Tensor target = back.Into(X, out bool accumulate);
        AdjointInto(target, gradient, accumulate);
    }

    /// <summary>The definition, in tensor operations.</summary>
    protected abstract Tensor Adjoint(Tensor gradient);

    /// <summary>The same by a kernel: target (+)= the adjoint of the gradient.</summary>
    protected abstract void AdjointInto(Tensor target, Tensor gradient, bool accumulate);
}
