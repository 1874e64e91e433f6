using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.SpecialFunctions;

internal static partial class VectorMath
{
    private const double Pi = 3.141592653589793;

    /// <summary>ψ(x) = d/dx ln Γ(x). ∓∞ at ±0, NaN at the negative integers. Computed in double lanes, rounded once.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<float> Digamma(Vector512<float> x) =>
        Vector512.Narrow(Digamma(Vector512.WidenLower(x)), Digamma(Vector512.WidenUpper(x)));

    /// <summary>ψ(x) = d/dx ln Γ(x). ∓∞ at ±0, NaN at the negative integers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> Digamma(Vector512<double> x)
    {
        Vector512<double> one = Vector512<double>.One;
        Vector512<double> negative = Vector512.LessThan(x.AsInt64(), Vector512<long>.Zero).AsDouble();
        Vector512<double> y = Select(negative, one - x, x);

        // Up to 3: carried into [1, 2] by the recurrence, there (v - zero) q(v - 3/2), with the zero in two parts.
        Vector512<double> below = Vector512.LessThan(y, one), above = Vector512.GreaterThan(y, Vector512.Create(2d));
        Vector512<double> v = y + Select(below, one, Select(above, -one, Vector512<double>.Zero));
        Vector512<double> step = one / Select(below, -y, v);
        Vector512<double> u = v - Vector512.Create(1.5);
        Vector512<double> q = Fma(Vector512.Create(0.0003931729038873152), u, -0.00014895113706782574); // digamma.d
        q = Fma(q, u, -0.00029170997724825624);
        q = Fma(q, u, -0.00018096729973408548);
        q = Fma(q, u, 0.0005612995569977507);
        q = Fma(q, u, -0.00046695018266657365);
        q = Fma(q, u, 0.0006089051771878211);
        q = Fma(q, u, -0.0010419934570407915);
        q = Fma(q, u, 0.0015809752111502653);
        q = Fma(q, u, -0.0023445176943697756);
        q = Fma(q, u, 0.0035156784349566574);
        q = Fma(q, u, -0.005280044544665822);
        q = Fma(q, u, 0.007927236889783567);
        q = Fma(q, u, -0.011908212864610124);
        q = Fma(q, u, 0.017907236438749675);
        q = Fma(q, u, -0.02697579694586261);
        q = Fma(q, u, 0.04076083432348125);
        q = Fma(q, u, -0.06192213326950862);
        q = Fma(q, u, 0.0949887244465713);
        q = Fma(q, u, -0.14840492305393493);
        q = Fma(q, u, 0.24054248424082766);
        q = Fma(q, u, -0.42362742128146047);
        q = Fma(q, u, 0.9510558760318328);
        Vector512<double> small = q * (v - Vector512.Create(1.4616321449683622) - Vector512.Create(9.549995429965697e-17));
        small = Select(below | above, small + step, small);

        // From 3 on: ln y - 1/(2y) - w q(w), w = 1/y².
        Vector512<double> inverse = one / y, w = inverse * inverse;
        q = Fma(Vector512.Create(4.344462535679666), w, -3.326266529784363); // digammatail.d
        q = Fma(q, w, 1.246571084563166);
        q = Fma(q, w, -0.32856111849368513);
        q = Fma(q, w, 0.07795285816149272);
        q = Fma(q, w, -0.020917929537861115);
        q = Fma(q, w, 0.007572058563887558);
        q = Fma(q, w, -0.004166619840319563);
        q = Fma(q, w, 0.003968253659489658);
        q = Fma(q, w, -0.008333333332531057);
        q = Fma(q, w, 0.08333333333333298);
        Vector512<double> large = Log(y) - Fma(w, q, inverse * Vector512.Create(0.5));
        Vector512<double> result = Select(Vector512.GreaterThan(y, Vector512.Create(3d)), large, small);
        if (negative.AsInt64() == Vector512<long>.Zero)
            return result;

        // ψ(-a) = ψ(1 + a) + π cot πa.
        Vector512<double> sin = SinCosPi(-x, out Vector512<double> cos);
        Vector512<double> reflected = result + (Vector512.Create(Pi) * cos / sin);
        Vector512<double> pole = Vector512.Equals(sin, Vector512<double>.Zero) & Vector512.LessThan(x, Vector512<double>.Zero);
        return Select(negative, Select(pole, Vector512.Create(double.NaN), reflected), result);
    }

    /// <summary>ψ'(x). +∞ at 0 and the negative integers. Computed in double lanes, rounded once.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<float> Trigamma(Vector512<float> x) =>
        Vector512.Narrow(Trigamma(Vector512.WidenLower(x)), Trigamma(Vector512.WidenUpper(x)));

