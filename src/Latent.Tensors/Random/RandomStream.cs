using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.Random;

/// <summary>
/// The blocks of one key and one kind of draw: everything of the counter but the block's index and the attempt. The layout is
/// described at <see cref="RandomKey"/>; this struct is the only place that knows it.
/// </summary>
internal readonly struct RandomStream
{
    /// <summary>Elements, and blocks, are numbered by 44 bits.</summary>
    public const long MaxIndex = (1L << 44) - 1;

    /// <summary>
    /// Set in the attempt for the block that holds the lower halves of 64-bit draws; the upper halves are the words of the same
    /// block without it.
    /// </summary>
    public const uint LowerHalf = 1u << 23;

    private const int WordBits = 32, HighBits = 12;

    private readonly ulong _key;
    private readonly uint _kind;
    private readonly uint _stepLow;
    private readonly uint _high;

    public RandomStream(ulong key, RandomPurpose purpose, ulong step, DrawKind kind)
    {
        _key = key;
        _kind = (uint)kind << 24;
        _stepLow = (uint)step;
        _high = ((uint)purpose << 24) | ((uint)(step >> WordBits) << HighBits);
    }

    /// <summary>The key the blocks are made with.</summary>
    public ulong Key => _key;

    /// <summary>One block.</summary>
    public PhiloxBlock Block(long index, uint attempt = 0) =>
        Philox4x32.Block(_kind | attempt, (uint)index, _stepLow, _high | (uint)((ulong)index >> WordBits), _key);

    /// <summary>
    /// The blocks <paramref name="first"/> .. <paramref name="first"/> + 15, four to a vector, words in order.
    /// <paramref name="first"/> is a multiple of 16, so its low word cannot carry within the sixteen.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Blocks(
        long first, uint attempt, out Vector512<uint> a, out Vector512<uint> b, out Vector512<uint> c, out Vector512<uint> d)
    {
        Vector512<uint> counter = Vector512.Create(
            Vector128.Create(_kind | attempt, (uint)first, _stepLow, _high | (uint)((ulong)first >> WordBits)));
        Vector512<uint> four = Vector512.Create(Vector128.Create(0u, 4u, 0u, 0u));
        a = counter + Vector512.Create(0u, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0);
        b = a + four;
        c = b + four;
        d = c + four;
        Philox4x32.Blocks(ref a, ref b, ref c, ref d, _key);
    }

    /// <summary>The words of the same sixteen blocks, 64 in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Store(long first, uint attempt, uint* words)
    {
        Blocks(first, attempt, out Vector512<uint> a, out Vector512<uint> b, out Vector512<uint> c, out Vector512<uint> d);
        a.Store(words);
        b.Store(words + 16);
        c.Store(words + 32);
        d.Store(words + 48);
    }

    /// <summary>
    /// Sixteen blocks of any indices below 2³², in place: on entry word 1 of each four words is an index and the others are 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Function(uint* words, uint attempt)
    {
        Vector512<uint> counter = Vector512.Create(Vector128.Create(_kind | attempt, 0u, _stepLow, _high));
        Vector512<uint> a = Vector512.Load(words) | counter, b = Vector512.Load(words + 16) | counter;
        Vector512<uint> c = Vector512.Load(words + 32) | counter, d = Vector512.Load(words + 48) | counter;
        Philox4x32.Blocks(ref a, ref b, ref c, ref d, _key);
        a.Store(words);
        b.Store(words + 16);
        c.Store(words + 32);
        d.Store(words + 48);
    }
}
