using Latent.Tensors.Kernels.Threading;
using Latent.Tensors.Random;

namespace Latent.Tensors.Tests.Random;

/// <summary>
/// Every fill is one function of the element's index, however a range is cut, whoever draws, and stays inside its memory.
/// </summary>
public class FillRangeTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(42).For(RandomPurpose.Sampling).At(7);

    [Theory]
    [MemberData(nameof(RandomFillCases.Names), MemberType = typeof(RandomFillCases))]
    public void Any_cut_gives_the_same_bits(string name)
    {
        RandomFillCase fill = RandomFillCases.Get(name);
        byte[] whole = fill.Draw(Key, 0, 700, null);
        foreach (int offset in new[] { 0, 1, 2, 3, 4, 5, 15, 16, 17, 31, 48, 63, 64, 65, 127, 128, 300 })
        {
            foreach (int count in new[] { 0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 63, 64, 65, 127, 128, 129, 191, 200, 257, 400 })
            {
                byte[] part = fill.Draw(Key, offset, count, null);
                Assert.True(
                    whole.AsSpan(offset * fill.Size, count * fill.Size).SequenceEqual(part), $"{name}: offset {offset}, count {count}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(RandomFillCases.Names), MemberType = typeof(RandomFillCases))]
    public void Any_thread_count_gives_the_same_bits(string name)
    {
        RandomFillCase fill = RandomFillCases.Get(name);
        const int offset = 16380, count = 43_000;
        byte[] one = fill.Draw(Key, offset, count, null);
        foreach (int threads in new[] { 1, 2, 3, 7 })
        {
            using var workers = new Workers(threads);
            Assert.True(one.AsSpan().SequenceEqual(fill.Draw(Key, offset, count, workers)), $"{name}: {threads} threads");
        }
    }

    [Theory]
    [MemberData(nameof(RandomFillCases.Names), MemberType = typeof(RandomFillCases))]
    public void Indices_beyond_32_bits_draw_other_numbers(string name)
    {
        RandomFillCase fill = RandomFillCases.Get(name);
        if (name is "permutation" or "table")
        {
            return; // no more than a million elements
        }
        const long far = 1L << 40;
        byte[] low = fill.Draw(Key, 0, 100, null), high = fill.Draw(Key, far, 100, null);
        Assert.NotEqual(low, high);
        byte[] across = fill.Draw(Key, (1L << 34) - 50, 100, null);
        Assert.Equal(across[(50 * fill.Size)..], fill.Draw(Key, 1L << 34, 50, null));
    }
}
