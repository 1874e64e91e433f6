using System.Runtime.Intrinsics;
using Latent.Tensors.Random;

namespace Latent.Tensors.Tests.Random;

public class PhiloxTests
{
    // Known answers of Random123 (Salmon et al., SC'11): rounds, counter, key, block.
    public static TheoryData<int, uint[], ulong, uint[]> KnownAnswers => new()
    {
        { 10, [0, 0, 0, 0], 0, [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
        {
            10, [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], 0xffffffff_ffffffff,
            [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]
        },
        {
            10, [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], 0x299f31d0_a4093822,
            [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]
        },
        { 7, [0, 0, 0, 0], 0, [0x5f6fb709, 0x0d893f64, 0x4f121f81, 0x4f730a48] },
    };

    [Theory]
    [MemberData(nameof(KnownAnswers))]
    public void A_block_is_the_published_one(int rounds, uint[] counter, ulong key, uint[] expected)
    {
        PhiloxBlock block = Philox4x32.Block(counter[0], counter[1], counter[2], counter[3], key, rounds);
        Assert.Equal(expected, new[] { block.W0, block.W1, block.W2, block.W3 });
    }

    [Theory]
    [MemberData(nameof(KnownAnswers))]
    public void Sixteen_blocks_are_the_published_one_in_every_place(int rounds, uint[] counter, ulong key, uint[] expected)
    {
        Vector512<uint> x = Vector512.Create(Vector128.Create(counter));
        Vector512<uint> a = x, b = x, c = x, d = x;
        Philox4x32.Blocks(ref a, ref b, ref c, ref d, key, rounds);
        Vector512<uint> want = Vector512.Create(Vector128.Create(expected));
        Assert.Equal((want, want, want, want), (a, b, c, d));
    }

    [Fact]
    public void Sixteen_blocks_are_sixteen_times_one()
    {
        var stream = new RandomStream(0x0123456789abcdef, (RandomPurpose)200, 0x5a5_1234_5678, DrawKind.Gamma);
        foreach (long first in new long[] { 0, 16, 1L << 20, (1L << 32) - 16, 1L << 32, (1L << 44) - 16 })
        {
            uint[] words = new uint[64];
            stream.Blocks(first, 77, out Vector512<uint> a, out Vector512<uint> b, out Vector512<uint> c, out Vector512<uint> d);
            a.CopyTo(words);
            b.CopyTo(words, 16);
            c.CopyTo(words, 32);
            d.CopyTo(words, 48);
            for (int i = 0; i < 16; i++)
            {
                PhiloxBlock block = stream.Block(first + i, 77);
                Assert.Equal(new[] { block.W0, block.W1, block.W2, block.W3 }, words[(4 * i)..((4 * i) + 4)]);
            }
        }
    }

    [Fact]
    public void The_counter_is_laid_out_as_documented()
    {
        RandomKey key = RandomKey.FromSeed(0xfedcba9876543210).For(RandomPurpose.Dropout).At(0x123_4567_89ab);
        PhiloxBlock expected = Philox4x32.Block(
            (2u << 24) | 5, 0x89abcdef, 0x456789ab + 1, (4u << 24) | (0x123u << 12) | 0x765u, 0xfedcba9876543210);
        Assert.Equal(expected, key.Stream(DrawKind.Normal).Block(0x765_89abcdef, 5));
    }
}
