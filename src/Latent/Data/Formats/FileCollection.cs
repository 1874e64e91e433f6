namespace Latent.Data.Formats;

/// <summary>Many small files of one kind: those of a folder and its sub-folders, or of a ZIP archive, which is read as it is.</summary>
internal abstract class FileCollection
{
    // More files than this are better one array.
    private const int MaximumFiles = 2_000_000;

    // No file of a collection is larger: 256 MiB.
    private const long LargestFile = 1L << 28;

    private protected FileCollection(string name, string[] names)
    {
        Name = name;
        Names = names;
    }

    /// <summary>The folder or archive as it was named by the caller.</summary>
    public string Name { get; }

    /// <summary>The files relative to it, with forward slashes, in ordinal order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>What messages call a file.</summary>
    public abstract string Describe(int index);

    /// <summary>The content of a file. Several threads may read at once.</summary>
    /// <exception cref="DataFormatException">The file is larger than 256 MiB, or damaged in its archive.</exception>
    public abstract byte[] Read(int index);

    /// <summary>The first bytes of a file, as many as there are.</summary>
    public abstract byte[] ReadStart(int index, int count);

    /// <summary>Finds the files of one ending.</summary>
    /// <param name="path">A folder or an archive.</param>
    /// <param name="ending">With its dot; upper and lower case are the same.</param>
    /// <exception cref="DataFormatException">There is no such folder or archive, it has no such files, or too many.</exception>
    public static FileCollection Open(string path, string ending)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileCollection files = Directory.Exists(path) ? Folder.Open(path, ending)
            : File.Exists(path) ? new Archive(ZipFile.Open(path, MaximumFiles), ending)
            : throw new DataFormatException(path, null, "there is no such folder or archive.", $"Give a folder of {ending} files, or a ZIP archive of them.");
        return files.Names.Count > 0
            ? files
            : throw new DataFormatException(path, null, $"there are no {ending} files in it.",
                "Is it the right folder? Files of other endings are left alone.");
    }

    /// <summary>The files on disk: the archive itself, or those of the folder.</summary>
    /// <inheritdoc cref="Open(string, string)"/>
    public static IReadOnlyList<string> FilesOf(string path, string ending)
    {
        if (File.Exists(path))
            return [path];
        FileCollection files = Open(path, ending);
        return [.. Enumerable.Range(0, files.Names.Count).Select(files.Describe)];
    }

    private static DataFormatException TooLarge(string name, long length) =>
        new(name, null, $"it has {length} bytes.", $"At most {LargestFile >> 20} MiB are accepted for one file.");

    private sealed class Folder : FileCollection
    {
        private Folder(string path, string[] names)
            : base(path, names)
        {
        }

        public static new Folder Open(string path, string ending)
        {
            // Links are not followed: what lies in a folder is read and nothing else.
            EnumerationOptions options = new()
            {
                RecurseSubdirectories = true,
                MaxRecursionDepth = 8,
                AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden | FileAttributes.System,
                MatchCasing = MatchCasing.CaseInsensitive,
                IgnoreInaccessible = false,
            };
            List<string> names = [];
            foreach (string file in Directory.EnumerateFiles(path, "*" + ending, options))
            {
                names.Add(System.IO.Path.GetRelativePath(path, file).Replace('\\', '/'));
                if (names.Count > MaximumFiles)
                    throw new DataFormatException(path, null, $"there are more than {MaximumFiles} files in it.", "Pack them into one NPY array.");
            }

            names.Sort(StringComparer.Ordinal);
            return new Folder(path, [.. names]);
        }

        public override string Describe(int index) => System.IO.Path.Combine(Name, Names[index]);

        public override byte[] Read(int index)
        {
            using FileStream file = InputFile.Open(Describe(index));
            long length = file.Length;
            if (length > LargestFile)
                throw TooLarge(Describe(index), length);
            byte[] bytes = new byte[length];
            int got = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return got == bytes.Length ? bytes : bytes[..got];
        }

        public override byte[] ReadStart(int index, int count)
        {
            using FileStream file = new(Describe(index), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            byte[] bytes = new byte[count];
            return bytes[..file.ReadAtLeast(bytes, count, throwOnEndOfStream: false)];
        }
    }

    private sealed class Archive : FileCollection
    {
        private readonly ZipFile _archive;
        private readonly ZipEntry[] _entries;

        public Archive(ZipFile archive, string ending)
            : this(archive, [.. archive.Entries.Where(entry => entry.Name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))])
        {
        }

        private Archive(ZipFile archive, ZipEntry[] entries)
            : base(archive.Name, [.. entries.Select(static entry => entry.Name)])
        {
            _archive = archive;
            _entries = entries;
        }

        public override string Describe(int index) => $"{Name}, {Names[index]}";

        public override byte[] Read(int index) => _entries[index].Bytes <= LargestFile
            ? _archive.Read(_entries[index], reader => reader.ReadPayload((int)_entries[index].Bytes, "its content"))
            : throw TooLarge(Describe(index), _entries[index].Bytes);

        public override byte[] ReadStart(int index, int count)
        {
            // The whole entry, so that its checksum is looked at as well.
            byte[] whole = Read(index);
            return whole[..Math.Min(count, whole.Length)];
        }
    }
}
