using System.Runtime.CompilerServices;

namespace Latent.Tensors.Formulas;

/// <summary>
/// An element-wise function of one number with its derivative: the whole definition of an op. Both formulas are written once, in the
/// algebra <see cref="IReal{N}"/>: the kernels run them on vectors, and the tensor instance of the algebra records the derivative, so that
/// it is differentiated again.
/// </summary>
internal interface IUnary
{
    static abstract string Name { get; }

    /// <summary>Whether a derivative of 0 means that the operand was not chosen: then nothing passes, not even 0·∞.</summary>
    static virtual bool Selects => false;

    static abstract N Forward<N>(N x) where N : IReal<N>;

    /// <summary>dy/dx, from the argument and the value.</summary>
    static abstract N Derivative<N>(N x, N y) where N : IReal<N>;
}

/// <summary>An element-wise function of two numbers with its partial derivatives; see <see cref="IUnary"/>.</summary>
internal interface IBinary
{
    static abstract string Name { get; }

    /// <summary>Whether a derivative of 0 means that the operand was not chosen: then nothing passes, not even 0·∞.</summary>
    static virtual bool Selects => false;

    static abstract N Forward<N>(N a, N b) where N : IReal<N>;

    static abstract N DerivativeA<N>(N a, N b, N y) where N : IReal<N>;

    static abstract N DerivativeB<N>(N a, N b, N y) where N : IReal<N>;
}

/// <summary>An element-wise function of three numbers with its partial derivatives; see <see cref="IUnary"/>.</summary>
internal interface ITernary
{
    static abstract string Name { get; }

    /// <summary>Whether a derivative of 0 means that the operand was not chosen: then nothing passes, not even 0·∞.</summary>
    static virtual bool Selects => false;

    static abstract N Forward<N>(N a, N b, N c) where N : IReal<N>;

    static abstract N DerivativeA<N>(N a, N b, N c, N y) where N : IReal<N>;

    static abstract N DerivativeB<N>(N a, N b, N c, N y) where N : IReal<N>;

    static abstract N DerivativeC<N>(N a, N b, N c, N y) where N : IReal<N>;
}

/// <summary>An element-wise function of four numbers with its partial derivatives; see <see cref="IUnary"/>.</summary>
internal interface IQuaternary
{
    static abstract string Name { get; }

    /// <summary>Whether a derivative of 0 means that the operand was not chosen: then nothing passes, not even 0·∞.</summary>
    static virtual bool Selects => false;

    static abstract N Forward<N>(N a, N b, N c, N d) where N : IReal<N>;

    static abstract N DerivativeA<N>(N a, N b, N c, N d, N y) where N : IReal<N>;

    static abstract N DerivativeB<N>(N a, N b, N c, N d, N y) where N : IReal<N>;

    static abstract N DerivativeC<N>(N a, N b, N c, N d, N y) where N : IReal<N>;

    static abstract N DerivativeD<N>(N a, N b, N c, N d, N y) where N : IReal<N>;
}

/// <summary>The chain rule for one operand.</summary>
internal static class ChainRule
{
    /// <summary>gradient·derivative; for an op that selects, 0 where the derivative is 0 whatever the gradient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static N Apply<N>(N gradient, N derivative, bool selects) where N : IReal<N> => selects
        ? N.IfEqual(derivative, N.Constant(0), N.Constant(0), gradient * derivative)
        : gradient * derivative;
}
