using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;

namespace Latent.Checkpoints;

/// <summary>Parses and verifies the JSON header of a safetensors file.</summary>
internal sealed class SafetensorsHeader
{
    public const int MaximumHeaderBytes = 100_000_000;
    public const int MaximumTensors = 100_000;
    public const int MaximumMetadata = 100_000;
    public const int MaximumNameBytes = 1024;
    public const int MaximumRank = 16;
    public const string MetadataKey = "__metadata__";

    private readonly string _file;
    private readonly Dictionary<string, SafetensorsEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private bool _sawMetadata;

    private SafetensorsHeader(string file)
    {
        _file = file;
    }

    /// <summary>Tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => _entries;

    /// <summary>Tensors by offset.</summary>
    public ImmutableArray<SafetensorsEntry> InFileOrder { get; private set; }

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Checks the length field (the first 8 bytes) before anything of that length is allocated.</summary>
    /// <returns>Bytes of the JSON header.</returns>
    public static int ParseLength(ReadOnlySpan<byte> prefix, long fileLength, string file)
    {
        if (prefix.Length < 8)
            throw Bad(SafetensorsError.HeaderTooSmall, file, 0, $"the file has {fileLength} bytes, a safetensors file at least 10.",
                NotOne);
        ulong declared = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (declared > MaximumHeaderBytes)
        {
            throw Bad(SafetensorsError.HeaderTooLarge, file, 0,
                $"the header length is {declared} bytes, more than the {MaximumHeaderBytes} that are accepted.", NotOne);
        }

        if (8 + (long)declared > fileLength)
        {
            throw Bad(SafetensorsError.InvalidHeaderLength, file, 0,
                $"the header length is {declared} bytes, but the file has only {fileLength}.", Damaged);
        }

        return (int)declared;
    }

