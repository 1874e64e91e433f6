using System.Runtime.CompilerServices;

namespace Latent.Tensors.Formulas;

/// <summary>
/// One step of an optimiser on one number: its value, gradient and up to three numbers of state. Written in the algebra, run in one sweep
/// over a parameter arena.
/// </summary>
internal interface IUpdateRule
{
    static abstract string Name { get; }

    /// <summary>How many of the states the rule has, 0 to 3; the others are not read, not written and need no memory.</summary>
    static abstract int States { get; }

    /// <summary>Moves one number.</summary>
    /// <param name="settings">Numbers of the step, such as the rate, broadcast.</param>
    /// <param name="gradient">g.</param>
    /// <param name="value">The parameter, updated.</param>
    /// <param name="first">First state, updated.</param>
    /// <param name="second">Second state, updated.</param>
    /// <param name="third">Third state, updated.</param>
    static abstract void Step<N>(in UpdateSettings<N> settings, N gradient, ref N value, ref N first, ref N second, ref N third)
        where N : IReal<N>;
}

/// <summary>The numbers of an update, each as a constant of the algebra.</summary>
[InlineArray(Capacity)]
internal struct UpdateSettings<N>
{
    public const int Capacity = 12;

    private N _first;
}
