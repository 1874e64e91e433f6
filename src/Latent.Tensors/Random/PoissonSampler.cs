using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.Random;

/// <summary>
/// Poisson counts. Below rate 10 a uniform number is inverted through the probabilities from 0 up; from there on by rejection from a
/// transformed pair of uniform numbers (W. Hörmann, "The transformed rejection method for generating Poisson random variables", Insurance:
/// Mathematics and Economics 12, 1993, algorithm PTRS). Every element has blocks of its own: attempt a takes u from word 0 and v from word 1
/// of block a, in double precision.
/// </summary>
/// <remarks>
/// The logarithm of a probability is taken as -(λ - k - k ln(λ/k)) - ln(2πk)/2 - s(k), s what Stirling's formula leaves over, so that terms of
/// the size of the rate do not cancel (C. Loader, "Fast and Accurate Computation of Binomial Probabilities", 2000). Counts of floats are those
/// of the same rates as doubles, rounded above 2²⁴. Rates that are not finite or below 0 give NaN.
/// </remarks>
internal readonly unsafe struct PoissonSampler<T>(in RandomKey key, ElementInput<T> rates) : IGroupSampler<T>
    where T : unmanaged
{
    private const double Large = 10;

    private readonly RandomStream _stream = key.Stream(DrawKind.Poisson);
    private readonly ElementInput<T> _rates = rates;

    public static int GroupSize => 16;

    // ln k! for k below 16; from there on Stirling's formula is good for a double.
    private static ReadOnlySpan<double> LogFactorials =>
    [
        0, 0, 0.69314718055994531, 1.791759469228055, 3.1780538303479456, 4.7874917427820459, 6.5792512120101009, 8.5251613610654143,
        10.604602902745251, 12.801827480081469, 15.104412573075516, 17.502307845873886, 19.987214495661886, 22.552163853123423,
        25.191221182738681, 27.89927138384089,
    ];

    public void Sample(long group, T* destination)
    {
        T* buffer = stackalloc T[16];
        T* given = _rates.Group(group * 16, 16, buffer);
        uint* words = stackalloc uint[128];
        _stream.Store(group * 16, 0, words);
        _stream.Store(group * 16, RandomStream.LowerHalf, words + 64);
        for (int i = 0; i < 16; i++)
        {
            double rate = typeof(T) == typeof(float) ? ((float*)given)[i] : ((double*)given)[i];
            double u = Uniform(words[4 * i], words[64 + (4 * i)]), v = Uniform(words[(4 * i) + 1], words[64 + (4 * i) + 1]);
            double count = !(rate >= 0) || double.IsPositiveInfinity(rate) ? double.NaN
                : rate < Large ? Invert(rate, u)
                : Reject(rate, u, v, (group * 16) + i);
            if (typeof(T) == typeof(float))
            {
                ((float*)destination)[i] = (float)count;
            }
            else
            {
                ((double*)destination)[i] = count;
            }
        }
    }

    private static double Invert(double rate, double u)
    {
        double probability = FrozenMath.Exp(Vector512.CreateScalar(-rate)).ToScalar(), count = 0;
        // What is left once the probabilities have run out is the rounding of their sum.
        while (u > probability && count < 100)
        {
            u -= probability;
            count++;
            probability *= rate / count;
        }
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Reject(double rate, double u, double v, long element)
    {
        // Hörmann's constants for a hat that is good for every rate from 10 on.
        double b = 0.931 + (2.53 * Math.Sqrt(rate)), a = -0.059 + (0.02483 * b);
        double inverseAlpha = 1.1239 + (1.1328 / (b - 3.4)), certain = 0.9277 - (3.6224 / (b - 2));
        for (uint attempt = 1; ; attempt++)
        {
            u -= 0.5;
            double s = 0.5 - Math.Abs(u), k = Math.Floor((((2 * a / s) + b) * u) + rate + 0.43);
            if (s >= 0.07 && v <= certain)
            {
                return k;
            }
            if (k >= 0 && (s >= 0.013 || v <= s) && Log(v * inverseAlpha / ((a / (s * s)) + b)) <= LogProbability(k, rate))
            {
                return k;
            }
            PhiloxBlock upper = _stream.Block(element, attempt), lower = _stream.Block(element, attempt | RandomStream.LowerHalf);
            u = Uniform(upper.W0, lower.W0);
            v = Uniform(upper.W1, lower.W1);
        }
    }

    private static double LogProbability(double k, double rate)
    {
        if (k < LogFactorials.Length)
        {
            return (k * Log(rate)) - rate - LogFactorials[(int)k];
        }
        double inverse = 1 / k, square = inverse * inverse;
        double rest = ((((((-1.0 / 1680 * square) + (1.0 / 1260)) * square) - (1.0 / 360)) * square) + (1.0 / 12)) * inverse;
        double off = (rate - k) * inverse, r = (rate - k) / (rate + k);
        double deviance; // off - ln(1 + off)
        if (Math.Abs(r) < 0.2)
        {
            // ln(1 + off) = 2 artanh r, and 2r - off = -r off.
            double z = r * r, sum = 1.0 / 25;
            for (int n = 23; n >= 3; n -= 2)
            {
                sum = Math.FusedMultiplyAdd(sum, z, 1.0 / n);
            }
            deviance = r * (off - (2 * z * sum));
        }
        else
        {
            deviance = off - Log(rate * inverse);
        }
        return -((k * deviance) + (0.5 * Log(6.283185307179586 * k)) + rest);
    }

    private static double Log(double x) => FrozenMath.Log(Vector512.CreateScalar(x)).ToScalar();

    private static double Uniform(uint upper, uint lower) =>
        RandomWords.Open(Vector512.CreateScalar(((ulong)upper << 32) | lower)).ToScalar();
}
