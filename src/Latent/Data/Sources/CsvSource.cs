using System.Globalization;
using Latent.Data.Columns;
using Latent.Data.Formats;
using Latent.Tensors;

namespace Latent.Data.Sources;

/// <summary>A table in comma-separated text, plain or gzip-compressed: numbers, categories, classes.</summary>
/// <remarks>
/// <para>Numbers are read the same way in every culture: a point before decimals, ASCII digits, nothing between thousands.</para>
/// <para>
/// The column <c>x</c> has the numbers in the order of the file, then a vector of zeros with a one at its place for each category, whose values
/// are numbered in the order of their texts. Where every number is cut into intervals, <c>x</c> is zeros and ones altogether, two levels.
/// </para>
/// </remarks>
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

    /// <summary>Columns of text, or of numbers that are names, each of which becomes a vector of zeros with a one at its place; a missing one is
    /// missing whole.</summary>
    public IReadOnlyList<string> Categories { get; set; } = [];

    /// <summary>Columns of numbers of which only the interval they lie in is kept, as a category.</summary>
    public IReadOnlyList<CsvCut> Cuts { get; set; } = [];

    /// <summary>Columns of classes beside <see cref="Target"/> that are kept out of <c>x</c> under their own names, such as a sensitive attribute.</summary>
    public IReadOnlyList<string> Attributes { get; set; } = [];

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
        CsvOptions options = new(Delimiter, Header, Target, Ignore, Missing)
        {
            Texts = [.. Categories.Select(static name => (name, "categories")), .. Attributes.Select(static name => (name, "attributes"))],
        };
        ThrowIfTwice();
        CsvTable table = InputFile.Read(file, Path, reader => CsvTable.Read(reader, options));
        List<ColumnData> columns = [CsvFeatures.Of(table, Categories, Cuts, Type, Path)];
        if (Target is not null)
            columns.Add(Classes("y", table.Target));
        for (int i = 0; i < Attributes.Count; i++)
            columns.Add(Classes(Attributes[i], table.Texts[Categories.Count + i]));
        return new DataSplits(new ColumnDataset(System.IO.Path.GetFileNameWithoutExtension(Path), columns));
    }

    private void ThrowIfTwice()
    {
        string[] named = [.. Categories, .. Attributes, .. Ignore, .. Target is null ? [] : new[] { Target }];
        if (named.GroupBy(static name => name, StringComparer.Ordinal).FirstOrDefault(static group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException(
                $"csv: the column '{twice.Key}' is named twice among categories, attributes, ignore and target; it can be one of them.");
        }

        if (Attributes.FirstOrDefault(static name => name is "x" or "y") is { } taken)
            throw new ArgumentException($"csv: the attribute '{taken}' has the name of another column of the data; rename it in the file.");
    }

    // Small whole numbers stay what they are; anything else is numbered in the order of the texts.
    private static ValueColumn Classes(string name, string?[] texts)
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
        return new ValueColumn(new DataColumn(name, []) { Classes = classes, HasMissing = Array.IndexOf(texts, null) >= 0 }, values);
    }
}
