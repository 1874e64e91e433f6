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
    public void The_factors_are_those_of_the_same_images()
    {
        IDataset data = DrawnDigits.MakeWithFactors("digits", RandomKey.FromSeed(1), 1000);
        using Pass pass = Pass.Evaluation();
        Batch batch = data.Get(0, 1000, pass, default);
        Assert.Equal(Digits.Pixels.ToArray().Select(static pixel => pixel / 255f), batch["x"].ToArray());
        IReadOnlyList<string> names = data.Column("factors").Elements;
        double[][] factors = [.. batch["factors"].ToDoubles().Chunk(names.Count)];
        double[] slant = Of("slant"), thickness = Of("thickness"), scale = Of("scale"), rotation = Of("rotation"), jitter = Of("jitter");
        Assert.All(rotation, static angle => Assert.InRange(Math.Abs(angle), 0, 0.32));
        Assert.All(scale, static size => Assert.InRange(size, 0.88, 1.02));
        Assert.All(jitter, static off => Assert.InRange(off, 0.01, 0.1));

        // What the factors say is seen in the pictures: over the digits, the lean of the ink follows the slant, its amount the thickness, and its height the size.
        Assert.InRange(Correlation(slant, Each(Lean)), 0.5, 1);
        Assert.InRange(Correlation(thickness, Each(Ink)), 0.5, 1);
        Assert.InRange(Correlation(scale, Each(Height)), 0.3, 1);
        // The broken twin: the factors of the next image.
        Assert.InRange(Correlation([.. slant.Skip(1), 0], Each(Lean)), -0.16, 0.16);

        double[] Of(string name) => [.. factors.Select(row => row[Enumerable.Range(0, names.Count).Single(i => names[i] == name)])];
        double[] Each(Func<int, double> measure) => [.. Enumerable.Range(0, 1000).Select(measure)];
    }

    private static double Ink(int index) => Digits.Image(index).ToArray().Sum(static pixel => (double)pixel);

    private static double Height(int index)
    {
        byte[] image = Digits.Image(index).ToArray();
        int[] rows = [.. Enumerable.Range(0, 28).Where(y => image.Skip(28 * y).Take(28).Any(static pixel => pixel > 64))];
        int[] columns = [.. Enumerable.Range(0, 28).Where(x => Enumerable.Range(0, 28).Any(y => image[(28 * y) + x] > 64))];
        return Math.Max(rows[^1] - rows[0], columns[^1] - columns[0]);
    }

    // Minus the slope of the line of x on y through the ink: positive where the top leans right.
    private static double Lean(int index)
    {
        ReadOnlySpan<byte> image = Digits.Image(index);
        double n = 0, sx = 0, sy = 0, sxy = 0, syy = 0;
        for (int p = 0; p < image.Length; p++)
        {
            double ink = image[p], x = p % 28, y = p / 28;
            (n, sx, sy, sxy, syy) = (n + ink, sx + (ink * x), sy + (ink * y), sxy + (ink * x * y), syy + (ink * y * y));
        }

        return -(sxy - (sx * sy / n)) / (syy - (sy * sy / n));
    }

    private static double Correlation(double[] a, double[] b)
    {
        double ma = a.Average(), mb = b.Average();
        double ab = a.Zip(b, (x, y) => (x - ma) * (y - mb)).Sum(), aa = a.Sum(x => (x - ma) * (x - ma)), bb = b.Sum(y => (y - mb) * (y - mb));
        return ab / Math.Sqrt(aa * bb);
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
