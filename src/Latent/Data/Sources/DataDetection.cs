using System.IO.Compression;
using Latent.Data.Formats;
using Latent.Tensors;

namespace Latent.Data.Sources;

/// <summary>Finds out what a file or a folder of data is, by what is in it.</summary>
public static class DataDetection
{
    private const int Looked = 4096, Measured = 256;

    /// <summary>The source that reads a file or folder, its options as they are by default.</summary>
    /// <exception cref="DataFormatException">Nothing that can be read is there; the message says what can.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static DataSource Detect(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            return Folder(path);
        if (!File.Exists(path))
            throw new DataFormatException(path, null, "there is no such file or folder.", Known);
        byte[] start = Start(path);
        if (start.AsSpan().StartsWith(NpyReader.Magic) || IsIdx(start))
            return new ArraySource { Path = path, Levels = LevelsOf(path) };
        if (start.AsSpan().StartsWith("PK\u0003\u0004"u8) || start.AsSpan().StartsWith("PK\u0005\u0006"u8))
            return Archive(path);
        ReadOnlySpan<byte> text = start.AsSpan().TrimStart(" \t\r\n\uFEFF"u8);
        if (text.StartsWith("{"u8))
            return new PianoRollSource { Path = path };
        return text.Length > 0 && !start.AsSpan().Contains((byte)0) && !text.StartsWith("\u0089PNG"u8) && text[0] < 0x80
            ? new CsvSource { Path = path }
            : throw new DataFormatException(path, 0, "what is in this file is not known.", Known);
    }

    private static string Known =>
        $"Known are: {string.Join("; ", DataCatalog.All.Where(static entry => !entry.IsBuiltIn).Select(static entry => $"{entry.Kind} ({entry.Reads})"))}.";

    // Bytes in more than one axis are pictures: of two values, or of 256. Other numbers are taken as they are.
    private static int LevelsOf(string path)
    {
        NumberArray array = ArraySource.Read(path);
        if (array.Format.Type != ElementType.UInt8 || array.Dimensions.Length < 3) return 0;
        ColumnDataset data = new("x", ArrayColumns.Values("x", array, 0, missing: false, DType.Float32));
        int[] rows = [.. Enumerable.Range(0, Math.Min(Measured, data.Count)).Select(i => (int)((long)i * data.Count / Math.Min(Measured, data.Count)))];
        using Pass pass = Pass.Evaluation();
        return data.Get(rows, pass, default)["x"].ToDoubles().Max() <= 1 ? 2 : 256;
    }

    private static DataSource Folder(string path)
    {
        if (MnistFolder.IsOne(path))
            return new MnistSource { Path = path };
        EnumerationOptions options = new() { RecurseSubdirectories = true, MaxRecursionDepth = 8, MatchCasing = MatchCasing.CaseInsensitive };
        if (Directory.EnumerateFiles(path, "*.png", options).Any())
            return new ImageFolderSource { Path = path };
        return Directory.EnumerateFiles(path, "*.wav", options).Any()
            ? new WavSource { Path = path }
            : throw new DataFormatException(path, null, "this folder has no data that can be read as one set.", Known);
    }

    private static DataSource Archive(string path)
    {
        IReadOnlyList<ZipEntry> entries = Formats.ZipFile.Open(path, int.MaxValue).Entries;
        if (entries.Count > 0 && entries.All(static entry => entry.Name.EndsWith(".npy", StringComparison.Ordinal)))
            return new NpzSource { Path = path };
        if (entries.Any(static entry => entry.Name.EndsWith(".png", StringComparison.OrdinalIgnoreCase)))
            return new ImageFolderSource { Path = path };
        return entries.Any(static entry => entry.Name.EndsWith(".wav", StringComparison.OrdinalIgnoreCase))
            ? new WavSource { Path = path }
            : throw new DataFormatException(path, null, "this archive has no data that can be read as one set.", Known);
    }

    private static bool IsIdx(byte[] start) => start is [0, 0, 0x08 or 0x09 or >= 0x0B and <= 0x0E, >= 1 and <= ArrayHeader.MaximumRank, ..];

    private static byte[] Start(string path)
    {
        using FileStream file = InputFile.Open(path);
        byte[] start = new byte[Looked];
        if (!InputFile.IsGzip(file))
            return start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        using GZipStream inflated = new(file, CompressionMode.Decompress);
        try
        {
            return start[..inflated.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException e)
        {
            throw new DataFormatException(path, null, $"the gzip data is damaged ({e.Message.TrimEnd('.')}).", FormatReader.FetchAgain, e);
        }
    }
}
