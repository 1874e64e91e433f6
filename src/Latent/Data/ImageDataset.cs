using Latent.Data.Columns;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>Grey images of one size held in memory, one byte a pixel (0 background, 255 ink), with a label each where known.</summary>
/// <remarks>
/// Immutable, so it may be read from any thread. Columns: <c>x</c> [1, height, width] of 256 levels and, where there are labels, the class
/// <c>y</c>.
/// </remarks>
public sealed class ImageDataset : IDataset, INarrowable
{
    private readonly ReadOnlyMemory<byte> _pixels;
    private readonly ReadOnlyMemory<byte> _labels;
    private readonly ColumnDataset _columns;

    /// <summary>Wraps pixels and labels; they are not copied and must not change afterwards.</summary>
    /// <param name="name">What reports call the data.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="pixels">Image after image, row-major: a multiple of height x width bytes.</param>
    /// <param name="labels">One byte per image, or empty.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    public ImageDataset(string name, int height, int width, ReadOnlyMemory<byte> pixels, ReadOnlyMemory<byte> labels = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        long size = (long)height * width;
        if (pixels.Length % size != 0)
            throw new ArgumentException($"{pixels.Length} pixels are no whole number of {height} x {width} images.", nameof(pixels));
        int count = (int)(pixels.Length / size);
        if (labels.Length != 0 && labels.Length != count)
            throw new ArgumentException($"There are {count} images and {labels.Length} labels; one each is needed.", nameof(labels));
        Name = name;
        Height = height;
        Width = width;
        Count = count;
        _pixels = pixels;
        _labels = labels;
        List<ColumnData> columns = [new ByteColumn(new DataColumn("x", [1, height, width]) { Levels = 256 }, pixels)];
        if (labels.Length > 0)
            columns.Add(new ByteColumn(new DataColumn("y", []) { Classes = ClassNames.UpTo(labels.Span) }, labels));
        _columns = new ColumnDataset(name, columns);
    }

    /// <summary>What reports call the data.</summary>
    public string Name { get; }

    /// <summary>Number of images.</summary>
    public int Count { get; }

    /// <inheritdoc/>
    public IReadOnlyList<DataColumn> Columns => _columns.Columns;

    /// <summary>Rows of an image.</summary>
    public int Height { get; }

    /// <summary>Columns of an image.</summary>
    public int Width { get; }

    /// <summary>Pixels of an image: height x width.</summary>
    public int PixelCount => Height * Width;

    /// <summary>One label per image; empty where the data has none.</summary>
    public ReadOnlySpan<byte> Labels => _labels.Span;

    /// <summary>All pixels, image after image, row-major.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels.Span;

    /// <summary>The pixels of one image, row-major.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public ReadOnlySpan<byte> Image(int index)
    {
        if ((uint)index >= (uint)Count)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"{Name} has {Count} images.");
        return _pixels.Span.Slice(index * PixelCount, PixelCount);
    }

    /// <inheritdoc/>
    public Batch Get(ReadOnlySpan<int> rows, Pass pass, RandomKey key) => _columns.Get(rows, pass, key);

    IDataset INarrowable.Only(string column) => _columns.Only(column);

    /// <summary>The first <paramref name="count"/> images, sharing this set's memory; all of them when there are fewer.</summary>
    public ImageDataset Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        count = Math.Min(count, Count);
        return new ImageDataset(Name, Height, Width, _pixels[..(count * PixelCount)], _labels.IsEmpty ? _labels : _labels[..count]);
    }

    /// <summary>Copies the images of the given rows as intensities byte / 255 in [0, 1].</summary>
    /// <param name="rows">Indices of images, in any order.</param>
    /// <param name="intensities">Receives rows.Length x <see cref="PixelCount"/> values.</param>
    public void CopyIntensities(ReadOnlySpan<int> rows, Span<float> intensities)
    {
        if (intensities.Length < (long)rows.Length * PixelCount)
            throw new ArgumentException(
                $"{rows.Length} images need {(long)rows.Length * PixelCount} values, there is room for {intensities.Length}.",
                nameof(intensities));
        int next = 0;
        foreach (int row in rows)
        {
            foreach (byte pixel in Image(row))
                intensities[next++] = pixel / 255f;
        }
    }
}
