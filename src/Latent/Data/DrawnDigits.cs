using Latent.Data.Columns;
using Latent.Data.Digits;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>
/// The built-in data: handwritten-looking digits, drawn by a pen that follows hand-designed strokes with random writing habits.
/// </summary>
/// <remarks>
/// 28 x 28 pixels, ten classes, centred by mass in a box of 20 pixels like MNIST; slant, width, bend, turn, size, pen and every point of
/// the strokes vary. An image is a pure function of the key and its index: any part of the data can be made alone, on any machine, to the
/// bit. It stands in for MNIST where there is no network and no file; figures on it compare with nothing published.
/// </remarks>
public static class DrawnDigits
{
    /// <summary>Training images made when nothing else is asked for.</summary>
    public const int DefaultTrainCount = 10_000;

    /// <summary>Test images made when nothing else is asked for.</summary>
    public const int DefaultTestCount = 2_000;

    /// <summary>A training and a test set from one key, without common images.</summary>
    public static ImageSplits Make(RandomKey key, int trainCount = DefaultTrainCount, int testCount = DefaultTestCount) => new(
        Make("digits train", key.Split("train"), trainCount), Make("digits test", key.Split("test"), testCount));

    /// <summary>Draws <paramref name="count"/> images with their labels, each label equally likely.</summary>
    public static ImageDataset Make(string name, RandomKey key, int count)
    {
        (byte[] pixels, byte[] labels, _) = Draw(key, count);
        return new ImageDataset(name, DigitPainter.Side, DigitPainter.Side, pixels, labels);
    }

    /// <summary>The same images as a data set that says how each was written.</summary>
    /// <returns>
    /// Columns <c>x</c> [1, 28, 28] of 256 levels, the class <c>y</c>, and <c>factors</c>: which of the ways to write the digit, width,
    /// slant (tangent), rotation (radians), scale, thickness of the line (pixels), jitter of the strokes and softness of their edge.
    /// </returns>
    public static IDataset MakeWithFactors(string name, RandomKey key, int count)
    {
        (byte[] pixels, byte[] labels, float[] factors) = Draw(key, count);
        return new ColumnDataset(name,
            new ByteColumn(new DataColumn("x", [1, DigitPainter.Side, DigitPainter.Side]) { Levels = 256 }, pixels),
            new ByteColumn(new DataColumn("y", []) { Classes = ClassNames.Numbers(10) }, labels),
            new ValueColumn(new DataColumn("factors", [DigitFactors.Names.Count]) { Elements = DigitFactors.Names }, factors));
    }

    private static (byte[] Pixels, byte[] Labels, float[] Factors) Draw(RandomKey key, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        const int size = DigitPainter.Side * DigitPainter.Side;
        int width = DigitFactors.Names.Count;
        byte[] pixels = new byte[checked(count * size)], labels = new byte[count];
        float[] factors = new float[count * width];
        RandomKey images = key.For(RandomPurpose.DataGeneration);
        Span<float> uniforms = stackalloc float[DigitPainter.DrawsPerImage];
        for (int i = 0; i < count; i++)
        {
            images.At(i).Uniform(uniforms);
            labels[i] = (byte)(10 * uniforms[0]);
            DigitPainter.Paint(labels[i], uniforms[1..], pixels.AsSpan(i * size, size)).CopyTo(factors.AsSpan(i * width, width));
        }

        return (pixels, labels, factors);
    }
}