    /// <summary>Parses the JSON and verifies every rule of the format.</summary>
    /// <param name="json">The header without its length field.</param>
    /// <param name="dataBytes">Bytes that follow the header in the file.</param>
    /// <param name="file">The file, for messages.</param>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataBytes, string file)
    {
        if (!Utf8.IsValid(json))
            throw Bad(SafetensorsError.InvalidHeader, file, 8, "the header is not UTF-8.", Damaged);
        if (json.IsEmpty || json[0] != (byte)'{')
            throw Bad(SafetensorsError.InvalidHeader, file, 8, "the header does not begin with '{'.", NotOne);
        SafetensorsHeader header = new(file);
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 4 });
        try
        {
            header.ReadHeader(ref reader);
        }
        catch (JsonException e)
        {
            throw Bad(SafetensorsError.InvalidHeaderDeserialization, file, 8 + reader.TokenStartIndex,
                $"the header is not valid JSON ({e.Message.TrimEnd('.')}).", Damaged, e);
        }
        catch (InvalidOperationException e)
        {
            // Lone surrogates in \u escapes come to light only when the string is read.
            throw Bad(SafetensorsError.InvalidHeaderDeserialization, file, 8 + reader.TokenStartIndex,
                "the header has a string that is no Unicode text.", Damaged, e);
        }

        header.VerifyLayout(8 + json.Length, dataBytes);
        return header;
    }

    private void ReadHeader(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, "an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            long at = reader.TokenStartIndex;
            if (reader.ValueSpan.Length > MaximumNameBytes)
                throw Bad(SafetensorsError.LimitExceeded, at, $"a name has {reader.ValueSpan.Length} bytes.",
                    $"At most {MaximumNameBytes} are accepted.");
            string name = reader.GetString()!;
            if (string.Equals(name, MetadataKey, StringComparison.Ordinal))
            {
                if (_sawMetadata)
                    throw Duplicate(at, name);
                _sawMetadata = true;
                ReadMetadata(ref reader);
                continue;
            }

            if (_entries.Count == MaximumTensors)
                throw Bad(SafetensorsError.LimitExceeded, at, $"there are more than {MaximumTensors} tensors.", "No more are accepted.");
            SafetensorsEntry entry = ReadEntry(ref reader, name);
            if (!_entries.TryAdd(name, entry))
                throw Duplicate(at, name);
        }

        // After the closing brace only white space may follow; the reader throws for anything else.
        reader.Read();
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, $"an object of strings as {MetadataKey}");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            long at = reader.TokenStartIndex;
            if (_metadata.Count == MaximumMetadata)
                throw Bad(SafetensorsError.LimitExceeded, at, $"there are more than {MaximumMetadata} strings under {MetadataKey}.",
                    "No more are accepted.");
            string key = reader.GetString()!;
            Expect(ref reader, JsonTokenType.String, $"a string as {MetadataKey} value of '{key}'");
            if (!_metadata.TryAdd(key, reader.GetString()!))
                throw Duplicate(at, key);
        }
    }

    private SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        Expect(ref reader, JsonTokenType.StartObject, $"an object as value of '{name}'");
        long at = reader.TokenStartIndex;
        string? type = null;
        List<ulong>? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isNew;
            if (reader.ValueTextEquals("dtype"u8))
            {
                isNew = type is null;
                Expect(ref reader, JsonTokenType.String, $"a string as dtype of '{name}'");
                type = reader.GetString();
            }
            else if (reader.ValueTextEquals("shape"u8))
            {
                isNew = shape is null;
                shape = ReadNumbers(ref reader, MaximumRank, $"shape of '{name}'");
            }
            else if (reader.ValueTextEquals("data_offsets"u8))
            {
                isNew = offsets is null;
                offsets = ReadNumbers(ref reader, 2, $"data_offsets of '{name}'");
            }
            else
            {
                throw Bad(SafetensorsError.InvalidHeaderDeserialization, reader.TokenStartIndex,
                    $"'{name}' has the unknown key '{reader.GetString()}'.", "Known are dtype, shape and data_offsets.");
            }

            if (!isNew)
                throw Bad(SafetensorsError.InvalidHeaderDeserialization, reader.TokenStartIndex, $"'{name}' names a key twice.", Damaged);
        }

        if (type is null || shape is null || offsets is not { Count: 2 })
        {
            throw Bad(SafetensorsError.InvalidHeaderDeserialization, at, $"'{name}' lacks dtype, shape or its two data_offsets.", Damaged);
        }

        return Verify(at, name, type, shape, offsets[0], offsets[1]);
    }

    private SafetensorsEntry Verify(long at, string name, string typeName, List<ulong> shape, ulong begin, ulong end)
    {
        if (!SafetensorsTypes.TryParse(typeName, out SafetensorsType type))
        {
            throw Bad(SafetensorsError.UnsupportedType, at, $"'{name}' has the element type {typeName}.",
                "Supported are BOOL, U8, I8, I16, U16, F16, BF16, I32, U32, F32, F64, I64 and U64.");
        }

        // As the reference does: the product is taken in order, so an overflow counts even where a later axis is 0.
        UInt128 bytes = 1;
        foreach (ulong extent in shape)
            bytes = Product(bytes, extent);
        bytes = Product(bytes, (ulong)SafetensorsTypes.BytesOf(type));
        if (end < begin || bytes != end - begin)
        {
            throw Bad(SafetensorsError.TensorInvalidInfo, at,
                $"'{name}' {typeName} [{string.Join(", ", shape)}] takes {bytes} bytes, but its data_offsets are [{begin}, {end}].",
                    Damaged);
        }

        if (end > long.MaxValue || shape.Exists(static extent => extent > long.MaxValue))
            throw Overflow(at, name, shape);
        return new SafetensorsEntry(name, type, [.. shape.Select(static extent => (long)extent)], (long)begin, (long)bytes);

        UInt128 Product(UInt128 a, ulong b)
        {
            UInt128 product = a * b;
            return product <= ulong.MaxValue ? product : throw Overflow(at, name, shape);
        }
    }

    private void VerifyLayout(long dataStart, long dataBytes)
    {
        SafetensorsEntry[] ordered = [.. _entries.Values];
        // Empty tensors share their offset with the next; they come first, whatever the header's order.
        Array.Sort(ordered, static (a, b) => a.Offset != b.Offset ? a.Offset.CompareTo(b.Offset) : a.ByteCount.CompareTo(b.ByteCount));
        long end = 0;
        foreach (SafetensorsEntry entry in ordered)
        {
            if (entry.Offset != end)
            {
                throw Bad(SafetensorsError.InvalidOffset, _file, dataStart + end,
                    $"'{entry.Name}' begins at {entry.Offset} of the data, where {end} was expected: tensors overlap or leave a hole.",
                        Damaged);
            }

            end += entry.ByteCount;
        }

        if (end != dataBytes)
        {
            throw Bad(SafetensorsError.MetadataIncompleteBuffer, _file, dataStart + Math.Min(end, dataBytes),
                $"the header declares {end} bytes of data, the file has {dataBytes}.",
                end > dataBytes ? "It is cut short: copy or download it again." : "Something was appended: copy or download it again.");
        }

        InFileOrder = [.. ordered];
    }

    private List<ulong> ReadNumbers(ref Utf8JsonReader reader, int most, string what)
    {
        Expect(ref reader, JsonTokenType.StartArray, $"an array as {what}");
        List<ulong> numbers = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetUInt64(out ulong number))
            {
                throw Bad(SafetensorsError.InvalidHeaderDeserialization, reader.TokenStartIndex,
                    $"expected whole numbers from 0 to 2^64 - 1 in {what}.", Damaged);
            }

            if (numbers.Count == most)
                throw Bad(SafetensorsError.LimitExceeded, reader.TokenStartIndex, $"{what} has more than {most} numbers.",
                    "No more are accepted.");
            numbers.Add(number);
        }

        return numbers;
    }

    private void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (!reader.Read() || reader.TokenType != type)
            throw Bad(SafetensorsError.InvalidHeaderDeserialization, reader.TokenStartIndex, $"expected {what}.", Damaged);
    }

    private const string Damaged = "The file is damaged: copy or download it again.";
    private const string NotOne = "Is it a safetensors file?";

    private SafetensorsException Overflow(long at, string name, List<ulong> shape) => Bad(SafetensorsError.ValidationOverflow, at,
        $"the size of '{name}' [{string.Join(", ", shape)}] does not fit in 64 bits.", Damaged);

    private SafetensorsException Duplicate(long at, string name) => Bad(SafetensorsError.InvalidHeaderDeserialization, at,
        $"the name '{name}' stands twice in the header.", "Which one is meant cannot be known; write the file again.");

    private SafetensorsException Bad(SafetensorsError error, long inHeader, string reason, string remedy) =>
        Bad(error, _file, 8 + inHeader, reason, remedy);

    private static SafetensorsException Bad(SafetensorsError error, string file, long at, string reason, string remedy,
        Exception? inner = null) =>
        new(error, file, at, reason, remedy, inner);
}
