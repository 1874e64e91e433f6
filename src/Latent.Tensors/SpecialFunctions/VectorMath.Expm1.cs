using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.SpecialFunctions;

internal static partial class VectorMath
{
    /// <summary>e^x - 1, accurate for small x. -∞ gives -1, -0 gives -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Expm1(Vector512<float> x)
    {
        Vector512<float> v = AtMost(AtLeast(x, -30f), 89f);
        Vector512<float> z = Fma(v, Vector512.Create(Log2EF), MagicF + 126f);
        Vector512<float> n = z - Vector512.Create(MagicF + 126f);
        Vector512<float> exact = Fma(n, Vector512.Create(-Ln2HighF), v);
        Vector512<float> r = Fma(n, Vector512.Create(-Ln2LowF), exact);
        Vector512<float> q = Fma(Vector512.Create(0.00019766195f), r, 0.0013933224f); // expm1.f
        q = Fma(q, r, 0.008333542f);
        q = Fma(q, r, 0.041666485f);
        q = Fma(q, r, 0.16666666f);
        q = Fma(q, r, 0.5f);
        // Half the result is made, for 2^n alone may overflow. What the rounding of r lost goes into the small term, and 2^n - 1 + 2^n r is
        // added with its own rounding error: results between the first two steps of n lose a bit to cancellation otherwise.
        Vector512<float> small = Fma(r * r, q, Fma(n, Vector512.Create(-Ln2LowF), exact - r));
        Vector512<float> scale = PowerOfTwo(z);
        Vector512<float> shift = scale - Vector512.Create(0.5f);
        Vector512<float> sum = Fma(r, scale, shift);
        Vector512<float> lost = Fma(r, scale, shift - sum) + (scale - shift - Vector512.Create(0.5f));
        sum += Fma(small, scale, lost);
        return Select(Vector512.LessThan(Vector512.Abs(x), Vector512.Create(5e-8f)), x, sum + sum);
    }

    /// <summary>e^x - 1, accurate for small x. -∞ gives -1, -0 gives -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Expm1(Vector512<double> x)
    {
        Vector512<double> v = AtMost(AtLeast(x, -50d), 710d);
        Vector512<double> z = Fma(v, Vector512.Create(Log2ED), MagicD + 1022d);
        Vector512<double> n = z - Vector512.Create(MagicD + 1022d);
        Vector512<double> exact = Fma(n, Vector512.Create(-Ln2HighD), v);
        Vector512<double> r = Fma(n, Vector512.Create(-Ln2LowD), exact);
        Vector512<double> q = Fma(Vector512.Create(1.7102302498925555e-10), r, 2.090946583143321e-09); // expm1.d
        q = Fma(q, r, 2.504821402684049e-08);
        q = Fma(q, r, 2.7557288281241984e-07);
        q = Fma(q, r, 2.7557324718235264e-06);
        q = Fma(q, r, 2.480158731162569e-05);
        q = Fma(q, r, 0.00019841269837726197);
        q = Fma(q, r, 0.0013888888888888822);
        q = Fma(q, r, 0.008333333333334336);
        q = Fma(q, r, 0.041666666666666664);
        q = Fma(q, r, 0.16666666666666666);
        q = Fma(q, r, 0.5);
        Vector512<double> small = Fma(r * r, q, Fma(n, Vector512.Create(-Ln2LowD), exact - r));
        Vector512<double> scale = PowerOfTwo(z);
        Vector512<double> shift = scale - Vector512.Create(0.5);
        Vector512<double> sum = Fma(r, scale, shift);
        Vector512<double> lost = Fma(r, scale, shift - sum) + (scale - shift - Vector512.Create(0.5));
        sum += Fma(small, scale, lost);
        return Select(Vector512.LessThan(Vector512.Abs(x), Vector512.Create(1e-16)), x, sum + sum);
    }
}
