using Latent.Tensors;

namespace Latent.Optimization;

/// <summary>An optimiser that acts on the gradient, then lets another make the step. The outermost of several acts first.</summary>
public abstract class OptimizerDecorator : Optimizer
{
    private protected OptimizerDecorator(Optimizer inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        Inner = inner;
    }

    /// <summary>Who makes the step.</summary>
    public Optimizer Inner { get; }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Parameter> Parameters => Inner.Parameters;

    /// <inheritdoc/>
    public sealed override long Steps => Inner.Steps;

    internal sealed override IReadOnlyList<ParameterArena> Arenas => Inner.Arenas;

    /// <inheritdoc/>
    public sealed override void Skip() => Inner.Skip();

    internal sealed override void Describe(StateMap map, string prefix) => Inner.Describe(map, prefix);
}
