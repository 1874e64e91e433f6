using Latent.Tensors.Random;

namespace Latent.Tensors.Tests.Random;

public class RandomKeyTests
{
    private static readonly RandomKey Root = RandomKey.FromSeed(1234);

    [Fact]
    public void Keys_are_values()
    {
        Assert.Equal(Root.For(RandomPurpose.Dropout).At(3), Root.At(3).For(RandomPurpose.Dropout));
        Assert.True(Root == RandomKey.FromSeed(1234));
        Assert.True(Root != Root.At(0));
        Assert.Equal(default, RandomKey.FromSeed(0));
        Assert.Equal((1234UL, RandomPurpose.Mcmc, 7L), (Root.Seed, Root.For(RandomPurpose.Mcmc).Purpose, Root.At(7).Step!.Value));
        Assert.Null(Root.Step);
    }

    [Fact]
    public void Keys_derived_in_different_ways_draw_different_numbers()
    {
        var keys = new List<RandomKey>();
        foreach (RandomKey seed in new[] { RandomKey.FromSeed(0), RandomKey.FromSeed(1), RandomKey.FromSeed(1UL << 32), Root })
        {
            RandomKey far = seed.For(RandomPurpose.Mcmc).At(1L << 32);
            foreach (RandomKey key in new[] { seed, seed.For(RandomPurpose.Dropout), seed.At(0), far })
            {
                keys.AddRange([key, key.Split(0), key.Split(1), key.Split(1L << 32), key.Split("a"), key.Split("b"), key.Split("a\0")]);
                keys.AddRange([key.Split("0123456789abcdef"), key.Split("0123456789abcdefg"), key.Split("a").Split("b"), key.Split("ab")]);
            }
        }
        Assert.Equal(keys.Count, keys.Distinct().Count());
        Assert.Equal(keys.Count, keys.Select(k => k.Stream(DrawKind.Uniform).Block(0)).Distinct().Count());
    }

    [Fact]
    public void Kinds_of_draws_share_no_block()
    {
        Assert.NotEqual(Root.Stream(DrawKind.Uniform).Block(0), Root.Stream(DrawKind.Normal).Block(0));
    }

    [Fact]
    public void Derived_seeds_are_frozen()
    {
        // From a second implementation, written after the documentation alone.
        RandomKey placed = Root.For(RandomPurpose.Initialization).At(5);
        RandomKey named = placed.Split("a name of more than sixteen bytes, é");
        RandomKey[] derived = [Root.Split(0), Root.Split("encoder"), placed.Split(7), named];
        Assert.Equal(
            "f9c0eb70afa503e7 e88591e6832bc4bd 20f6d2b697a83015 af0afecd29aaf534",
            string.Join(' ', derived.Select(k => k.Seed.ToString("x16", null))));
    }

    [Fact]
    public void Purpose_numbers_are_frozen() =>
        Assert.Equal(
            "0 Unspecified, 1 Initialization, 2 Shuffling, 3 Reparameterization, 4 Dropout, 5 Sampling, 6 Augmentation, 7 Evaluation, "
            + "8 Mcmc, 9 Binarization, 10 DataGeneration, 11 Resampling",
            string.Join(", ", Enum.GetValues<RandomPurpose>().Select(p => $"{(byte)p} {p}")));

    [Fact]
    public void A_key_survives_text()
    {
        RandomKey full = RandomKey.FromSeed(ulong.MaxValue).For((RandomPurpose)255).At(RandomKey.MaxStep);
        foreach (RandomKey key in new[] { default, Root, Root.At(0), Root.For(RandomPurpose.Dropout), full })
        {
            Assert.Equal(key, RandomKey.Parse(key.ToString()));
        }
        Assert.Equal("philox4x32-10/v1/00000000000004d2/3/17", Root.For(RandomPurpose.Reparameterization).At(17).ToString());
        Assert.Equal("philox4x32-10/v1/00000000000004d2/0/-", Root.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1234")]
    [InlineData("philox4x32-10/v1/4d2/3/17")]
    [InlineData("philox4x32-10/v1/00000000000004d2/256/17")]
    [InlineData("philox4x32-10/v1/00000000000004d2/3/17592186044415")]
    [InlineData("philox4x32-10/v1/00000000000004d2/3/18446744073709551615")]
    [InlineData("philox4x32-10/v1/00000000000004d2/3/-1")]
    [InlineData("philox4x32-10/v1/00000000000004d2/3/17/")]
    public void What_is_no_key_is_refused(string text)
    {
        FormatException error = Assert.Throws<FormatException>(() => RandomKey.Parse(text));
        Assert.Equal($"'{text}' is no random key; one looks like philox4x32-10/v1/00000000000004d2/0/-.", error.Message);
    }

    [Fact]
    public void Another_stream_version_is_refused_by_name()
    {
        FormatException error = Assert.Throws<FormatException>(() => RandomKey.Parse("philox4x32-10/v2/00000000000004d2/3/17"));
        Assert.Contains("is of stream version 2; this library draws version 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_purpose_or_step_is_refused()
    {
        RandomKey key = Root.For(RandomPurpose.Dropout).At(3);
        Assert.Equal(
            "For(Sampling): the key philox4x32-10/v1/00000000000004d2/4/3 is for Dropout already, and changing that would give "
            + "the numbers of another stream. Derive a key of its own first: key.Split(\"name\").",
            Assert.Throws<InvalidOperationException>(() => key.For(RandomPurpose.Sampling)).Message);
        Assert.Equal(
            "At(4): the key philox4x32-10/v1/00000000000004d2/4/3 is at step 3 already, and changing that would give the numbers of "
            + "another stream. Derive a key of its own first: key.Split(index).",
            Assert.Throws<InvalidOperationException>(() => key.At(4)).Message);
    }

    [Fact]
    public void Arguments_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Root.At(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Root.At(RandomKey.MaxStep + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Root.For(RandomPurpose.Unspecified));
        Assert.Throws<ArgumentOutOfRangeException>(() => Root.Split(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Root.Split(1L << 44));
        Assert.Throws<ArgumentException>(() => Root.Split(""));
        Assert.Throws<ArgumentOutOfRangeException>(() => Root.Uniform(new float[1], -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Root.Uniform(new float[2], (1L << 44) - 2));
        Root.Uniform(new float[1], (1L << 44) - 2);
    }
}
