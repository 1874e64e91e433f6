namespace Latent.Data.Formats;

/// <summary>Reads NPZ, the format of <c>numpy.savez</c>: a ZIP archive of NPY arrays.</summary>
/// <remarks>
/// Arrays are read one at a time when asked for. Of an array the header is read first; what it declares is checked against the archive and
/// the limits of <see cref="IdxReader"/> before it is inflated. A stored array of more than 256 MiB is read as it is asked for, without its
/// checksum.
/// </remarks>
public sealed class NpzFile
{
    private const int MaximumArrays = 10_000;
    private const string Ending = ".npy";

    private readonly ZipFile _archive;
    private readonly Dictionary<string, ZipEntry> _entries;

    private NpzFile(ZipFile archive)
    {
        _archive = archive;
        _entries = new Dictionary<string, ZipEntry>(StringComparer.Ordinal);
        foreach (ZipEntry entry in archive.Entries)
        {
            if (!entry.Name.EndsWith(Ending, StringComparison.Ordinal) || !_entries.TryAdd(entry.Name[..^Ending.Length], entry))
            {
                throw archive.Fault(entry.Offset, $"the entry '{entry.Name}' is no .npy array.",
                    "An NPZ file holds nothing else; is it another archive?");
            }
        }

        Names = [.. _entries.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>The file as it was named by the caller.</summary>
    public string Name => _archive.Name;

    /// <summary>The names of its arrays, in order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Opens a file and checks its directory.</summary>
    /// <exception cref="DataFormatException">The file is no archive of arrays, damaged, encrypted, or made to harm.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static NpzFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new NpzFile(ZipFile.Open(path, MaximumArrays));
    }

    /// <summary>Opens an archive in memory.</summary>
    /// <inheritdoc cref="Open(string)" path="/exception[1]"/>
    public static NpzFile Open(ReadOnlyMemory<byte> bytes, string name) => new(ZipFile.Open(bytes, name, MaximumArrays));

    /// <summary>Whether there is an array of that name.</summary>
    public bool Has(string array) => _entries.ContainsKey(array);

    /// <summary>Reads an array.</summary>
    /// <exception cref="DataFormatException">
    /// There is none of that name, or its content is not what the archive and its header declare.
    /// </exception>
    public NumberArray Read(string array)
    {
        if (!_entries.TryGetValue(array, out ZipEntry? entry))
        {
            throw new DataFormatException(Name, null, $"there is no array '{array}'.",
                Names.Count == 0 ? "It holds no arrays." : $"It holds {string.Join(", ", Names.Take(12))}{(Names.Count > 12 ? ", ..." : "")}.");
        }

        if (!entry.IsDeflated && entry.Bytes > ArrayHeader.StreamedBytes && _archive.Path is { } path)
        {
            // Too large to be held in memory while its checksum is worked out: read in place.
            long start = _archive.ContentOffset(entry);
            using SliceStream content = new(new FileBytes(path, Name, start, entry.Bytes), 0, entry.Bytes);
            return NpyReader.Parse(new FormatReader(content, $"{Name}, {entry.Name}", entry.Bytes, entry.Bytes), path, start);
        }

        return _archive.Read(entry, static reader => NpyReader.Parse(reader, null));
    }
}
