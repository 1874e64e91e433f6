namespace Latent.Data.Formats;

/// <summary>How a table is written.</summary>
/// <param name="Delimiter">What stands between fields.</param>
/// <param name="HasHeader">Whether the first line has the names of the columns.</param>
/// <param name="Target">The column that is kept apart as text.</param>
/// <param name="Ignore">Columns that are left out.</param>
/// <param name="Missing">What is written where a value is missing.</param>
internal sealed record CsvOptions(char Delimiter, bool HasHeader, string? Target, IReadOnlyList<string> Ignore, IReadOnlyList<string> Missing)
{
    /// <summary>Other columns that are kept apart as text, each with the setting that names it.</summary>
    public IReadOnlyList<(string Column, string Setting)> Texts { get; init; } = [];
}
