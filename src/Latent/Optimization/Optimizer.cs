using Latent.Tensors;

namespace Latent.Optimization;

/// <summary>Moves parameters against their gradients.</summary>
/// <remarks>
/// <para>
/// Batch, mini-batch and stochastic gradient descent are one update, w ← w - rate·g: what differs is over how many examples the caller's
/// loss is a mean.
/// </para>
/// <para>
/// A kind of optimiser is an <see cref="ArenaOptimizer"/> (<see cref="Sgd"/>, <see cref="RmsProp"/>, <see cref="Adagrad"/>,
/// <see cref="Adam"/>, <see cref="AdamW"/>, <see cref="Adamax"/>); others give parameters different ones (<see cref="OptimizerGroups"/>),
/// or stand around one and act on the gradient first (<see cref="NormClipping"/>, <see cref="ValueClipping"/>, <see cref="StepSkipping"/>).
/// Nothing is clipped or skipped unless one of these stands there, and what it did is in the report of the step.
/// </para>
/// <para>A parameter that the loss does not depend on has gradient zero; a moment or a decay may still move it.</para>
/// </remarks>
public abstract class Optimizer
{
    private protected Optimizer()
    {
    }

    /// <summary>What is learned.</summary>
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Steps so far, those skipped included: what schedules see.</summary>
    public abstract long Steps { get; }

    /// <summary>The flat memory of the parameters.</summary>
    internal abstract IReadOnlyList<ParameterArena> Arenas { get; }

    /// <summary>Moves every parameter one step against its gradient, unless the step is skipped.</summary>
    /// <param name="gradients">What <c>pass.Backward(loss)</c> returned, of a pass that has not ended.</param>
    /// <returns>What was measured and done.</returns>
    public UpdateReport Step(Gradients gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        return Apply(gradients, GradientScaling.None);
    }

    /// <summary>Lets a step pass without an update: schedules go on, parameters, moments and their corrections stay.</summary>
    public abstract void Skip();

    /// <summary>A copy of all that the next steps depend on, the parameters and settings apart.</summary>
    public OptimizerState Save()
    {
        StateMap map = new();
        Describe(map, "");
        return map.Save();
    }

    /// <summary>
    /// Continues where <see cref="Save"/> was called: with the same parameters and gradients the next steps give the same bits.
    /// </summary>
    /// <exception cref="ArgumentException">The state is of another optimiser or model; nothing has been changed.</exception>
    public void Restore(OptimizerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        StateMap map = new();
        Describe(map, "");
        map.Restore(state);
    }

    /// <summary>Lets the parameters go, with the values they have, so that another optimiser can take them; this one makes no step any more.</summary>
    internal void Release()
    {
        foreach (ParameterArena arena in Arenas) arena.Release();
    }

    /// <summary>Moves the parameters against their gradients as scaled.</summary>
    internal abstract UpdateReport Apply(Gradients gradients, GradientScaling scaling);

    /// <summary>Names all numbers that change from step to step.</summary>
    internal abstract void Describe(StateMap map, string prefix);
}
