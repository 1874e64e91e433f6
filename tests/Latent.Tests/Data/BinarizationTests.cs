using Latent.Data;
using Latent.Tensors;

namespace Latent.Tests.Data;

public sealed class BinarizationTests
{
    private static readonly ImageDataset Grey = new("grey", 1, 256, Enumerable.Range(0, 512).Select(static i => (byte)i).ToArray());

    [Fact]
    public void Frequencies_match_intensities()
    {
        const int draws = 20_000;
        int[] rows = [.. Enumerable.Repeat(0, draws)];
        float[] binary = new float[draws * 256];
        Binarization.Draw(Grey, rows, RandomKey.FromSeed(3), 0, binary);
        Assert.All(binary, static value => Assert.True(value is 0f or 1f));
        for (int level = 0; level < 256; level++)
        {
            double ones = 0;
            for (int i = 0; i < draws; i++)
                ones += binary[(i * 256) + level];
            double p = level / 255.0, deviation = Math.Sqrt(p * (1 - p) / draws);
            // Five deviations: one false alarm in 7,000 tables of 256 for a correct sampler; a shift of one grey level (0.0039) shows at both ends.
            Assert.True(Math.Abs((ones / draws) - p) <= 5 * deviation, $"level {level}: {ones / draws} for {p}");
        }
    }

    [Fact]
    public void A_pixel_is_on_exactly_where_its_uniform_lies_below_the_intensity_whatever_the_width()
    {
        for (int width = 1; width < 70; width++)
        {
            byte[] pixels = [.. Enumerable.Range(0, 3 * width).Select(static i => (byte)(i * 37))];
            float[] binary = new float[3 * width], uniforms = new float[3 * width];
            Binarization.Draw(new ImageDataset("x", 1, width, pixels), [0, 1, 2], RandomKey.FromSeed(9), 0, binary);
            RandomKey.FromSeed(9).Uniform(uniforms);
            Assert.Equal(pixels.Select((pixel, i) => uniforms[i] * 255f < pixel ? 1f : 0f), binary);
        }
    }

    [Fact]
    public void Parts_equal_the_whole()
    {
        float[] whole = new float[3 * 256], parts = new float[3 * 256];
        Binarization.Draw(Grey, [0, 1, 0], RandomKey.FromSeed(4), 0, whole);
        Binarization.Draw(Grey, [0], RandomKey.FromSeed(4), 0, parts);
        Binarization.Draw(Grey, [1, 0], RandomKey.FromSeed(4), 1, parts.AsSpan(256));
        Assert.Equal(whole, parts);
    }
}
