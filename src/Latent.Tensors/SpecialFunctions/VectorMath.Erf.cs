using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.SpecialFunctions;

internal static partial class VectorMath
{
    /// <summary>The error function, 2/√π ∫ e^(-t²) dt from 0 to x; odd to the bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Erf(Vector512<float> x)
    {
        Vector512<float> a = Vector512.Abs(x);
        // Near 0: x + x q(x²), so that only a small part of the result is rounded twice.
        Vector512<float> z = x * x;
        Vector512<float> q = Fma(Vector512.Create(1.9309468e-06f), z, 7.4820135e-05f); // erf.f
        q = Fma(q, z, -0.00079980283f);
        q = Fma(q, z, 0.005189993f);
        q = Fma(q, z, -0.026855223f);
        q = Fma(q, z, 0.11283622f);
        q = Fma(q, z, -0.3761263f);
        q = Fma(q, z, 0.12837917f);
        Vector512<float> near = Fma(a, q, a);
        // Elsewhere 1 - e^p with p = ln erfc; from 4 on the result is 1.
        a = AtMost(a, 4f);
        Vector512<float> p = Fma(Vector512.Create(-5.207924e-07f), a, -1.4317223e-05f); // erftail.f
        p = Fma(p, a, 0.0003967059f);
        p = Fma(p, a, -0.004053425f);
        p = Fma(p, a, 0.024895092f);
        p = Fma(p, a, -0.1080118f);
        p = Fma(p, a, -0.63354355f);
        p = Fma(p, a, -1.1294341f);
        p = Fma(p, a, 0.00016041163f);
        Vector512<float> t = ExpReduced(p, MagicF + 127f, out Vector512<float> power);
        Vector512<float> scale = PowerOfTwo(power);
        Vector512<float> far = Fma(-t, scale, Vector512<float>.One - scale);
        return Select(Vector512.LessThan(a, Vector512.Create(0.93f)), near, far) | SignBit(x);
    }

    /// <summary>The error function, 2/√π ∫ e^(-t²) dt from 0 to x; odd to the bit.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> Erf(Vector512<double> x)
    {
        Vector512<double> a = Vector512.Abs(x);
        Vector512<double> near = ErfNear(AtMost(a, 1d));
        Vector512<double> far = Vector512<double>.One - ErfcPositive(a);
        return Select(Vector512.LessThan(a, Vector512<double>.One), near, far) | SignBit(x);
    }

    /// <summary>1 - erf x, accurate where that is small, down to subnormal results. Computed in double lanes, rounded once.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<float> Erfc(Vector512<float> x) =>
        Vector512.Narrow(Erfc(Vector512.WidenLower(x)), Erfc(Vector512.WidenUpper(x)));

    /// <summary>1 - erf x, accurate where that is small, down to subnormal results.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> Erfc(Vector512<double> x)
    {
        Vector512<double> a = Vector512.Abs(x);
        Vector512<double> far = ErfcPositive(a);
        far = Select(Vector512.LessThan(x, Vector512<double>.Zero), Vector512.Create(2d) - far, far);
        Vector512<double> near = Vector512<double>.One - (ErfNear(AtMost(a, 1d)) | SignBit(x));
        return Select(Vector512.LessThan(a, Vector512.Create(0.5)), near, far);
    }

    /// <summary>erf a = a + a q(a²) for 0 &lt;= a &lt;= 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> ErfNear(Vector512<double> a)
    {
        Vector512<double> z = a * a;
        Vector512<double> q = Fma(Vector512.Create(-2.8541517372625e-10), z, 1.9902552333353764e-09); // erf.d
        q = Fma(q, z, -6.9046090488061045e-09);
        q = Fma(q, z, 2.467199994629715e-08);
        q = Fma(q, z, -1.7468851058699355e-07);
        q = Fma(q, z, 1.6545115755682225e-06);
        q = Fma(q, z, -1.4929922811429206e-05);
        q = Fma(q, z, 0.0001205548288151479);
        q = Fma(q, z, -0.0008548330531315155);
        q = Fma(q, z, 0.005223977677896103);
        q = Fma(q, z, -0.026866170649787222);
        q = Fma(q, z, 0.11283791670976676);
        q = Fma(q, z, -0.3761263890318415);
        q = Fma(q, z, 0.1283791670955126);
        return Fma(a, q, a);
    }

    /// <summary>erfc a for a >= 0. The rounding error of a² goes into the exponential too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> ErfcPositive(Vector512<double> a)
    {
        a = AtMost(a, 28d);
        Vector512<double> square = a * a;
        return ExpScaled(-square, -Fma(a, a, -square), ErfcFactor(a));
    }

    /// <summary>
    /// e^(a²) erfc a for 0 &lt;= a &lt;= 28, as p(t) / (1 + 2a) with t = (a - 4)/(a + 4), which is smooth over the whole half-line: M. Shepherd
    /// and J. Laframboise, "Chebyshev approximation of (1 + 2x) exp(x²) erfc x in 0 &lt;= x &lt; ∞", Math. Comp. 36 (1981).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> ErfcFactor(Vector512<double> a)
    {
        Vector512<double> t = (a - Vector512.Create(4d)) / (a + Vector512.Create(4d));
        Vector512<double> p = Fma(Vector512.Create(-8.369103826000554e-10), t, -1.1347175977186152e-08); // erfc.d
        p = Fma(p, t, -9.50477672476787e-09);
        p = Fma(p, t, 1.0771203934999567e-07);
        p = Fma(p, t, 6.24426302458936e-08);
        p = Fma(p, t, -8.24467396817256e-07);
        p = Fma(p, t, 3.045790540886229e-07);
        p = Fma(p, t, 5.709544768728482e-06);
        p = Fma(p, t, -1.122839162534002e-05);
        p = Fma(p, t, -2.4399192305388944e-05);
        p = Fma(p, t, 0.00015062424065946629);
        p = Fma(p, t, -0.00019925670280531536);
        p = Fma(p, t, -0.0007577739811763832);
        p = Fma(p, t, 0.005031969981216983);
        p = Fma(p, t, -0.016197733938165083);
        p = Fma(p, t, 0.03716751553686515);
        p = Fma(p, t, -0.06633036582444783);
        p = Fma(p, t, 0.09373283499840815);
        p = Fma(p, t, -0.1010390660356584);
        p = Fma(p, t, 0.06809705425469018);
        p = Fma(p, t, 0.0153796521026064);
        p = Fma(p, t, -0.13962111684056247);
        p = Fma(p, t, 1.2329951186255526);
        return p / Fma(a, Vector512.Create(2d), 1d);
    }

    /// <summary>factor · e^(x + low) for a low of the size of a rounding error, through subnormal results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> ExpScaled(Vector512<double> x, Vector512<double> low, Vector512<double> factor)
    {
        Vector512<double> t = ExpReduced(AtMost(AtLeast(x, -746d), 710d), MagicD + 2046d, out Vector512<double> z);
        Vector512<long> bits = z.AsInt64();
        Vector512<long> first = Vector512.ShiftLeft(Vector512.ShiftRightLogical(bits, 1), 52);
        Vector512<long> second = Vector512.ShiftLeft(bits, 52) - first;
        return Fma(factor, Fma(t, low, low) + t, factor) * first.AsDouble() * second.AsDouble();
    }
}
