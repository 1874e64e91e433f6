using System.Runtime.InteropServices;
using Latent.Tensors;

namespace Latent.Probe;

/// <summary>Every special function at arguments of every exponent, zeros, infinities and NaN, in both precisions.</summary>
internal static class SpecialFunctionBits
{
    private static readonly (Func<float, float> Single, Func<double, double> Double)[] Functions =
    [
        (SpecialMath.Exp, SpecialMath.Exp), (SpecialMath.Log, SpecialMath.Log), (SpecialMath.Log1p, SpecialMath.Log1p), (SpecialMath.Expm1, SpecialMath.Expm1),
        (SpecialMath.Tanh, SpecialMath.Tanh), (SpecialMath.Sigmoid, SpecialMath.Sigmoid), (SpecialMath.Softplus, SpecialMath.Softplus),
        (SpecialMath.Sin, SpecialMath.Sin), (SpecialMath.Cos, SpecialMath.Cos), (SpecialMath.Erf, SpecialMath.Erf), (SpecialMath.Erfc, SpecialMath.Erfc),
        (SpecialMath.ErfInv, SpecialMath.ErfInv), (SpecialMath.NormalQuantile, SpecialMath.NormalQuantile), (SpecialMath.LogGamma, SpecialMath.LogGamma),
        (SpecialMath.Digamma, SpecialMath.Digamma), (SpecialMath.Trigamma, SpecialMath.Trigamma), (SpecialMath.Tetragamma, SpecialMath.Tetragamma),
        (static x => SpecialMath.Pow(x, 1.7f), static x => SpecialMath.Pow(x, 1.7)), (static x => SpecialMath.Pow(0.9f, x), static x => SpecialMath.Pow(0.9, x)),
        (static x => (float)SpecialMath.LogBesselI(3.5, x), static x => SpecialMath.LogBesselI(49, x)),
        (static x => (float)SpecialMath.BesselIRatio(3.5, x), static x => SpecialMath.BesselIRatio(49, x)),
    ];

    /// <summary>The results as bytes; all NaN count as one.</summary>
    public static byte[] All()
    {
        List<float> singles = [];
        List<double> doubles = [];
        foreach ((Func<float, float> single, Func<double, double> @double) in Functions)
        {
            for (uint i = 0; i < 1031; i++)
            {
                float x = BitConverter.UInt32BitsToSingle(i * 4165817u), y = single(x);
                singles.Add(float.IsNaN(y) ? float.NaN : y);
                double wide = i % 2 == 0 ? x : BitConverter.UInt64BitsToDouble(i * 17892047913452581ul), z = @double(wide);
                doubles.Add(double.IsNaN(z) ? double.NaN : z);
            }

            foreach (float x in new[] { 0f, -0f, 1f, -1f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, float.Epsilon, 0.3f, 2.1f, 3.7f, 12f, -5.5f })
            {
                float y = single(x);
                singles.Add(float.IsNaN(y) ? float.NaN : y);
                double z = @double(x);
                doubles.Add(double.IsNaN(z) ? double.NaN : z);
            }
        }

        return [.. MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(singles)), .. MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(doubles))];
    }
}
