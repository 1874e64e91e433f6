using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.Random;

/// <summary>
/// What becomes of uniform words: 32 bits an element in single precision, 64 in double. Both methods work in place on a group of 64
/// elements.
/// </summary>
/// <remarks>
/// Each is a loop over few vectors rather than straight code over all: where a Vector512 is two registers, the compiler stops
/// inlining its operations in methods of more than some hundred of them.
/// </remarks>
internal unsafe interface IWordTransform
{
    /// <summary>The kind of draw.</summary>
    static abstract DrawKind Kind { get; }

    /// <summary>Words to floats, 64 in order.</summary>
    static abstract void Single(uint* words);

    /// <summary>Words to doubles, 32 with even and 32 with odd index: the halves of what would be pairs of neighbours.</summary>
    static abstract void Double(ulong* even, ulong* odd);
}

/// <summary>The words themselves.</summary>
internal readonly unsafe struct BitsSampler(RandomStream stream) : IGroupSampler<uint>
{
    private readonly RandomStream _stream = stream;

    public static int GroupSize => 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Sample(long group, uint* destination) => _stream.Store(group * 16, 0, destination);
}

/// <summary>One float from each word: groups of 64 elements are 16 blocks, their words in order.</summary>
internal readonly unsafe struct WordSampler<TTransform>(in RandomKey key) : IGroupSampler<float>
    where TTransform : struct, IWordTransform
{
    private readonly RandomStream _stream = key.Stream(TTransform.Kind);

    public static int GroupSize => 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Sample(long group, float* destination)
    {
        uint* words = (uint*)destination;
        _stream.Store(group * 16, 0, words);
        TTransform.Single(words);
    }
}

/// <summary>One double from 64 bits: the word of single precision and, below it, the same word of the lower-half block.</summary>
internal readonly unsafe struct WideSampler<TTransform>(in RandomKey key) : IGroupSampler<double>
    where TTransform : struct, IWordTransform
{
    private readonly RandomStream _stream = key.Stream(TTransform.Kind);

    public static int GroupSize => 64;

    public void Sample(long group, double* destination)
    {
        uint* upper = stackalloc uint[64], lower = stackalloc uint[64];
        ulong* even = stackalloc ulong[32], odd = stackalloc ulong[32];
        _stream.Store(group * 16, 0, upper);
        _stream.Store(group * 16, RandomStream.LowerHalf, lower);
        for (int i = 0; i < 4; i++)
        {
            Vector512<uint> high = Vector512.Load(upper + (16 * i)), low = Vector512.Load(lower + (16 * i));
            RandomWords.Even(low, high).AsUInt64().Store(even + (8 * i));
            RandomWords.Odd(low, high).AsUInt64().Store(odd + (8 * i));
        }
        TTransform.Double(even, odd);
        for (int i = 0; i < 32; i++)
        {
            destination[2 * i] = ((double*)even)[i];
            destination[(2 * i) + 1] = ((double*)odd)[i];
        }
    }
}
