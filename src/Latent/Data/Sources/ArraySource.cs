using Latent.Data.Formats;
using Latent.Tensors;

namespace Latent.Data.Sources;

/// <summary>
/// An array of <c>numpy.save</c>, or of the IDX format, whose first axis runs over the examples; told apart by their first bytes.
/// </summary>
public sealed record ArraySource : DataSource
{
    /// <summary>The file.</summary>
    public required string Path { get; set; }

    /// <summary>A second file with the class of each example; none by default.</summary>
    public string? Labels { get; set; }

    /// <summary>
    /// How many values an element can take: 256 for bytes of images, 2 for binary data, which become intensities in [0, 1]; 0 for numbers
    /// as they are.
    /// </summary>
    public int Levels { get; set; }

    /// <summary>Whether NaN means that a value is missing; otherwise it is a fault.</summary>
    public bool Missing { get; set; }

    /// <summary>The element type of batches.</summary>
    public DType Type { get; set; } = DType.Float32;

    /// <inheritdoc/>
    public override IReadOnlyList<string> InputFiles() => Labels is null ? [Path] : [Path, Labels];

    /// <inheritdoc/>
    public override DataSplits Open(RandomKey key)
    {
        NumberArray array = Read(Path);
        string name = System.IO.Path.GetFileNameWithoutExtension(Path);
        return new DataSplits(Labels is null
            ? new ColumnDataset(name, ArrayColumns.Values("x", array, Levels, Missing, Type))
            : Labelled.Join(name, ArrayColumns.Values("x", array, Levels, Missing, Type), ArrayColumns.Classes("y", Read(Labels)), Labels));
    }

    internal static NumberArray Read(string path)
    {
        using FileStream file = InputFile.Open(path);
        return InputFile.Starts(file, NpyReader.Magic) ? NpyReader.Read(path) : IdxReader.Read(path);
    }
}
