using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Latent.Files;

namespace Latent.Checkpoints;

/// <summary>What a checkpoint's folder holds, written last: a folder is a checkpoint when its files are what this says.</summary>
/// <param name="Format">Version of the folder's layout.</param>
/// <param name="Run">Which run it is of.</param>
/// <param name="Step">Optimiser steps made.</param>
/// <param name="Score">How good the model is, higher is better.</param>
/// <param name="Saved">When it was written, by the clock of then; for people, nothing is decided by it.</param>
/// <param name="Files">Size and SHA-256 of each other file, by name.</param>
/// <param name="Checksum">SHA-256 of this document with an empty string in this place.</param>
internal sealed record CheckpointManifest(
    [property: JsonRequired] int Format,
    [property: JsonRequired] string Run,
    [property: JsonRequired] long Step,
    double? Score,
    [property: JsonRequired] DateTimeOffset Saved,
    [property: JsonRequired] SortedDictionary<string, CheckpointManifest.Entry> Files,
    [property: JsonRequired] string Checksum)
{
    public const string FileName = "manifest.json";

    public const int CurrentFormat = 1;

    private const int LargestFile = 1 << 16;

    // So that the sum over the files of a manifest cannot overflow.
    private const long LargestTotal = 1L << 40;

    /// <summary>Size and SHA-256, in lower-case hexadecimal digits, of a file.</summary>
    internal sealed record Entry([property: JsonRequired] long Bytes, [property: JsonRequired] string Sha256);

    /// <summary>Bytes of all files but this one.</summary>
    [JsonIgnore]
    public long Bytes => Files.Values.Sum(static file => file.Bytes);

    /// <summary>Reads and verifies the document itself; the files it speaks of are not looked at.</summary>
    /// <exception cref="CheckpointFormatException">The bytes are not those that were written.</exception>
    /// <exception cref="FileOperationException">The file cannot be read.</exception>
    public static CheckpointManifest Read(FileSystem system, string folder)
    {
        string path = Path.Combine(folder, FileName);
        using FileReader reader = system.Open(path);
        if (reader.Length > LargestFile)
            throw new CheckpointFormatException(path, $"it has {reader.Length} bytes, a manifest at most {LargestFile}.");
        byte[] bytes = new byte[reader.Length];
        int read = reader.Read(bytes, 0);
        try
        {
            return Parse(bytes.AsSpan(0, read), path);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new CheckpointFormatException(path, "it is no manifest of a checkpoint.", inner: e);
        }
    }

    /// <summary>The document with its checksum.</summary>
    public byte[] ToBytes() => Serialize(this with { Checksum = ChecksumOf(this) });

    private static CheckpointManifest Parse(ReadOnlySpan<byte> bytes, string path)
    {
        // The version first: a later one may have another shape.
        Utf8JsonReader reader = new(bytes);
        using (JsonDocument document = JsonDocument.ParseValue(ref reader))
        {
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("format", out JsonElement format)
                && format.ValueKind == JsonValueKind.Number && format.TryGetInt32(out int version) && version > CurrentFormat)
            {
                throw new CheckpointFormatException(path, $"it is of format {version}; this version reads format {CurrentFormat}.",
                    "Use a newer version.");
            }
        }

        CheckpointManifest? manifest = JsonSerializer.Deserialize(bytes, CheckpointJson.Default.CheckpointManifest);
        // The very bytes are compared: a flipped bit in a space or in an unused digit is a flipped bit.
        if (manifest is not { Run: not null, Files: not null, Checksum: not null } || !double.IsFinite(manifest.Score ?? 0)
            || manifest.Files.Values.Any(static file => file is not { Sha256: not null, Bytes: >= 0 and <= LargestTotal })
            || !bytes.SequenceEqual(manifest.ToBytes()))
            throw new CheckpointFormatException(path, "its checksum is not that of its content.");
        return manifest;
    }

    private static string ChecksumOf(CheckpointManifest manifest) =>
        Convert.ToHexStringLower(SHA256.HashData(Serialize(manifest with { Checksum = "" })));

    private static byte[] Serialize(CheckpointManifest manifest) =>
        JsonSerializer.SerializeToUtf8Bytes(manifest, CheckpointJson.Default.CheckpointManifest);
}

/// <summary>How the records of this folder are written to and read from JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CheckpointManifest))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
