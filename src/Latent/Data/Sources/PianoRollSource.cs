using Latent.Data.Columns;
using Latent.Data.Formats;
using Latent.Tensors;

namespace Latent.Data.Sources;

/// <summary>Piano rolls from JSON, plain or gzip-compressed: see <see cref="PianoRollReader"/>.</summary>
public sealed record PianoRollSource : DataSource
{
    private static readonly string[] ForTrain = ["train", "training"], ForValidation = ["valid", "validation", "val"], ForTest = ["test"];

    /// <summary>The file.</summary>
    public required string Path { get; set; }

    /// <summary>Cuts sequences into pieces of so many steps, the last as long as it is; 0 leaves them whole.</summary>
    public int Window { get; set; }

    /// <inheritdoc cref="ArraySource.Type"/>
    public DType Type { get; set; } = DType.Float32;

    /// <inheritdoc/>
    public override IReadOnlyList<string> InputFiles() => [Path];

    /// <inheritdoc/>
    public override DataSplits Open(RandomKey key)
    {
        if (Window < 0)
            throw new ArgumentException($"window is {Window}; give how many steps a piece has, or 0 for whole sequences.");
        using FileStream file = InputFile.Open(Path);
        Dictionary<string, PianoRolls> parts = InputFile.Read(file, Path, reader => PianoRollReader.Read(reader, Window));
        string name = System.IO.Path.GetFileName(Path).Split('.')[0];
        IDataset train = Part(parts, name + " train", ForTrain) ?? throw new DataFormatException(Path, null,
            $"there is no part 'train'; it has {string.Join(", ", parts.Keys.Take(8).Select(CsvReader.Printable))}.", "Name its parts train, valid and test.");
        return new DataSplits(train, Part(parts, name + " validation", ForValidation), Part(parts, name + " test", ForTest));
    }

    private ColumnDataset? Part(Dictionary<string, PianoRolls> parts, string name, string[] keys)
    {
        if (Array.Find(keys, parts.ContainsKey) is not { } found || parts[found].Count == 0)
            return null;
        PianoRollColumn rolls = new(parts[found], Type);
        return new ColumnDataset(name, rolls, rolls.LengthColumn());
    }
}
