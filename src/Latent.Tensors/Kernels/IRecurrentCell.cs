using System.Runtime.CompilerServices;

namespace Latent.Tensors.Kernels;

/// <summary>
/// The element-wise part of a recurrent cell, for one hidden unit, with its derivative; the matrix products are the same for every cell. Both
/// are formulas over <see cref="IReal{N}"/>: the kernels run them on vectors, the tensor instance records them.
/// </summary>
internal interface IRecurrentCell
{
    static abstract string Name { get; }

    /// <summary>Blocks of the projections: 3 for a GRU, 4 for an LSTM.</summary>
    static abstract int Gates { get; }

    /// <summary>Numbers of state: h, or h and c.</summary>
    static abstract int States { get; }

    /// <summary>Numbers kept for the derivative.</summary>
    static abstract int Saved { get; }

    /// <param name="projected">W_x·x + b_x, by gate.</param>
    /// <param name="recurrent">W_h·h + b_h, by gate.</param>
    /// <param name="state">The state before, and after.</param>
    /// <param name="saved">What <see cref="Backward"/> needs.</param>
    /// <summary>One step.</summary>
    static abstract void Forward<N>(in UnitVector<N> projected, in UnitVector<N> recurrent, ref UnitVector<N> state, ref UnitVector<N> saved)
        where N : IReal<N>;

    /// <param name="saved">From the step.</param>
    /// <param name="before">The state before the step.</param>
    /// <param name="after">The state after the step.</param>
    /// <param name="gradient">By the state after; on return by the state before, without what flows through the recurrent product.</param>
    /// <param name="projected">On return the gradient by the projections of the input.</param>
    /// <param name="recurrent">On return the gradient by the projections of the state.</param>
    /// <summary>The derivative of one step.</summary>
    static abstract void Backward<N>(
        in UnitVector<N> saved, in UnitVector<N> before, in UnitVector<N> after,
        ref UnitVector<N> gradient, ref UnitVector<N> projected, ref UnitVector<N> recurrent)
        where N : IReal<N>;
}

/// <summary>Up to four numbers of one hidden unit: its gates, its state, or what is saved.</summary>
[InlineArray(Capacity)]
internal struct UnitVector<N>
{
    public const int Capacity = 4;

    private N _first;
}

/// <summary>A recurrent layer over a sequence. Gates are blocks of H columns; a finished sequence keeps its state.</summary>
internal struct RecurrentPlan
{
    public int Steps;
    public int Batch;
    public int Hidden;
    public DType DType;

    /// <summary>[Batch] lengths, or null where every sequence has all steps.</summary>
    public int[]? Lengths;

    /// <summary>[Gates·H, H].</summary>
    public Operand Weight;

    /// <summary>[Gates·H], where <see cref="HasBias"/>.</summary>
    public Operand Bias;

    public bool HasBias;

    /// <summary>[States, Batch, H]: the state before the first step.</summary>
    public Operand Initial;

    /// <summary>[States, Steps, Batch, H]: the states after each step.</summary>
    public Operand States;

    /// <summary>[Steps, Batch, Saved·H].</summary>
    public Operand Saved;

    /// <summary>[Steps, Batch, Gates·H]: projections of the inputs; backward, their gradient.</summary>
    public Operand Projected;

    /// <summary>Backward: [Steps, Batch, Gates·H], the gradient by the projections of the state.</summary>
    public Operand Recurrent;

    /// <summary>Backward: [States, Steps, Batch, H], the gradient by the states.</summary>
    public Operand Gradient;

    /// <summary>Backward: [States, Batch, H], on return the gradient by the initial state.</summary>
    public Operand InitialGradient;
}
