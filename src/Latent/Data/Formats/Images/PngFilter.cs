namespace Latent.Data.Formats.Images;

/// <summary>The five filters of PNG rows, undone: W3C, "Portable Network Graphics (PNG) Specification", 2nd edition, section 9.</summary>
internal static class PngFilter
{
    /// <summary>Makes a row what it was before it was filtered; false if there is no such filter.</summary>
    /// <param name="filter">0 none, 1 left, 2 above, 3 their mean, 4 Paeth's choice.</param>
    /// <param name="row">The row, changed in place.</param>
    /// <param name="above">The row above, or zeros.</param>
    /// <param name="pixelBytes">Bytes of a pixel, at least 1.</param>
    public static bool Undo(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int pixelBytes)
    {
        switch (filter)
        {
            case 0:
                return true;
            case 1:
                for (int i = pixelBytes; i < row.Length; i++)
                    row[i] += row[i - pixelBytes];
                return true;
            case 2:
                for (int i = 0; i < row.Length; i++)
                    row[i] += above[i];
                return true;
            case 3:
                for (int i = 0; i < row.Length; i++)
                    row[i] += (byte)(((i >= pixelBytes ? row[i - pixelBytes] : 0) + above[i]) >> 1);
                return true;
            case 4:
                for (int i = 0; i < row.Length; i++)
                {
                    bool inside = i >= pixelBytes;
                    row[i] += (byte)Paeth(inside ? row[i - pixelBytes] : 0, above[i], inside ? above[i - pixelBytes] : 0);
                }

                return true;
            default:
                return false;
        }
    }

    private static int Paeth(int left, int above, int corner)
    {
        int guess = left + above - corner;
        int toLeft = Math.Abs(guess - left), toAbove = Math.Abs(guess - above), toCorner = Math.Abs(guess - corner);
        if (toLeft <= toAbove && toLeft <= toCorner)
            return left;
        return toAbove <= toCorner ? above : corner;
    }
}
