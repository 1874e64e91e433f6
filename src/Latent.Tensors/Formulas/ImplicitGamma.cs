namespace Latent.Tensors.Formulas;

/// <summary>
/// y = b: a gamma number drawn with shape a (first operand), as a differentiable function of it.  ∂y/∂a = -(∂F/∂a)/p at y, the implicit
/// reparameterisation gradient (Figurnov, Mohamed and Mnih 2018, eq. 6). No gradient to the draw.
/// </summary>
internal readonly struct ImplicitGammaOp : IBinary
{
    public static string Name => "GammaSample";

    public static N Forward<N>(N a, N b) where N : IReal<N> => b;

    public static N DerivativeA<N>(N a, N b, N y) where N : IReal<N> => N.GammaSlope(a, b);

    public static N DerivativeB<N>(N a, N b, N y) where N : IReal<N> => N.Constant(0);
}

/// <summary>The same for the logarithm of a gamma number.  ∂y/∂a = (∂z/∂a)/z at z = e^y, finite where z underflows.</summary>
internal readonly struct ImplicitLogGammaOp : IBinary
{
    public static string Name => "LogGammaSample";

    public static N Forward<N>(N a, N b) where N : IReal<N> => b;

    public static N DerivativeA<N>(N a, N b, N y) where N : IReal<N> => N.LogGammaSlope(a, b);

    public static N DerivativeB<N>(N a, N b, N y) where N : IReal<N> => N.Constant(0);
}

/// <summary>dz/da of a gamma number z (second operand) of shape a: as far as the engine goes.</summary>
internal readonly struct GammaSlopeOp : IBinary
{
    public static string Name => "GammaSlope";

    public static N Forward<N>(N a, N b) where N : IReal<N> => N.GammaSlope(a, b);

    public static N DerivativeA<N>(N a, N b, N y) where N : IReal<N> => Throw.NoSecondDerivative<N>("GammaSample", ImplicitGamma.Remedy);

    public static N DerivativeB<N>(N a, N b, N y) where N : IReal<N> => N.Constant(0);
}

/// <summary>d ln z / da of a gamma number of shape a, from ln z (second operand): as far as the engine goes.</summary>
internal readonly struct LogGammaSlopeOp : IBinary
{
    public static string Name => "LogGammaSlope";

    public static N Forward<N>(N a, N b) where N : IReal<N> => N.LogGammaSlope(a, b);

    public static N DerivativeA<N>(N a, N b, N y) where N : IReal<N> => Throw.NoSecondDerivative<N>("LogGammaSample", ImplicitGamma.Remedy);

    public static N DerivativeB<N>(N a, N b, N y) where N : IReal<N> => N.Constant(0);
}

internal static class ImplicitGamma
{
    public const string Remedy = "Its first derivative by the shape can be taken once; detach the shape where it is differentiated again.";
}