    /// <summary>ψ'(x). +∞ at 0 and the negative integers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> Trigamma(Vector512<double> x)
    {
        Vector512<double> one = Vector512<double>.One;
        Vector512<double> negative = Vector512.LessThan(x.AsInt64(), Vector512<long>.Zero).AsDouble();
        Vector512<double> y = Select(negative, one - x, x);
        // ψ'(y) = ψ'(y + 1) + 1/y²: terms of one sign, until y >= 4; then 1/y + 1/(2y²) + q(1/y²)/y³.
        Vector512<double> sum = Vector512<double>.Zero, inverse, w;
        for (int k = 0; k < 4; k++)
        {
            Vector512<double> low = Vector512.LessThan(y, Vector512.Create(4d));
            inverse = one / y;
            sum += low & (inverse * inverse);
            y += low & one;
        }

        inverse = one / y;
        w = inverse * inverse;
        Vector512<double> q = Fma(Vector512.Create(292.96853787453415), w, -138.20399972338825); // trigamma.d
        q = Fma(q, w, 33.58367329852783);
        q = Fma(q, w, -6.220503889851851);
        q = Fma(q, w, 1.141649227139636);
        q = Fma(q, w, -0.25262891091143);
        q = Fma(q, w, 0.07575155254422336);
        q = Fma(q, w, -0.03333328890140929);
        q = Fma(q, w, 0.02380952363959577);
        q = Fma(q, w, -0.03333333333307785);
        q = Fma(q, w, 0.1666666666666666);
        Vector512<double> result = sum + Fma(w, Fma(inverse, q, 0.5), inverse);
        if (negative.AsInt64() == Vector512<long>.Zero)
            return result;

        // ψ'(-a) = π²/sin² πa - ψ'(1 + a).
        Vector512<double> ratio = Vector512.Create(Pi) / SinCosPi(-x, out _);
        Vector512<double> reflected = Fma(ratio, ratio, -result);
        return Select(negative, Select(Vector512.Equals(x, Vector512.Create(double.NegativeInfinity)), Vector512.Create(double.NaN), reflected), result);
    }

    /// <summary>ψ''(x). -∞ at 0, NaN at the negative integers. Computed in double lanes, rounded once.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<float> Tetragamma(Vector512<float> x) =>
        Vector512.Narrow(Tetragamma(Vector512.WidenLower(x)), Tetragamma(Vector512.WidenUpper(x)));

    /// <summary>ψ''(x). ∓∞ at ±0, NaN at the negative integers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> Tetragamma(Vector512<double> x)
    {
        Vector512<double> one = Vector512<double>.One;
        Vector512<double> negative = Vector512.LessThan(x.AsInt64(), Vector512<long>.Zero).AsDouble();
        Vector512<double> y = Select(negative, one - x, x);
        // ψ''(y) = ψ''(y + 1) - 2/y³, until y >= 4; then -1/y² - 1/y³ + q(1/y²)/y⁴.
        Vector512<double> sum = Vector512<double>.Zero, inverse, w;
        for (int k = 0; k < 4; k++)
        {
            Vector512<double> low = Vector512.LessThan(y, Vector512.Create(4d));
            inverse = one / y;
            sum += low & (inverse * inverse * inverse);
            y += low & one;
        }

        inverse = one / y;
        w = inverse * inverse;
        Vector512<double> q = Fma(Vector512.Create(-5610.151120174249), w, 2565.855022085646); // tetragamma.d
        q = Fma(q, w, -595.599565491095);
        q = Fma(q, w, 102.7893305215059);
        q = Fma(q, w, -17.000757550591175);
        q = Fma(q, w, 3.2809777180744732);
        q = Fma(q, w, -0.83321715789601);
        q = Fma(q, w, 0.2999991556940421);
        q = Fma(q, w, -0.16666666348443046);
        q = Fma(q, w, 0.1666666666619554);
        q = Fma(q, w, -0.49999999999999883);
        Vector512<double> result = Fma(w, Fma(w, q, -inverse) - one, sum * Vector512.Create(-2d));
        if (negative.AsInt64() == Vector512<long>.Zero)
            return result;

        // ψ''(-a) = ψ''(1 + a) + 2 π³ cos πa / sin³ πa.
        Vector512<double> sin = SinCosPi(-x, out Vector512<double> cos);
        Vector512<double> ratio = Vector512.Create(Pi) / sin;
        Vector512<double> reflected = Fma(ratio * ratio * ratio, cos + cos, result);
        Vector512<double> pole = Vector512.Equals(sin, Vector512<double>.Zero) & Vector512.LessThan(x, Vector512<double>.Zero);
        return Select(negative, Select(pole, Vector512.Create(double.NaN), reflected), result);
    }
}
