namespace Latent.Data.Sources;

/// <summary>A kind of data source.</summary>
/// <param name="Kind">What configurations and the command line call it.</param>
/// <param name="Type">Its record, whose properties are its options.</param>
/// <param name="Reads">What it reads, or draws.</param>
/// <param name="Columns">What an example consists of.</param>
/// <param name="Reference">Where the format or the data is described.</param>
public sealed record DataEntry(string Kind, Type Type, string Reads, string Columns, string Reference)
{
    /// <summary>Whether it needs no file.</summary>
    public bool IsBuiltIn { get; init; }
}

/// <summary>All kinds of data sources, a line each: the one list for the command line, the documentation and the tests.</summary>
public static class DataCatalog
{
    /// <summary>The kinds: first what needs no file.</summary>
    public static IReadOnlyList<DataEntry> All { get; } =
    [
        new("digits", typeof(DigitsSource), "nothing: draws handwritten-looking digits", "x [1, 28, 28] 256 levels, y 10 classes, factors", "")
            { IsBuiltIn = true },
        new("sprites", typeof(SpritesSource), "nothing: draws shapes of known factors", "x [1, 64, 64] binary, factors [5], y 3 classes", "Matthey et al. 2017")
            { IsBuiltIn = true },
        new("mnist", typeof(MnistSource), "a folder of four IDX files, plain or gzip", "x [1, 28, 28] 256 levels, y 10 classes", "LeCun et al. 1998"),
        new("array", typeof(ArraySource), "one array: NPY or IDX, plain or gzip", "x [...]; y with a second file", "numpy.save; LeCun et al. 1998"),
        new("npz", typeof(NpzSource), "arrays of numpy.savez, by part", "x [...]; y where there are classes", "numpy.savez"),
        new("images", typeof(ImageFolderSource), "PNG pictures of a folder or ZIP archive", "x [channels, height, width]; y by sub-folder", "W3C PNG"),
        new("csv", typeof(CsvSource), "a table of numbers in text, plain or gzip", "x [columns]; y from a column", "RFC 4180"),
        new("piano-rolls", typeof(PianoRollSource), "JSON of sequences of notes, plain or gzip", "x [steps, 88] binary, length",
            "Boulanger-Lewandowski et al. 2012"),
        new("wav", typeof(WavSource), "WAV sounds of a folder or ZIP archive",
            "x [samples] or [samples, channels], length; y by sub-folder or name", "Microsoft and IBM 1991"),
    ];
}
