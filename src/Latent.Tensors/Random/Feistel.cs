using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.Random;

/// <summary>
/// A keyed bijection of 0 .. length - 1 that needs no memory: ten rounds of an alternating Feistel network over the smallest 2^b &gt;=
/// length,
/// each half changed by Philox of the other, and, as often as the result lies outside, the network again (cycle walking: Black, Rogaway,
/// Ciphers with Arbitrary Finite Domains, CT-RSA 2002; ten rounds as in NIST SP 800-38G, FF1). Fewer than two applications on average.
/// </summary>
internal readonly unsafe struct Feistel
{
    private const int Rounds = 10;

    private readonly RandomStream _stream;
    private readonly ulong _length;
    private readonly int _rightBits;
    private readonly uint _leftMask, _rightMask;

    /// <summary>
    /// A bijection of at most 2⁴⁴ numbers; the stream's blocks are the round functions: index the half, attempt the round.
    /// </summary>
    public Feistel(RandomStream stream, long length)
    {
        _stream = stream;
        _length = (ulong)length;
        int bits = Math.Max(2, 64 - BitOperations.LeadingZeroCount((ulong)Math.Max(0, length - 1)));
        _rightBits = bits / 2;
        _rightMask = (1u << _rightBits) - 1;
        _leftMask = (1u << (bits - _rightBits)) - 1;
    }

    /// <summary>Where <paramref name="index"/> goes.</summary>
    public long At(long index)
    {
        ulong value = (ulong)index;
        do
        {
            uint left = (uint)(value >> _rightBits), right = (uint)value & _rightMask;
            for (uint round = 0; round < Rounds; round += 2)
            {
                left ^= _stream.Block(right, round).W0 & _leftMask;
                right ^= _stream.Block(left, round + 1).W0 & _rightMask;
            }
            value = ((ulong)left << _rightBits) | right;
        }
        while (value >= _length);
        return (long)value;
    }

    /// <summary>
    /// Where indices <paramref name="offset"/> .. <paramref name="offset"/> + <paramref name="count"/> - 1 go, sixteen at a time.
    /// </summary>
    public void Fill<T>(T* destination, long offset, long count)
        where T : unmanaged, IBinaryInteger<T>
    {
        // Each of sixteen places walks one index; whoever arrives hands the place to the next index. Free places walk on idly.
        const long free = -1;
        ulong* values = stackalloc ulong[16];
        long* targets = stackalloc long[16];
        long next = 0;
        for (int place = 0; place < 16; place++)
        {
            targets[place] = next < count ? next : free;
            values[place] = next < count ? (ulong)(offset + next) : 0;
            next++;
        }
        for (long arrived = 0; arrived < count;)
        {
            Sixteen(values);
            for (int place = 0; place < 16; place++)
            {
                if (values[place] >= _length || targets[place] == free)
                {
                    continue;
                }
                destination[targets[place]] = T.CreateTruncating(values[place]);
                arrived++;
                targets[place] = next < count ? next : free;
                values[place] = next < count ? (ulong)(offset + next) : 0;
                next++;
            }
        }
    }

    // Sixteen values through the network once. Four to a vector, each in the first 64 of 128 bits, left half in lane 0 and right half in
    // lane 1: the index of a counter is its lane 1, and word 0 of the block comes out in lane 0.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sixteen(ulong* values)
    {
        ulong* state = stackalloc ulong[32];
        ulong* block = stackalloc ulong[32];
        for (int i = 0; i < 16; i++)
        {
            state[2 * i] = (values[i] >> _rightBits) | ((values[i] & _rightMask) << 32);
            state[(2 * i) + 1] = 0;
        }
        Vector512<ulong> upper = Vector512.Create(0xFFFFFFFF00000000UL);
        Vector512<ulong> left = Vector512.Create(Vector128.Create(_leftMask, 0UL));
        Vector512<ulong> right = Vector512.Create(Vector128.Create(_rightMask, 0UL));
        for (uint round = 0; round < Rounds; round += 2)
        {
            for (int i = 0; i < 32; i += 8)
            {
                (Vector512.Load(state + i) & upper).Store(block + i);
            }
            _stream.Function((uint*)block, round);
            for (int i = 0; i < 32; i += 8)
            {
                Vector512<ulong> x = Vector512.Load(state + i) ^ (Vector512.Load(block + i) & left);
                x.Store(state + i);
                (x << 32).Store(block + i);
            }
            _stream.Function((uint*)block, round + 1);
            for (int i = 0; i < 32; i += 8)
            {
                (Vector512.Load(state + i) ^ ((Vector512.Load(block + i) & right) << 32)).Store(state + i);
            }
        }
        for (int i = 0; i < 16; i++)
        {
            values[i] = ((state[2 * i] & 0xFFFFFFFF) << _rightBits) | (state[2 * i] >> 32);
        }
    }
}
