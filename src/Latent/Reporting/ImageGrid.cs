namespace Latent.Reporting;

/// <summary>Lays small grey images out as one sheet.</summary>
/// <param name="Rows">Images down.</param>
/// <param name="Columns">Images across.</param>
/// <param name="Height">Rows of pixels in each image.</param>
/// <param name="Width">Columns of pixels in each image.</param>
public sealed record ImageGrid(int Rows, int Columns, int Height, int Width)
{
    /// <summary>Each pixel becomes a square of this many pixels a side.</summary>
    public int Zoom { get; init; } = 2;

    /// <summary>Pixels between images and around them, before zooming.</summary>
    public int Separator { get; init; } = 1;

    /// <summary>Grey value of the separators, 0 (black) to 255 (white).</summary>
    public byte SeparatorValue { get; init; } = 48;

    /// <summary>Draws the sheet from intensities: 0 is black, 1 is white, values outside are cut, NaN is drawn black.</summary>
    /// <param name="images">Image after image, filling row after row; places without an image get the separator's grey.</param>
    public Picture Draw(ReadOnlySpan<float> images)
    {
        byte[] bytes = new byte[images.Length];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = images[i] > 0 ? (byte)((Math.Min(images[i], 1f) * 255f) + 0.5f) : (byte)0;
        return Draw(bytes);
    }

    /// <summary>Draws the sheet from bytes.</summary>
    /// <inheritdoc cref="Draw(ReadOnlySpan{float})"/>
    public Picture Draw(ReadOnlySpan<byte> images)
    {
        int size = Height * Width;
        if (size <= 0 || images.Length % size != 0 || images.Length / size > Rows * Columns)
        {
            throw new ArgumentException(
                $"{images.Length} pixels do not make 0 to {Rows * Columns} images of {Height} x {Width}.", nameof(images));
        }

        Picture sheet = new(Zoom * ((Columns * (Width + Separator)) + Separator), Zoom * ((Rows * (Height + Separator)) + Separator));
        sheet.Pixels.Fill(SeparatorValue);
        for (int image = 0; image < images.Length / size; image++)
        {
            int top = Zoom * (Separator + (image / Columns * (Height + Separator)));
            int left = Zoom * (Separator + (image % Columns * (Width + Separator)));
            for (int y = 0; y < Height * Zoom; y++)
            {
                ReadOnlySpan<byte> source = images.Slice((image * size) + (y / Zoom * Width), Width);
                Span<byte> target = sheet.Row(top + y).Slice(left, Width * Zoom);
                for (int x = 0; x < target.Length; x++)
                    target[x] = source[x / Zoom];
            }
        }

        return sheet;
    }
}
