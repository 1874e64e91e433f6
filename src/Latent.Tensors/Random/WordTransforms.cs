using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.Random;

/// <summary>Uniform in the open interval (0, 1).</summary>
internal readonly unsafe struct UniformTransform : IWordTransform
{
    public static DrawKind Kind => DrawKind.Uniform;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Single(uint* words)
    {
        RandomWords.Open(Vector512.Load(words)).AsUInt32().Store(words);
        RandomWords.Open(Vector512.Load(words + 16)).AsUInt32().Store(words + 16);
        RandomWords.Open(Vector512.Load(words + 32)).AsUInt32().Store(words + 32);
        RandomWords.Open(Vector512.Load(words + 48)).AsUInt32().Store(words + 48);
    }

    public static void Double(ulong* even, ulong* odd)
    {
        for (int i = 0; i < 32; i += 8)
        {
            RandomWords.Open(Vector512.Load(even + i)).AsUInt64().Store(even + i);
            RandomWords.Open(Vector512.Load(odd + i)).AsUInt64().Store(odd + i);
        }
    }
}

/// <summary>
/// Standard normal: elements 4i .. 4i + 3 are r0 cos t1, r0 sin t1, r2 cos t3, r2 sin t3 with r = √(-2 ln u), u and t (in turns) from the
/// words 0 .. 3 of block i.
/// </summary>
internal readonly unsafe struct NormalTransform : IWordTransform
{
    public static DrawKind Kind => DrawKind.Normal;

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Single(uint* words)
    {
        for (int i = 0; i < 64; i += 32)
        {
            Vector512<uint> x = Vector512.Load(words + i), y = Vector512.Load(words + i + 16);
            Vector512<float> radius = Radius(RandomWords.Even(x, y));
            (Vector512<float> cos, Vector512<float> sin) = FrozenMath.CosSinTurn(RandomWords.Odd(x, y));
            Vector512<uint> first = (radius * cos).AsUInt32(), second = (radius * sin).AsUInt32();
            RandomWords.Even(first, second).Store(words + i);
            RandomWords.Odd(first, second).Store(words + i + 16);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Double(ulong* even, ulong* odd)
    {
        for (int i = 0; i < 32; i += 8)
        {
            Vector512<double> radius = Radius(Vector512.Load(even + i));
            (Vector512<double> cos, Vector512<double> sin) = FrozenMath.CosSinTurn(Vector512.Load(odd + i));
            (radius * cos).AsUInt64().Store(even + i);
            (radius * sin).AsUInt64().Store(odd + i);
        }
    }

    /// <summary>√(-2 ln u), the length of a pair of standard normals.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Radius(Vector512<uint> words) =>
        Vector512.Sqrt(FrozenMath.Log(RandomWords.Fine(words)) * Vector512.Create(-2f));

    /// <inheritdoc cref="Radius(Vector512{uint})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Radius(Vector512<ulong> words) =>
        Vector512.Sqrt(FrozenMath.Log(RandomWords.Open(words)) * Vector512.Create(-2.0));
}

/// <summary>Exponential with rate 1: -ln u.</summary>
internal readonly unsafe struct ExponentialTransform : IWordTransform
{
    public static DrawKind Kind => DrawKind.Exponential;

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Single(uint* words)
    {
        for (int i = 0; i < 64; i += 16)
        {
            (-FrozenMath.Log(RandomWords.Fine(Vector512.Load(words + i)))).AsUInt32().Store(words + i);
        }
    }

    public static void Double(ulong* even, ulong* odd)
    {
        Double(even);
        Double(odd);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Double(ulong* words)
    {
        for (int i = 0; i < 32; i += 8)
        {
            (-FrozenMath.Log(RandomWords.Open(Vector512.Load(words + i)))).AsUInt64().Store(words + i);
        }
    }
}

/// <summary>Standard Gumbel: -ln(-ln(1 - u)), finest in its long upper tail.</summary>
internal readonly unsafe struct GumbelTransform : IWordTransform
{
    public static DrawKind Kind => DrawKind.Gumbel;

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Single(uint* words)
    {
        for (int i = 0; i < 64; i += 16)
        {
            FrozenMath.MinusLog1m(RandomWords.Fine(Vector512.Load(words + i))).AsUInt32().Store(words + i);
        }
        for (int i = 0; i < 64; i += 16)
        {
            (-FrozenMath.Log(Vector512.Load((float*)words + i))).AsUInt32().Store(words + i);
        }
    }

    public static void Double(ulong* even, ulong* odd)
    {
        Double(even);
        Double(odd);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Double(ulong* words)
    {
        for (int i = 0; i < 32; i += 8)
        {
            FrozenMath.MinusLog1m(RandomWords.Open(Vector512.Load(words + i))).AsUInt64().Store(words + i);
        }
        for (int i = 0; i < 32; i += 8)
        {
            (-FrozenMath.Log(Vector512.Load((double*)words + i))).AsUInt64().Store(words + i);
        }
    }
}
