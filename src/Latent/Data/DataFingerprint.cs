using System.Security.Cryptography;
using System.Text;
using Latent.Data.Download;
using Latent.Data.Formats;
using Latent.Data.Sources;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>What data a run saw: the files by their checksums, the parts by their sizes and ranges.</summary>
/// <param name="Files">The files, in the source's order; of more than <see cref="MostFiles"/> none.</param>
/// <param name="FileCount">How many files there are.</param>
/// <param name="Sha256">SHA-256 over the checksums of all files in their order; null for data that is drawn.</param>
/// <param name="Parts">The parts there are.</param>
public sealed record DataFingerprint(IReadOnlyList<FileFingerprint> Files, int FileCount, string? Sha256, IReadOnlyList<PartFingerprint> Parts)
{
    /// <summary>Beyond so many files they are counted, and not listed.</summary>
    public const int MostFiles = 64;

    // A table of more columns is described as a whole.
    private const int MostElements = 1024;
    private const int BlockRows = 512;

    /// <summary>Reads every file and every example.</summary>
    /// <param name="source">What the data were opened from.</param>
    /// <param name="splits">What it gave.</param>
    /// <param name="cancellation">Ends the walk.</param>
    /// <exception cref="DataFormatException">A file turns out to be damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static DataFingerprint Of(DataSource source, DataSplits splits, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(splits);
        IReadOnlyList<string> paths = source.InputFiles();
        List<FileFingerprint> files = [];
        using IncrementalHash all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string path in paths)
        {
            cancellation.ThrowIfCancellationRequested();
            FileFingerprint file = OfFile(path, paths.Count <= MostFiles);
            all.AppendData(Encoding.ASCII.GetBytes(file.Sha256));
            if (paths.Count <= MostFiles)
                files.Add(file);
        }

        List<PartFingerprint> parts = [];
        foreach ((string name, IDataset? part) in new[] { ("train", splits.Train), ("validation", splits.Validation), ("test", splits.Test) })
        {
            if (part is not null)
                parts.Add(OfPart(name, part, cancellation));
        }

        return new DataFingerprint(files, paths.Count, paths.Count == 0 ? null : Convert.ToHexStringLower(all.GetHashAndReset()), parts);
    }

    private static FileFingerprint OfFile(string path, bool identify)
    {
        string sha256 = FileHash.Of(path);
        using FileStream file = InputFile.Open(path);
        string? published = Published(sha256, "is");
        if (published is null && identify && FileHash.OfContent(file, path) is { } content)
            published = Published(content, "compressed anew, holds");
        return new FileFingerprint(path, file.Length, sha256, published);
    }

    private static string? Published(string sha256, string relation) =>
        DownloadCatalog.Identify(sha256) is { } known ? $"{relation} the published {known.File.Name} of {known.Set.Name}" : null;

    private static PartFingerprint OfPart(string name, IDataset data, CancellationToken cancellation)
    {
        Look[] looks = [.. data.Columns.Select(static column => new Look(column))];
        for (int first = 0; first < data.Count; first += BlockRows)
        {
            cancellation.ThrowIfCancellationRequested();
            using Pass pass = Pass.Evaluation();
            Batch batch = data.Get(first, Math.Min(BlockRows, data.Count - first), pass, default);
            foreach (Look look in looks)
                look.Add(batch[look.Column.Name], batch.Mask(look.Column.Name));
        }

        return new PartFingerprint(name, data.Count, [.. looks.Select(static look => look.Result())]);
    }

    private sealed class Look(DataColumn column)
    {
        private readonly long[] _classes = new long[column.Classes.Count];
        // The elements of a table are looked at one by one, the first of each row at 0; of anything else all together.
        private readonly Range[] _elements = [.. Enumerable.Repeat(Range.Empty, column.Elements.Count is > 1 and <= MostElements ? column.Elements.Count : 1)];

        public DataColumn Column => column;

        public void Add(Tensor value, Tensor? mask)
        {
            double[] values = value.ToDoubles();
            double[]? known = mask?.Shape == value.Shape ? mask.ToDoubles() : null;
            for (int i = 0; i < values.Length; i++)
            {
                bool missing = (known is not null && known[i] == 0) || double.IsNaN(values[i]);
                _elements[i % _elements.Length].Add(values[i], missing);
                if (missing)
                    continue;
                if (_classes.Length > 0 && values[i] is >= 0 and var number && number < _classes.Length)
                    _classes[(int)number]++;
            }
        }

        public ColumnFingerprint Result()
        {
            Range all = Range.Empty;
            foreach (Range element in _elements)
                all.Add(element);
            ElementFingerprint[] elements = _elements.Length == 1 ? []
                : [.. _elements.Select((range, i) =>
                    new ElementFingerprint(column.Elements[i], range.Missing, range.LowestOrNull, range.HighestOrNull, range.Mean))];
            return new ColumnFingerprint(column.Name, [.. column.Shape.Span], column.ToString(), all.Count, column.IsSequence ? 0 : all.Missing,
                all.LowestOrNull, all.HighestOrNull, all.Mean, elements, [.. column.Classes.Select((name, i) => new ClassCount(name, _classes[i]))]);
        }
    }

    private record struct Range(long Count, long Missing, double Lowest, double Highest, double Sum)
    {
        public static Range Empty => new(0, 0, double.PositiveInfinity, double.NegativeInfinity, 0);

        public readonly double? LowestOrNull => Count == 0 ? null : Lowest;

        public readonly double? HighestOrNull => Count == 0 ? null : Highest;

        public readonly double? Mean => Count == 0 ? null : Sum / Count;

        public void Add(double value, bool missing) =>
            this = missing ? this with { Missing = Missing + 1 }
                : new Range(Count + 1, Missing, Math.Min(Lowest, value), Math.Max(Highest, value), Sum + value);

        public void Add(Range other) => this = new Range(
            Count + other.Count, Missing + other.Missing, Math.Min(Lowest, other.Lowest), Math.Max(Highest, other.Highest), Sum + other.Sum);
    }
}

