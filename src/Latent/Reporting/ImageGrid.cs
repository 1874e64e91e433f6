namespace Latent.Reporting;

/// <summary>Lays small images out as one sheet, with words beside rows and above columns where there are any.</summary>
/// <param name="Rows">Images down.</param>
/// <param name="Columns">Images across.</param>
/// <param name="Height">Rows of pixels in each image.</param>
/// <param name="Width">Columns of pixels in each image.</param>
public sealed record ImageGrid(int Rows, int Columns, int Height, int Width)
{
    // Pixels around words, and what a pixel of a letter is magnified by.
    private const int Margin = 8, LetterZoom = 2;
    private const int LineHeight = PixelFont.Height * LetterZoom;

    /// <summary>1 for grey images, 3 for colour: red, green and blue planes one after the other, [3, Height, Width].</summary>
    public int Channels
    {
        get;
        init => field = value is 1 or 3
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "An image has 1 channel (grey) or 3 (red, green, blue).");
    } = 1;

    /// <summary>Each pixel becomes a square of this many pixels a side.</summary>
    public int Zoom
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The zoom is at least 1.");
    } = 2;

    /// <summary>Pixels between images and around them, before zooming.</summary>
    public int Separator { get; init; } = 1;

    /// <summary>Grey value of the separators and of what lies behind words, 0 (black) to 255 (white).</summary>
    public byte SeparatorValue { get; init; } = 48;

    /// <summary>Grey value of the words.</summary>
    public byte LetterValue { get; init; } = 235;

    /// <summary>A line at the left of each row, from the top; none by default.</summary>
    public IReadOnlyList<string> RowLabels { get; init; } = [];

    /// <summary>A line above each column, from the left; none by default. One too wide for its column is left out.</summary>
    public IReadOnlyList<string> ColumnLabels { get; init; } = [];

    /// <summary>A line above everything.</summary>
    public string Caption { get; init; } = "";

    /// <summary>The grid with the largest zoom, up to 8, that keeps the sheet within a width; 1 if none does.</summary>
    /// <param name="width">Pixels the sheet may be wide, labels included.</param>
    public ImageGrid FitTo(int width)
    {
        int images = (Columns * (Width + Separator)) + Separator;
        return this with { Zoom = Math.Clamp((width - LabelWidth) / Math.Max(1, images), 1, 8) };
    }

    /// <summary>Draws the sheet from intensities: 0 is black, 1 is white, values outside are cut, NaN is drawn black.</summary>
    /// <param name="images">
    /// Image after image, each [Channels, Height, Width], filling row after row; places without an image get the separator's grey.
    /// </param>
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
        int size = Channels * Height * Width;
        if (size <= 0 || images.Length % size != 0 || images.Length / size > Rows * Columns)
        {
            throw new ArgumentException(
                $"{images.Length} {(Channels == 1 ? "pixels" : "values")} do not make 0 to {Rows * Columns} images of "
                + $"{(Channels == 1 ? "" : $"{Channels} x ")}{Height} x {Width}.", nameof(images));
        }

        ThrowIfMoreLabels(RowLabels, Rows, "rows");
        ThrowIfMoreLabels(ColumnLabels, Columns, "columns");
        int left = LabelWidth, top = CaptionHeight + (ColumnLabels.Count > 0 ? LineHeight + Margin : 0);
        int width = Math.Max(left + (Zoom * ((Columns * (Width + Separator)) + Separator)), Caption.Length == 0 ? 0 : WordWidth(Caption) + (2 * Margin));
        Picture sheet = new(width, top + (Zoom * ((Rows * (Height + Separator)) + Separator)), Channels);
        sheet.Pixels.Fill(SeparatorValue);
        for (int image = 0; image < images.Length / size; image++)
        {
            (int x, int y) = Place(image / Columns, image % Columns, left, top);
            Paint(sheet, images.Slice(image * size, size), x, y);
        }

        Label(sheet, left, top);
        return sheet;
    }

    private int LabelWidth => RowLabels.Count == 0 ? 0 : RowLabels.Max(WordWidth) + (2 * Margin);

    private int CaptionHeight => Caption.Length == 0 ? 0 : LineHeight + (2 * Margin);

    private (int X, int Y) Place(int row, int column, int left, int top) =>
        (left + (Zoom * (Separator + (column * (Width + Separator)))), top + (Zoom * (Separator + (row * (Height + Separator)))));

    private void Paint(Picture sheet, ReadOnlySpan<byte> image, int left, int top)
    {
        int plane = Height * Width;
        for (int y = 0; y < Height * Zoom; y++)
        {
            Span<byte> target = sheet.Row(top + y).Slice(left * Channels, Width * Zoom * Channels);
            for (int channel = 0; channel < Channels; channel++)
            {
                ReadOnlySpan<byte> source = image.Slice((channel * plane) + (y / Zoom * Width), Width);
                for (int x = 0; x < Width * Zoom; x++)
                    target[(x * Channels) + channel] = source[x / Zoom];
            }
        }
    }

    private void Label(Picture sheet, int left, int top)
    {
        if (Caption.Length > 0)
            Write(sheet, Margin, Margin, Caption);
        for (int row = 0; row < RowLabels.Count; row++)
        {
            (_, int y) = Place(row, 0, left, top);
            // Letters sit in the upper seven of nine rows; those are what is put in the middle.
            Write(sheet, Margin, y + (((Height * Zoom) - (7 * LetterZoom)) / 2), RowLabels[row]);
        }

        for (int column = 0; column < ColumnLabels.Count; column++)
        {
            (int x, _) = Place(0, column, left, top);
            int free = (Width * Zoom) - WordWidth(ColumnLabels[column]);
            if (free >= -Zoom * Separator)
                Write(sheet, x + (free / 2), top - LineHeight - (Margin / 4), ColumnLabels[column]);
        }
    }

    private void Write(Picture sheet, int left, int top, string text) => PixelFont.Write(sheet, left, top, text, LetterValue, LetterZoom);

    private static int WordWidth(string text) => LetterZoom * PixelFont.WidthOf(text);

    private static void ThrowIfMoreLabels(IReadOnlyList<string> labels, int places, string what)
    {
        if (labels.Count > places)
            throw new ArgumentException($"There are {labels.Count} labels for {places} {what} of images.");
    }
}
