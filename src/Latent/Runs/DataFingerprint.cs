using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Runs;

/// <summary>What the data of a run were, so that a resumed training notices other data.</summary>
/// <param name="Parts">Each part there is.</param>
public sealed record DataFingerprint(IReadOnlyList<PartFingerprint> Parts)
{
    /// <summary>The fingerprint of data before any transform.</summary>
    public static DataFingerprint Of(DataSplits data)
    {
        ArgumentNullException.ThrowIfNull(data);
        List<PartFingerprint> parts = [PartFingerprint.Of("train", data.Train)];
        if (data.Validation is not null) parts.Add(PartFingerprint.Of("validation", data.Validation));
        if (data.Test is not null) parts.Add(PartFingerprint.Of("test", data.Test));
        return new DataFingerprint(parts);
    }

    /// <summary>What a run has written down of its data; null if it was killed before, or somebody has deleted it.</summary>
    /// <exception cref="UnusableDataException">The file is damaged.</exception>
    public static DataFingerprint? Read(RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(run);
        string file = run.File(RunFolder.FingerprintFile);
        if (!File.Exists(file)) return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(file), RunJson.Default.DataFingerprint);
        }
        catch (JsonException error)
        {
            throw new UnusableDataException($"{file} is damaged ({error.Message}); whether the data are those of the run cannot be told. Delete it to go on.");
        }
    }

    /// <summary>What differs from another fingerprint, in words; null if nothing does.</summary>
    public string? DifferenceFrom(DataFingerprint other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Parts.Count != other.Parts.Count) return $"there are {Parts.Count} parts, and were {other.Parts.Count}";
        foreach ((PartFingerprint now, PartFingerprint was) in Parts.Zip(other.Parts))
        {
            if (now.Count != was.Count) return $"'{now.Part}' has {now.Count} examples, and had {was.Count}";
            if (!now.Columns.SequenceEqual(was.Columns, StringComparer.Ordinal))
                return $"'{now.Part}' has the columns {string.Join("; ", now.Columns)}, and had {string.Join("; ", was.Columns)}";
            if (!string.Equals(now.Sha256, was.Sha256, StringComparison.Ordinal)) return $"'{now.Part}' has other values";
        }

        return null;
    }
}

/// <summary>What a part of the data was.</summary>
/// <param name="Part">Train, validation or test.</param>
/// <param name="Name">What reports call it.</param>
/// <param name="Count">How many examples.</param>
/// <param name="Columns">The columns in words.</param>
/// <param name="Sha256">Of all examples, in blocks of 512, column by column, little-endian: float32 or float64, as the column is.</param>
public sealed record PartFingerprint(string Part, string Name, int Count, IReadOnlyList<string> Columns, string Sha256)
{
    private const int Block = 512;

    internal static PartFingerprint Of(string part, IDataset data)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int first = 0; first < data.Count; first += Block)
        {
            using Pass pass = Pass.Evaluation();
            Batch batch = data.Get(first, Math.Min(Block, data.Count - first), pass, default);
            foreach (DataColumn column in data.Columns) hash.AppendData(Bytes(batch[column.Name]));
        }

        return new PartFingerprint(part, data.Name, data.Count, [.. data.Columns.Select(Describe)], Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    // With the names along the last axis: the same numbers under other headings are other data.
    private static string Describe(DataColumn column) => column.Elements.Count == 0 ? column.ToString() : $"{column} ({string.Join(", ", column.Elements)})";

    private static byte[] Bytes(Tensor values)
    {
        byte[] bytes = new byte[values.Shape.Count * values.DType.Size()];
        if (values.DType == DType.Float32)
        {
            ReadOnlySpan<float> span = values.Span;
            for (int i = 0; i < span.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), span[i]);
        }
        else
        {
            ReadOnlySpan<double> span = values.DoubleSpan;
            for (int i = 0; i < span.Length; i++) BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), span[i]);
        }

        return bytes;
    }
}
