using System.Security.Cryptography;
using Latent.Data;
using Latent.Data.Digits;
using Latent.Tensors;

namespace Latent.Tests.Data;

public sealed class DrawnDigitsTests
{
    private static readonly ImageDataset Digits = DrawnDigits.Make("digits", RandomKey.FromSeed(1), 1000);

    [Fact]
    public void The_same_key_gives_the_same_bits_for_any_part()
    {
        ImageDataset part = DrawnDigits.Make("part", RandomKey.FromSeed(1), 10);
        Assert.Equal(Digits.Pixels[..part.Pixels.Length].ToArray(), part.Pixels.ToArray());
        Assert.NotEqual(Digits.Pixels[..784].ToArray(), DrawnDigits.Make("other", RandomKey.FromSeed(2), 1).Pixels.ToArray());
    }

    [Fact]
    public void The_first_thousand_images_are_frozen() => Assert.Equal(
        "19cef4626a09efe3eb68570f39981e53479cea6ec262bee464b41754518fa0fe",
        Convert.ToHexStringLower(SHA256.HashData([.. Digits.Pixels, .. Digits.Labels])));

    [Fact]
    public void Train_and_test_share_no_image()
    {
        ImageSplits splits = DrawnDigits.Make(RandomKey.FromSeed(1), 300, 300);
        HashSet<string> train = [];
        for (int i = 0; i < 300; i++)
            train.Add(Convert.ToHexString(splits.Train.Image(i)));
        Assert.Equal(300, train.Count);
        for (int i = 0; i < 300; i++)
            Assert.DoesNotContain(Convert.ToHexString(splits.Test.Image(i)), train);
    }

    [Fact]
    public void Every_digit_comes_about_equally_often_and_looks_like_MNIST_in_the_mean()
    {
        int[] counts = new int[10];
        foreach (byte label in Digits.Labels)
            counts[label]++;
        // Binomial(1000, 0.1) has deviation 9.5: five of them.
        Assert.All(counts, static count => Assert.InRange(count, 53, 147));

        double mean = 0;
        foreach (byte pixel in Digits.Pixels)
            mean += pixel;
        Assert.InRange(mean / Digits.Pixels.Length, 28, 38); // MNIST: 33.3
    }

    [Fact]
    public void Writing_stays_on_the_paper()
    {
        for (int i = 0; i < Digits.Count; i++)
        {
            ReadOnlySpan<byte> image = Digits.Image(i);
            int ink = 0, border = 0, darkest = 0;
            for (int p = 0; p < image.Length; p++)
            {
                int x = p % 28, y = p / 28;
                ink += image[p];
                darkest = Math.Max(darkest, image[p]);
                if (x is 0 or 27 || y is 0 or 27)
                    border += image[p];
            }

            Assert.True(ink > 20 * 255 && darkest > 200, $"image {i} is nearly empty");
            Assert.True(border < ink / 50, $"image {i} runs off the edge");
        }
    }

    [Fact]
    public void Every_figure_fits_the_limits_its_painter_relies_on()
    {
        Assert.Equal(10, DigitFigures.ByDigit.Length);
        foreach (DigitFigure figure in DigitFigures.ByDigit.SelectMany(static ways => ways))
        {
            Assert.InRange(figure.PointCount, 2, DigitFigures.MaximumPoints);
            Assert.All(figure.Strokes, static stroke => Assert.All(stroke, static point =>
            {
                Assert.InRange(point.X, 0f, 1f);
                Assert.InRange(point.Y, 0f, 1f);
            }));
        }
    }
}
