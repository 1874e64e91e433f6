using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.Random;

/// <summary>
/// 1 - w, w = μᵀx the height of von Mises-Fisher vectors in m dimensions, by rejection (A. Wood, "Simulation of the von Mises Fisher
/// distribution", Communications in Statistics 23, 1994, algorithm VM*). With n = m - 1, b = n/(2κ + √(4κ² + n²)) and z a number of the beta
/// distribution of n/2 and n/2, t = 2bz/(1 - (1 - b)z) is accepted if ln u &lt; n (ln(1 + h) - h) for h = κ(t - t₀)/n, t₀ = 2b/(1 + b) the
/// mode. Every element has blocks of its own: attempt a takes z from words 0 and 1 and u from word 2 of block a.
/// </summary>
/// <remarks>
/// Wood's test κw + n ln(1 - x₀w) - c written in t = 1 - w, where neither w near 1 nor terms of size κ cancel. z = (1 + s cos φ)/2 with s² =
/// 1 - v^(2/(n-1)), v uniform (G. Ulrich, "Computer generation of distributions on the m-sphere", Applied Statistics 33, 1984). In double
/// precision throughout; floats are its results rounded. Concentrations that are not finite or below 0 give NaN.
/// </remarks>
internal readonly unsafe struct SphereHeightSampler<T>(in RandomKey key, ElementInput<T> concentrations, int dimension) : IGroupSampler<T>
    where T : unmanaged
{
    private readonly RandomStream _stream = key.Stream(DrawKind.SphereHeight);
    private readonly ElementInput<T> _concentrations = concentrations;
    private readonly double _width = dimension - 1;

    public static int GroupSize => 16;

    public void Sample(long group, T* destination)
    {
        T* buffer = stackalloc T[16];
        T* given = _concentrations.Group(group * 16, 16, buffer);
        double* concentration = stackalloc double[16], drawn = stackalloc double[16];
        for (int i = 0; i < 16; i++)
        {
            concentration[i] = typeof(T) == typeof(float) ? ((float*)given)[i] : ((double*)given)[i];
        }
        Eight(group, 0, concentration, drawn);
        Eight(group, 1, concentration + 8, drawn + 8);
        for (int i = 0; i < 16; i++)
        {
            if (typeof(T) == typeof(float))
            {
                ((float*)destination)[i] = (float)drawn[i];
            }
            else
            {
                ((double*)destination)[i] = drawn[i];
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Eight(long group, int half, double* parameters, double* destination)
    {
        ulong* words = stackalloc ulong[32];
        Vector512<double> one = Vector512<double>.One, k = Vector512.Load(parameters), width = Vector512.Create(_width);
        Vector512<double> valid = Vector512.GreaterThanOrEqual(k, Vector512<double>.Zero) & Vector512.LessThan(k, Vector512.Create(double.PositiveInfinity));
        k = Vector512.ConditionalSelect(valid, k, Vector512<double>.Zero);
        Vector512<double> twice = k + k;
        Vector512<double> b = width / (twice + Vector512.Sqrt((twice * twice) + (width * width)));
        Vector512<double> rest = one - b, mode = (b + b) / (one + b), slope = k / width;

        // All eight try again until the last is accepted; who was accepted before keeps what it has.
        Vector512<double> open = Vector512<double>.AllBitsSet, result = Vector512<double>.Zero;
        for (uint attempt = 0; ; attempt++)
        {
            Words(group, half, attempt, words);
            Vector512<double> turn = Projection(words) * Vector512.Create(0.5);
            // z = 1/2 + turn, and 1 - z without its rounding.
            Vector512<double> z = Vector512.Create(0.5) + turn, t = (b + b) * z / ((Vector512.Create(0.5) - turn) + (b * z));
            Vector512<double> h = slope * (t - mode);
            Vector512<double> bound = width * (FrozenMath.Log(one + h) - h);
            Vector512<double> accepted = open & Vector512.LessThan(FrozenMath.Log(RandomWords.Open(Vector512.Load(words + 16))), bound);
            result = Vector512.ConditionalSelect(accepted, t, result);
            open = Vector512.AndNot(open, accepted);
            if (open.AsUInt64() == Vector512<ulong>.Zero)
            {
                break;
            }
        }
        Vector512.ConditionalSelect(valid, result, Vector512.Create(double.NaN)).Store(destination);
    }

    // One coordinate of a uniform point on the sphere in n + 1 dimensions.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private Vector512<double> Projection(ulong* words)
    {
        // For n = 1 the power of v is 0: the point is on the circle.
        Vector512<double> power = FrozenMath.Exp(FrozenMath.Log(RandomWords.Open(Vector512.Load(words))) * Vector512.Create(2 / (_width - 1)));
        return Vector512.Sqrt(Vector512<double>.One - power) * FrozenMath.CosSinTurn(Vector512.Load(words + 8)).Cos;
    }

    // The words of eight of sixteen blocks with their lower halves, first all words 0, then all words 1, 2, 3.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Words(long group, int half, uint attempt, ulong* words)
    {
        uint* upper = stackalloc uint[64], lower = stackalloc uint[64];
        _stream.Store(group * 16, attempt, upper);
        _stream.Store(group * 16, attempt | RandomStream.LowerHalf, lower);
        for (int i = 0; i < 32; i++)
        {
            words[(8 * (i % 4)) + (i / 4)] = ((ulong)upper[(32 * half) + i] << 32) | lower[(32 * half) + i];
        }
    }
}
