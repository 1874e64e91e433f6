using Latent.Data.Columns;
using Latent.Data.Formats;

namespace Latent.Data.Sources;

/// <summary>
/// How the files of a collection fall into parts and classes: the folders <c>train</c>, <c>valid</c> (<c>validation</c>, <c>val</c>) and
/// <c>test</c> at the top are parts, the folders in them, or at the top, are classes.
/// </summary>
internal sealed class FileParts
{
    private static readonly string[][] PartNames = [["train", "training"], ["valid", "validation", "val"], ["test"]];

    private readonly List<int>[] _rows = [[], [], []];
    private readonly string?[] _classes;

    /// <summary>Looks at the names of the files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="classOf">The class by the file's own name, where folders say nothing; null if names have no classes.</param>
    public FileParts(FileCollection files, Func<string, string>? classOf = null)
    {
        string[][] folders = [.. files.Names.Select(static name => name.Split('/')[..^1])];
        // Archives often have one folder around everything.
        int top = folders[0].Length > 0
            && folders.All(path => path.Length > 0 && string.Equals(path[0], folders[0][0], StringComparison.Ordinal)) && PartOf(folders[0][0]) < 0 ? 1 : 0;
        bool parts = folders.All(path => path.Length > top && PartOf(path[top]) >= 0);
        _classes = new string?[files.Names.Count];
        for (int i = 0; i < folders.Length; i++)
        {
            int part = parts ? PartOf(folders[i][top]) : 0, level = parts ? top + 1 : top;
            _rows[part].Add(i);
            _classes[i] = folders[i].Length > level ? folders[i][level] : classOf?.Invoke(files.Names[i].Split('/')[^1]);
        }

        HasParts = parts;
        if (_rows[0].Count == 0)
            throw new DataFormatException(files.Name, null, "it has no folder of training files beside the others.", "Call it 'train'.");
        HasClasses = _classes.Any(static name => name is not null) && (top == 0 || _classes.Distinct(StringComparer.Ordinal).Count() > 1);
        if (HasClasses && Array.IndexOf(_classes, null) is >= 0 and int without)
        {
            throw new DataFormatException(files.Describe(without), null, "it is in no class, and other files are in sub-folders that name theirs.",
                "Put every file into a sub-folder, or none.");
        }
    }

    /// <summary>Whether folders name parts.</summary>
    public bool HasParts { get; }

    /// <summary>Whether files are in classes.</summary>
    public bool HasClasses { get; }

    /// <summary>The data set of all files, cut into its parts.</summary>
    /// <param name="name">What reports call it.</param>
    /// <param name="values">One row a file, in the order of the files.</param>
    public DataSplits Split(string name, params ColumnData[] values)
    {
        ColumnDataset all = new(name, HasClasses ? [.. values, ArrayColumns.Named("y", _classes!)] : values);
        return HasParts ? new DataSplits(Part(0, "train")!, Part(1, "validation"), Part(2, "test")) : new DataSplits(all);

        IDataset? Part(int part, string called) => _rows[part].Count == 0 ? null : all.Select([.. _rows[part]], $"{name} {called}");
    }

    private static int PartOf(string folder) =>
        Array.FindIndex(PartNames, names => names.Contains(folder, StringComparer.OrdinalIgnoreCase));
}
