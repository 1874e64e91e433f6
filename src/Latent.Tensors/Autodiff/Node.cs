namespace Latent.Tensors.Autodiff;

/// <summary>One recorded operation: its inputs, its output, and how a gradient passes from the output to the inputs.</summary>
internal abstract class Node
{
    /// <summary>The operation's name, for messages and drawings.</summary>
    public abstract string Name { get; }

    public abstract int InputCount { get; }

    public abstract Tensor Input(int index);

    public Tensor Output { get; internal set; } = null!;

    /// <summary>The position on the tape: inputs come before outputs.</summary>
    public int Index { get; internal set; }

    /// <summary>The gradient gathered in the running traversal.</summary>
    internal Tensor? Gradient { get; set; }

    /// <summary>The traversal that needs this node's gradient.</summary>
    internal int NeededBy { get; set; }

    /// <summary>
    /// Adds to each input's gradient. With <see cref="Backprop.CreatesGraph"/> everything must be done in tensor operations, so that it is
    /// recorded; without it, kernels may write straight into <see cref="Backprop.Into"/>.
    /// </summary>
    public abstract void Backward(Tensor gradient, Backprop back);
}

/// <summary>Where gradients end: a parameter read in a pass, or a tensor tracked by request.</summary>
internal sealed class Leaf(Parameter? parameter) : Node
{
    public Parameter? Parameter { get; } = parameter;

    public override string Name => Parameter?.Name ?? "tracked";

    public override int InputCount => 0;

    public override Tensor Input(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    public override void Backward(Tensor gradient, Backprop back)
    {
    }
}