/// <summary>A file of a data set.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256 of its bytes, in lower-case hexadecimal digits.</param>
/// <param name="Published">Which published file it is, or holds the content of, in words; null if that is not known.</param>
public sealed record FileFingerprint(string Path, long Bytes, string Sha256, string? Published);

/// <summary>A part of a data set.</summary>
/// <param name="Name">train, validation or test.</param>
/// <param name="Rows">How many examples.</param>
/// <param name="Columns">What an example consists of.</param>
public sealed record PartFingerprint(string Name, int Rows, IReadOnlyList<ColumnFingerprint> Columns);

/// <summary>A column of a part.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">The shape of one example.</param>
/// <param name="Meaning">Name, shape and meaning in a few words.</param>
/// <param name="Values">How many values there are in all examples.</param>
/// <param name="Missing">How many are missing; 0 for sequences, whose masks stand for their lengths.</param>
/// <param name="Lowest">The lowest value as batches give it; null if there is none.</param>
/// <param name="Highest">The highest value.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Elements">The columns of a table, one by one; empty for anything else.</param>
/// <param name="Classes">How many examples each class has; empty if the column is no class.</param>
public sealed record ColumnFingerprint(
    string Name, IReadOnlyList<int> Shape, string Meaning, long Values, long Missing, double? Lowest, double? Highest, double? Mean,
    IReadOnlyList<ElementFingerprint> Elements, IReadOnlyList<ClassCount> Classes);

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Missing">How many values are missing.</param>
/// <param name="Lowest">The lowest value; null if there is none.</param>
/// <param name="Highest">The highest value.</param>
/// <param name="Mean">The mean.</param>
public sealed record ElementFingerprint(string Name, long Missing, double? Lowest, double? Highest, double? Mean);

/// <summary>How many examples a class has.</summary>
/// <param name="Name">The class.</param>
/// <param name="Count">Its examples.</param>
public sealed record ClassCount(string Name, long Count);
