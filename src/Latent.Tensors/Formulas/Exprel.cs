namespace Latent.Tensors.Formulas;

/// <summary>y = log((eˣ - 1)/x).  dy/dx = 1/(1 - e⁻ˣ) - 1/x.</summary>
internal readonly struct LogExprelOp : IUnary
{
    public static string Name => "LogExprel";

    public static N Forward<N>(N x) where N : IReal<N> => N.LogExprel(x);

    public static N Derivative<N>(N x, N y) where N : IReal<N> => N.LogExprelSlope(x);
}

/// <summary>y = 1/(1 - e⁻ˣ) - 1/x.  dy/dx = 1/x² - 1/(4 sinh²(x/2)).</summary>
internal readonly struct LogExprelSlopeOp : IUnary
{
    public static string Name => "LogExprelSlope";

    public static N Forward<N>(N x) where N : IReal<N> => N.LogExprelSlope(x);

    public static N Derivative<N>(N x, N y) where N : IReal<N> => N.LogExprelCurvature(x);
}

/// <summary>
/// y = 1/x² - 1/(4 sinh²(x/2)).  dy/dx = e^(-a)(1 + e^(-a))/(1 - e^(-a))³ - 2/a³ for a = |x| above 2, with the sign of x; below its series
/// Σ B_2n (2n-1)(2n-2) x^(2n-3)/(2n)!, n from 2 on (from NIST DLMF 24.2.1).
/// </summary>
internal readonly struct LogExprelCurvatureOp : IUnary
{
    public static string Name => "LogExprelCurvature";

    // From the highest: for |x| up to 2 the first term left out is below a double's rounding.
    private static ReadOnlySpan<double> Series =>
    [
        1.24365300304506e-27, -4.386333979391719e-26, 1.5366621342492974e-24, -5.342655322051149e-23, 1.8415773912981988e-21, -6.285369233780357e-20,
        2.1208242237776804e-18, -7.060959131021136e-17, 2.3137811879112964e-15, -7.438050949068572e-14, 2.3354088793075735e-12,
        -7.118328622277424e-11, 2.08767569878681e-09, -5.8126091525562424e-08, 1.503126503126503e-06, -3.472222222222222e-05, 0.0006613756613756613,
        -0.008333333333333333,
    ];

    public static N Forward<N>(N x) where N : IReal<N> => N.LogExprelCurvature(x);

    public static N Derivative<N>(N x, N y) where N : IReal<N>
    {
        N one = N.Constant(1), two = N.Constant(2), a = N.Abs(x), square = x * x, near = N.Constant(Series[0]);
        for (int i = 1; i < Series.Length; i++) near = N.MulAdd(near, square, N.Constant(Series[i]));
        // Where the series is taken the other form gets a number it bears.
        a = N.IfGreater(a, two, a, two);
        N e = N.Exp(-a), fall = -N.Expm1(-a), far = (e * (one + e) / (fall * fall * fall)) - (two / (a * a * a));
        return N.IfGreater(N.Abs(x), two, N.IfGreater(N.Constant(0), x, -far, far), near * x);
    }
}

/// <summary>y = coth x - 1/x.  dy/dx = 1/x² - 1/sinh² x.</summary>
internal readonly struct LangevinOp : IUnary
{
    public static string Name => "Langevin";

    public static N Forward<N>(N x) where N : IReal<N> => N.Langevin(x);

    public static N Derivative<N>(N x, N y) where N : IReal<N> => N.Constant(4) * N.LogExprelCurvature(x + x);
}
