using System.Collections.Immutable;

namespace Latent.Data.Formats;

/// <summary>What the header of an array says, checked before anything is made of it.</summary>
internal static class ArrayHeader
{
    /// <summary>The most axes that are accepted.</summary>
    public const int MaximumRank = 8;

    /// <summary>The largest array that is taken into memory: 1 GiB.</summary>
    public const long MaximumBytes = 1L << 30;

    /// <summary>An array that fills more than this of a file without compression stays there and is read as it is asked for.</summary>
    public const long StreamedBytes = 1L << 28;

    /// <summary>The bytes of an array.</summary>
    /// <param name="reader">Where it comes from.</param>
    /// <param name="offset">Where its dimensions are declared.</param>
    /// <param name="dimensions">The length of every axis.</param>
    /// <param name="elementSize">Bytes of an element.</param>
    /// <param name="largest">How many bytes are accepted.</param>
    /// <exception cref="DataFormatException">An axis is too long, or all together.</exception>
    public static long Bytes(FormatReader reader, long offset, ReadOnlySpan<ulong> dimensions, int elementSize, long largest)
    {
        UInt128 bytes = (UInt128)elementSize;
        bool tooLong = false, empty = false;
        foreach (ulong extent in dimensions)
        {
            tooLong |= extent > int.MaxValue;
            empty |= extent == 0;
            // Saturating keeps the factors inside 128 bits.
            bytes = UInt128.Min(bytes * extent, ulong.MaxValue);
        }

        if (tooLong || bytes > (UInt128)largest)
        {
            throw reader.Fault(offset,
                $"the header declares {Extents(dimensions)} elements, more than the {largest >> 20} MiB that are accepted.",
                "The header is damaged, or the data needs to be split.");
        }

        if ((long)bytes > reader.Available - reader.Position)
        {
            throw reader.Fault(offset,
                $"the header declares {Extents(dimensions)} elements = {bytes} bytes, more than the file can hold "
                + $"({reader.Available - reader.Position} bytes).",
                "The file is cut short. " + FormatReader.FetchAgain);
        }

        return (long)bytes;
    }

    /// <summary>Dimensions that <see cref="Bytes"/> has accepted.</summary>
    public static ImmutableArray<int> Checked(ReadOnlySpan<ulong> dimensions)
    {
        ImmutableArray<int>.Builder lengths = ImmutableArray.CreateBuilder<int>(dimensions.Length);
        foreach (ulong extent in dimensions)
            lengths.Add((int)extent);
        return lengths.MoveToImmutable();
    }

    /// <summary>"2 x 3"; "1" for no axes.</summary>
    public static string Extents(ReadOnlySpan<ulong> dimensions)
    {
        List<string> parts = [];
        foreach (ulong extent in dimensions)
            parts.Add(extent.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return parts.Count == 0 ? "1" : string.Join(" x ", parts);
    }
}
