namespace Latent.Reporting;

/// <summary>A raster of 8-bit pixels, grey (one channel) or RGB (three), row-major, to be painted and written.</summary>
public sealed class Picture
{
    private readonly byte[] _pixels;

    /// <summary>A black picture.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="channels">1 for grey, 3 for red, green and blue.</param>
    public Picture(int width, int height, int channels = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "A picture has 1 channel (grey) or 3 (RGB).");
        Width = width;
        Height = height;
        Channels = channels;
        _pixels = new byte[checked(width * height * channels)];
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>1 for grey, 3 for red, green and blue.</summary>
    public int Channels { get; }

    /// <summary>All bytes, row after row, channels interleaved.</summary>
    public Span<byte> Pixels => _pixels;

    /// <summary>The bytes of one row.</summary>
    public Span<byte> Row(int y) => _pixels.AsSpan(y * Width * Channels, Width * Channels);
}
