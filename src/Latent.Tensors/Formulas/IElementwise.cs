namespace Latent.Tensors.Formulas;

/// <summary>
/// An element-wise function of one number with its derivative: the whole definition of an op. Both formulas are written once, in the
/// algebra <see cref="IReal{N}"/>: the kernels run them on vectors, and the tensor instance of the algebra records the derivative, so that
/// it is differentiated again.
/// </summary>
internal interface IUnary
{
    static abstract string Name { get; }

    static abstract N Forward<N>(N x) where N : IReal<N>;

    /// <summary>dy/dx, from the argument and the value.</summary>
    static abstract N Derivative<N>(N x, N y) where N : IReal<N>;
}

/// <summary>An element-wise function of two numbers with its partial derivatives; see <see cref="IUnary"/>.</summary>
internal interface IBinary
{
    static abstract string Name { get; }

    static abstract N Forward<N>(N a, N b) where N : IReal<N>;

    static abstract N DerivativeA<N>(N a, N b, N y) where N : IReal<N>;

    static abstract N DerivativeB<N>(N a, N b, N y) where N : IReal<N>;
}

/// <summary>An element-wise function of three numbers with its partial derivatives; see <see cref="IUnary"/>.</summary>
internal interface ITernary
{
    static abstract string Name { get; }

    static abstract N Forward<N>(N a, N b, N c) where N : IReal<N>;

    static abstract N DerivativeA<N>(N a, N b, N c, N y) where N : IReal<N>;

    static abstract N DerivativeB<N>(N a, N b, N c, N y) where N : IReal<N>;

    static abstract N DerivativeC<N>(N a, N b, N c, N y) where N : IReal<N>;
}

/// <summary>An element-wise function of four numbers with its partial derivatives; see <see cref="IUnary"/>.</summary>
internal interface IQuaternary
{
    static abstract string Name { get; }

    static abstract N Forward<N>(N a, N b, N c, N d) where N : IReal<N>;

    static abstract N DerivativeA<N>(N a, N b, N c, N d, N y) where N : IReal<N>;

    static abstract N DerivativeB<N>(N a, N b, N c, N d, N y) where N : IReal<N>;

    static abstract N DerivativeC<N>(N a, N b, N c, N d, N y) where N : IReal<N>;

    static abstract N DerivativeD<N>(N a, N b, N c, N d, N y) where N : IReal<N>;
}
