namespace Latent.Tensors.Formulas;

/// <summary>
/// The algebra in which element-wise formulas are written once. <c>Lanes32</c> and <c>Lanes64</c> run a formula
/// on sixteen or eight numbers at a time, <c>Scalar</c> on one in double precision (the living definition), and
/// <see cref="Tensor"/> itself as recorded operations, which is how a derivative is differentiated again.
/// </summary>
internal interface IReal<N> where N : IReal<N>
{
    static abstract N operator +(N a, N b);

    static abstract N operator -(N a, N b);

    static abstract N operator *(N a, N b);

    static abstract N operator /(N a, N b);

    static abstract N operator -(N a);

    /// <summary>The same number everywhere.</summary>
    static abstract N Constant(double value);

    /// <summary>a·b + c, rounded once where N has a fused multiply-add.</summary>
    static abstract N MulAdd(N a, N b, N c);

    /// <summary>a &gt; b ? then : otherwise; a NaN compares false.</summary>
    static abstract N IfGreater(N a, N b, N then, N otherwise);

    /// <summary>a = b ? then : otherwise; a NaN compares false.</summary>
    static abstract N IfEqual(N a, N b, N then, N otherwise);

    static abstract N Abs(N x);

    static abstract N Sqrt(N x);

    static abstract N Floor(N x);

    static abstract N Exp(N x);

    static abstract N Expm1(N x);

    static abstract N Log(N x);

    static abstract N Log1p(N x);

    static abstract N Tanh(N x);

    static abstract N Sigmoid(N x);

    static abstract N Softplus(N x);

    static abstract N Erf(N x);

    static abstract N ErfInv(N x);

    static abstract N Sin(N x);

    static abstract N Cos(N x);

    static abstract N Pow(N x, N y);

    static abstract N LogGamma(N x);

    static abstract N Digamma(N x);

    static abstract N Trigamma(N x);

    static abstract N Tetragamma(N x);

    static abstract N LogBesselI(N order, N x);

    static abstract N BesselIRatio(N order, N x);

    static abstract N BesselIRatioSlope(N order, N x);

    static abstract N LogBesselIReduced(N order, N x);

    static abstract N GammaSlope(N shape, N z);

    static abstract N LogGammaSlope(N shape, N logZ);

    static abstract N Erfc(N x);

    static abstract N NormalCdf(N x);

    static abstract N LogNormalCdf(N x);

    static abstract N NormalHazard(N x);

    static abstract N LogExprel(N x);

    static abstract N LogExprelSlope(N x);

    static abstract N LogExprelCurvature(N x);

    static abstract N Langevin(N x);
}
