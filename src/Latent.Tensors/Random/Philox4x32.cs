using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Latent.Tensors.Random;

/// <summary>The four words that one Philox counter gives.</summary>
internal readonly record struct PhiloxBlock(uint W0, uint W1, uint W2, uint W3)
{
    /// <summary>The first two words as one number, the first one low.</summary>
    public ulong Low64 => W0 | ((ulong)W1 << 32);
}

/// <summary>
/// Philox4x32, a keyed bijection of 128-bit counters (Salmon, Moraes, Dror, Shaw: Parallel Random Numbers: As Easy as 1, 2, 3; SC'11,
/// section 3.3). One round maps
/// (c0, c1, c2, c3) to (hi(M1 c2) ^ c1 ^ k0, lo(M1 c2), hi(M0 c0) ^ c3 ^ k1, lo(M0 c0)), and the key grows by Weyl constants between
/// rounds.
/// </summary>
internal static class Philox4x32
{
    /// <summary>The number of rounds everything in this library uses; seven already pass BigCrush.</summary>
    public const int Rounds = 10;

    private const uint M0 = 0xD2511F53, M1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;

    /// <summary>One counter under one key (low word k0, high word k1).</summary>
    public static PhiloxBlock Block(uint c0, uint c1, uint c2, uint c3, ulong key, int rounds = Rounds)
    {
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < rounds; round++)
        {
            ulong p0 = (ulong)M0 * c0, p1 = (ulong)M1 * c2;
            c0 = (uint)(p1 >> 32) ^ c1 ^ k0;
            c1 = (uint)p1;
            c2 = (uint)(p0 >> 32) ^ c3 ^ k1;
            c3 = (uint)p0;
            k0 += Weyl0;
            k1 += Weyl1;
        }
        return new PhiloxBlock(c0, c1, c2, c3);
    }

    /// <summary>
    /// Sixteen counters at once under one key, replaced by their blocks: each vector holds four counters one behind the other, lanes
    /// (c0, c1, c2, c3) four times, so that the words come out in the order of the blocks and nothing needs transposing. The words
    /// to multiply (c0, c2) stand in the even lanes, where the processor's 32 x 32 -> 64 multiplication reads them. Four vectors,
    /// because the ten rounds of one are a chain that waits for every multiplication.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Blocks(
        ref Vector512<uint> a, ref Vector512<uint> b, ref Vector512<uint> c, ref Vector512<uint> d, ulong key, int rounds = Rounds)
    {
        // Key and multipliers stand where the words they meet stand: (k0, 0, k1, 0) and (M0, 0, M1, 0), four times.
        Vector512<uint> k = Vector512.Create(Vector128.Create((uint)key, 0u, (uint)(key >> 32), 0u));
        Vector512<uint> weyl = Vector512.Create(Vector128.Create(Weyl0, 0u, Weyl1, 0u));
        Vector512<uint> m = Vector512.Create(Vector128.Create(M0, 0u, M1, 0u));
        for (int round = 0; round < rounds; round++)
        {
            a = Round(a, m, k);
            b = Round(b, m, k);
            c = Round(c, m, k);
            d = Round(d, m, k);
            k += weyl; // 32-bit lanes: the zeros stay zero
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Round(Vector512<uint> x, Vector512<uint> m, Vector512<uint> k)
    {
        // (lo0, hi0, lo1, hi1) reversed is (hi1, lo1, hi0, lo0); x one word down in each 64-bit lane is (c1, 0, c3, 0).
        return ReverseWords(MultiplyEven(x, m)) ^ (x.AsUInt64() >>> 32).AsUInt32() ^ k;
    }

    // The full products of the even lanes. Instruction sets differ only in speed here: integers are exact.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> MultiplyEven(Vector512<uint> x, Vector512<uint> m)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.Multiply(x, m).AsUInt32();
        }
        if (Avx2.IsSupported)
        {
            return Vector512.Create(
                Avx2.Multiply(x.GetLower(), m.GetLower()), Avx2.Multiply(x.GetUpper(), m.GetUpper())).AsUInt32();
        }
        Vector512<ulong> low = Vector512.Create(0xFFFFFFFFul);
        return ((x.AsUInt64() & low) * (m.AsUInt64() & low)).AsUInt32();
    }

    // Reverses each group of four words.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> ReverseWords(Vector512<uint> x)
    {
        const byte reversed = 0b00_01_10_11;
        if (Avx512F.IsSupported)
        {
            return Avx512F.Shuffle(x, reversed);
        }
        if (Avx2.IsSupported)
        {
            return Vector512.Create(Avx2.Shuffle(x.GetLower(), reversed), Avx2.Shuffle(x.GetUpper(), reversed));
        }
        return Vector512.Create(ReverseQuarters(x.GetLower()), ReverseQuarters(x.GetUpper()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> ReverseQuarters(Vector256<uint> x)
    {
        Vector128<uint> reversed = Vector128.Create(3u, 2u, 1u, 0u);
        return Vector256.Create(Vector128.Shuffle(x.GetLower(), reversed), Vector128.Shuffle(x.GetUpper(), reversed));
    }
}
