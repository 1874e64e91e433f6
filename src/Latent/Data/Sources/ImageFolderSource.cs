using System.Collections.Immutable;
using Latent.Data.Columns;
using Latent.Data.Formats;
using Latent.Data.Formats.Images;
using Latent.Tensors;

namespace Latent.Data.Sources;

/// <summary>
/// PNG pictures of one size in a folder, or in a ZIP archive; sub-folders name classes, or the parts <c>train</c>, <c>valid</c> and
/// <c>test</c>.
/// </summary>
public sealed record ImageFolderSource : DataSource
{
    // Beyond this pictures are decoded as they are asked for: 1 GiB.
    private const long LargestInMemory = 1L << 30;

    /// <summary>The folder or archive.</summary>
    public required string Path { get; set; }

    /// <summary>
    /// 1 grey, 2 grey and alpha, 3 red, green and blue, 4 these and alpha; 0 as the pictures are, which must then be alike.
    /// </summary>
    public int Channels { get; set; }

    /// <inheritdoc cref="ArraySource.Type"/>
    public DType Type { get; set; } = DType.Float32;

    /// <inheritdoc/>
    public override IReadOnlyList<string> InputFiles() => FileCollection.FilesOf(Path, ".png");

    /// <inheritdoc/>
    public override DataSplits Open(RandomKey key) => OpenWithin(LargestInMemory);

    internal DataSplits OpenWithin(long largestInMemory)
    {
        if (Channels is < 0 or > 4)
            throw new ArgumentException($"channels is {Channels}; give 1 to 4, or 0 for what the pictures have.");
        FileCollection files = FileCollection.Open(Path, ".png");
        FileParts parts = new(files);
        DataColumn column = Describe(files);
        int bytes = column.Shape.Count * (column.Levels > 256 ? 2 : 1);
        ColumnData pictures = (long)bytes * files.Names.Count <= largestInMemory && (long)bytes * files.Names.Count <= Array.MaxLength
            ? DecodeAll(files, column, bytes)
            : new ImageFilesColumn(column, files, Channels > 0);
        return parts.Split(System.IO.Path.GetFileNameWithoutExtension(System.IO.Path.TrimEndingDirectorySeparator(Path)), pictures);
    }

    // The size all pictures have, by their headers; the finest levels that one of them has.
    private DataColumn Describe(FileCollection files)
    {
        PngHeader first = default;
        int channels = Channels, levels = 2;
        for (int i = 0; i < files.Names.Count; i++)
        {
            PngHeader header = PngHeader.Parse(files.ReadStart(i, PngHeader.End), files.Describe(i));
            if (i == 0)
                first = header;
            if ((header.Width, header.Height) != (first.Width, first.Height))
            {
                throw new DataFormatException(files.Describe(i), 16,
                    $"it is {header.Width} x {header.Height} pixels, {files.Names[0]} is {first.Width} x {first.Height}.", "Pictures must be of one size.");
            }

            levels = Math.Max(levels, header.Levels);
        }

        if (channels == 0)
            channels = PngReader.Read(files.Read(0), files.Describe(0)).Channels;
        return new DataColumn("x", [channels, first.Height, first.Width]) { Levels = levels, Type = Type };
    }

    private FixedColumn DecodeAll(FileCollection files, DataColumn column, int bytes)
    {
        byte[] all = new byte[bytes * files.Names.Count];
        for (int i = 0; i < files.Names.Count; i++)
            ImageFilesColumn.Decode(files, i, column, Channels > 0, all.AsSpan(i * bytes, bytes));

        if (column.Levels <= 256)
            return new ByteColumn(column, all);
        ImmutableArray<int> dimensions = [files.Names.Count, .. column.Shape.Span];
        return new ArrayColumn(column, new NumberArray(Path, ElementFormat.Of(ElementType.UInt16, isBigEndian: true), dimensions, new MemoryBytes(all), 0));
    }
}
