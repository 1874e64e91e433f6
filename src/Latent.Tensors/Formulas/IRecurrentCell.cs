using System.Runtime.CompilerServices;

namespace Latent.Tensors.Formulas;

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

    /// <summary>Numbers kept for the derivative: one for each gate, then others.</summary>
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
