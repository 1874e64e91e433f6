using System.Runtime.InteropServices;
using Latent.Data.Formats;
using Latent.Data.Formats.Images;

namespace Latent.Data.Columns;

/// <summary>Pictures that are decoded each time they are asked for, because all of them are too many for memory.</summary>
/// <param name="column">[channels, height, width] with levels.</param>
/// <param name="files">The pictures.</param>
/// <param name="convert">Whether pictures of other channels are converted; otherwise they are a fault.</param>
internal sealed class ImageFilesColumn(DataColumn column, FileCollection files, bool convert) : FixedColumn(column, files.Names.Count)
{
    protected override void Fill<T>(int first, int count, Span<T> destination)
    {
        int size = Column.Shape.Count, bytes = size * (Column.Levels > 256 ? 2 : 1);
        byte[] planes = new byte[bytes];
        ElementFormat format = ElementFormat.Of(Column.Levels > 256 ? ElementType.UInt16 : ElementType.UInt8, isBigEndian: true);
        T top = T.CreateTruncating(Column.Levels - 1);
        for (int i = 0; i < count; i++)
        {
            Span<T> values = destination.Slice(i * size, size);
            Decode(files, first + i, Column, convert, planes);
            if (typeof(T) == typeof(float) && bytes == size)
            {
                ByteColumn.Quotients(planes, Column.Levels - 1, MemoryMarshal.Cast<T, float>(values));
                continue;
            }

            format.Convert(planes, values);
            foreach (ref T value in values)
                value /= top;
        }
    }

    /// <summary>Decodes one picture into planes of the column's levels.</summary>
    /// <exception cref="DataFormatException">It is damaged, or was exchanged for one of another size.</exception>
    public static void Decode(FileCollection files, int index, DataColumn column, bool convert, Span<byte> planes)
    {
        RasterImage image = PngReader.Read(files.Read(index), files.Describe(index));
        if (image.Height != column.Shape[1] || image.Width != column.Shape[2] || image.Levels > column.Levels)
        {
            throw new DataFormatException(files.Describe(index), 16,
                $"it is {image.Width} x {image.Height} of {image.Levels} levels now, and was otherwise when the data was opened.",
                "Something else writes to it.");
        }

        if (!convert && image.Channels != column.Shape[0])
        {
            throw new DataFormatException(files.Describe(index), 25,
                $"it has {image.Channels} channels, {files.Names[0]} has {column.Shape[0]}.", "Say how many are wanted (channels), and all are converted.");
        }

        image.CopyPlanes(column.Shape[0], column.Levels, planes);
    }
}
