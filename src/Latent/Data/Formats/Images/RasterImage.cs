namespace Latent.Data.Formats.Images;

/// <summary>A picture as a decoder gives it: whole numbers 0 .. levels - 1, row-major, the channels of a pixel side by side.</summary>
internal sealed class RasterImage
{
    /// <summary>A picture of zeros.</summary>
    public RasterImage(string name, int width, int height, int channels, int levels)
    {
        Name = name;
        Width = width;
        Height = height;
        Channels = channels;
        Levels = levels;
        Samples = new byte[checked(width * height * channels * SampleBytes)];
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    public int Width { get; }

    public int Height { get; }

    /// <summary>1 grey, 2 grey and alpha, 3 red, green and blue, 4 these and alpha.</summary>
    public int Channels { get; }

    /// <summary>2, 4, 16, 256 or 65,536.</summary>
    public int Levels { get; }

    /// <summary>Bytes of a sample: two, big-endian, for 65,536 levels.</summary>
    public int SampleBytes => Levels > 256 ? 2 : 1;

    /// <summary>The samples.</summary>
    public byte[] Samples { get; }

    /// <summary>A sample by its place among all.</summary>
    public int this[int index]
    {
        get => SampleBytes == 1 ? Samples[index] : (Samples[2 * index] << 8) | Samples[(2 * index) + 1];
        set
        {
            if (SampleBytes == 1)
            {
                Samples[index] = (byte)value;
            }
            else
            {
                Samples[2 * index] = (byte)(value >> 8);
                Samples[(2 * index) + 1] = (byte)value;
            }
        }
    }

    /// <summary>
    /// Writes the picture with its channels as planes, [channels, height, width], in as many channels and levels as asked.
    /// </summary>
    /// <param name="channels">
    /// 1: colours become the luma of ITU-R BT.601, (299 R + 587 G + 114 B) / 1000; 3: grey is repeated. Alpha is left out where it hides
    /// nothing.
    /// </param>
    /// <param name="levels">
    /// As many as the picture has, or more; both are powers of two whose bits divide, so that the scale is a whole number.
    /// </param>
    /// <param name="planes">Receives the samples, two bytes each, big-endian, for more than 256 levels.</param>
    /// <exception cref="DataFormatException">Alpha would have to be left out and hides something.</exception>
    public void CopyPlanes(int channels, int levels, Span<byte> planes)
    {
        int colours = Channels <= 2 ? 1 : 3, pixels = Width * Height, scale = (levels - 1) / (Levels - 1);
        bool alpha = channels is 2 or 4;
        if (Channels is 2 or 4 && !alpha)
            ThrowIfTransparent();
        for (int pixel = 0; pixel < pixels; pixel++)
        {
            int at = pixel * Channels;
            for (int channel = 0; channel < channels; channel++)
            {
                bool isAlpha = alpha && channel == channels - 1;
                int value = (isAlpha, channels <= 2, colours) switch
                {
                    (true, _, _) => Channels is 2 or 4 ? this[at + Channels - 1] : Levels - 1,
                    (false, true, 3) => ((299 * this[at]) + (587 * this[at + 1]) + (114 * this[at + 2]) + 500) / 1000,
                    (false, _, 1) => this[at],
                    _ => this[at + channel],
                };
                Write(planes, (channel * pixels) + pixel, value * scale, levels);
            }
        }
    }

    private static void Write(Span<byte> planes, int index, int value, int levels)
    {
        if (levels <= 256)
        {
            planes[index] = (byte)value;
            return;
        }

        planes[2 * index] = (byte)(value >> 8);
        planes[(2 * index) + 1] = (byte)value;
    }

    private void ThrowIfTransparent()
    {
        for (int i = Channels - 1; i < Width * Height * Channels; i += Channels)
        {
            if (this[i] == Levels - 1)
                continue;
            int pixel = i / Channels;
            throw new DataFormatException(Name, null,
                $"the pixel in row {pixel / Width}, column {pixel % Width} is transparent, which the channels asked for cannot show.",
                "Take the alpha channel as well (channels 2 or 4), or flatten the pictures first.");
        }
    }
}
