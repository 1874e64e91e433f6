namespace Latent.Data.Formats;

/// <summary>Takes the elements that a header declares into memory, or leaves them in their file.</summary>
internal static class ArrayPayload
{
    /// <summary>Reads the elements from the reader's position to its end.</summary>
    /// <param name="reader">Behind the header.</param>
    /// <param name="declaredAt">Where the dimensions are declared, for messages.</param>
    /// <param name="format">How an element is stored.</param>
    /// <param name="dimensions">The length of every axis.</param>
    /// <param name="path">The file whose bytes the reader's are; null if they are not simply those of a file.</param>
    /// <param name="start">Where in that file the reader's bytes begin.</param>
    public static NumberArray Read(
        FormatReader reader, long declaredAt, ElementFormat format, ReadOnlySpan<ulong> dimensions, string? path, long start = 0)
    {
        bool canStay = path is not null && reader.Available - reader.Position > ArrayHeader.StreamedBytes;
        long bytes = ArrayHeader.Bytes(reader, declaredAt, dimensions, format.Size, canStay ? long.MaxValue : ArrayHeader.MaximumBytes);
        string what = $"the {ArrayHeader.Extents(dimensions)} elements that the header declares";
        long first = reader.Position;
        if (canStay && bytes > ArrayHeader.StreamedBytes)
        {
            if (bytes < reader.Available - first)
                throw reader.Fault(first + bytes, $"there are bytes after {what}.", FormatReader.FetchAgain);
            return new NumberArray(
                reader.Name, format, ArrayHeader.Checked(dimensions), new FileBytes(path!, reader.Name, start + first, bytes), first);
        }

        byte[] payload = reader.ReadPayload((int)bytes, what);
        reader.ThrowUnlessEnded(what);
        return new NumberArray(reader.Name, format, ArrayHeader.Checked(dimensions), new MemoryBytes(payload), first);
    }
}
