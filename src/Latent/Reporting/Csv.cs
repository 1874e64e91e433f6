using System.Text;
using Latent.Files;

namespace Latent.Reporting;

/// <summary>Tables as comma-separated values.</summary>
/// <remarks>
/// RFC 4180: one line of names, then one per row, lines end in CR LF, and what holds a comma, a quote or a line end stands in quotes.
/// UTF-8; numbers with a point and all the digits they need. A column with standard errors is followed by one of those.
/// </remarks>
public static class Csv
{
    /// <summary>Writes a table to a file, replacing it as a whole.</summary>
    public static void Write(string path, ReportTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(ToText(table))));
    }

    /// <summary>The text of the file.</summary>
    public static string ToText(ReportTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        bool[] errors = new bool[table.Columns.Count];
        foreach (IReadOnlyList<Cell> row in table.Rows)
        {
            for (int i = 0; i < errors.Length; i++)
                errors[i] |= row[i].Error is not null;
        }

        StringBuilder text = new();
        Line(text, table.Columns.SelectMany((name, i) => errors[i] ? new[] { name, name + " standard error" } : [name]));
        foreach (IReadOnlyList<Cell> row in table.Rows)
        {
            Line(text, row.SelectMany((cell, i) => errors[i]
                ? new[] { Exact(cell), cell.Error is { } error ? NumberText.Exact(error) : "" }
                : [Exact(cell)]));
        }

        return text.ToString();
    }

    private static string Exact(Cell cell) => cell.Number is { } number ? NumberText.Exact(number) : cell.Text ?? "";

    private static void Line(StringBuilder text, IEnumerable<string> fields)
    {
        bool first = true;
        foreach (string field in fields)
        {
            if (!first)
                text.Append(',');
            first = false;
            bool quoted = field.AsSpan().IndexOfAny(",\"\r\n") >= 0 || (field.Length > 0 && (field[0] == ' ' || field[^1] == ' '));
            _ = quoted ? text.Append('"').Append(field.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"') : text.Append(field);
        }

        text.Append("\r\n");
    }
}
