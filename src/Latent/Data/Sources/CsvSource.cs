using System.Globalization;
using Latent.Data.Columns;
using Latent.Data.Formats;
using Latent.Tensors;

namespace Latent.Data.Sources;

/// <summary>A table of numbers in comma-separated text, plain or gzip-compressed.</summary>
/// <remarks>Numbers are read the same way in every culture: a point before decimals, ASCII digits, nothing between thousands.</remarks>
public sealed record CsvSource : DataSource
{
    /// <summary>The file.</summary>
    public required string Path { get; set; }

    /// <summary>What stands between fields.</summary>
    public char Delimiter { get; set; } = ',';

    /// <summary>Whether the first line has the names of the columns.</summary>
    public bool Header { get; set; } = true;

    /// <summary>The column that has the classes, numbers or text; none by default. A class may be missing.</summary>
    public string? Target { get; set; }

    /// <summary>Columns that are left out.</summary>
    public IReadOnlyList<string> Ignore { get; set; } = [];

    /// <summary>What is written where a value is missing, besides spaces.</summary>
    public IReadOnlyList<string> Missing { get; set; } = ["", "NA", "N/A", "NaN", "nan", "null", "?"];

    /// <inheritdoc cref="ArraySource.Type"/>
    public DType Type { get; set; } = DType.Float32;

    /// <inheritdoc/>
    public override IReadOnlyList<string> InputFiles() => [Path];

    /// <inheritdoc/>
    public override DataSplits Open(RandomKey key)
    {
        using FileStream file = InputFile.Open(Path);
        CsvOptions options = new(Delimiter, Header, Target, Ignore, Missing);
        CsvTable table = InputFile.Read(file, Path, reader => CsvTable.Read(reader, options));
        DataColumn column = new("x", [table.Columns.Length]) { Elements = table.Columns, HasMissing = table.HasMissing, Type = Type };
        List<ColumnData> columns = [new ValueColumn(column, table.Values)];
        if (Target is not null)
            columns.Add(Classes(table.Target));
        return new DataSplits(new ColumnDataset(System.IO.Path.GetFileNameWithoutExtension(Path), columns));
    }

    // Small whole numbers stay what they are; anything else is numbered in the order of the texts.
    private static ValueColumn Classes(string?[] texts)
    {
        const int mostNumbers = 1000;
        string[] known = [.. texts.Where(static text => text is not null).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)!];
        bool numbers = known.All(static text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value < mostNumbers);
        string[] classes = numbers && known.Length > 0
            ? ClassNames.Numbers(Math.Max(2, known.Max(static text => int.Parse(text, CultureInfo.InvariantCulture)) + 1))
            : known;
        Dictionary<string, int> number = [];
        for (int i = 0; i < classes.Length; i++)
            number.Add(classes[i], i);
        double[] values = [.. texts.Select(text => text is null ? double.NaN : numbers ? int.Parse(text, CultureInfo.InvariantCulture) : number[text])];
        return new ValueColumn(new DataColumn("y", []) { Classes = classes, HasMissing = Array.IndexOf(texts, null) >= 0 }, values);
    }
}
