using System.Globalization;
using System.Text;
using Latent.Reporting;

namespace Latent.Cli.Terminal;

/// <summary>Tables as aligned text: names on the left, numbers on the right of their columns.</summary>
internal static class TextTable
{
    private const string Gap = "  ";

    public static string Of(ReportTable table)
    {
        string[][] rows = [.. table.Rows.Select(static row => row.Select(Words).ToArray())];
        bool[] isNumber = [.. table.Columns.Select((_, i) => table.Count > 0
            && table.Rows.All(row => row[i].Number is not null || string.IsNullOrEmpty(row[i].Text)))];
        int[] widths = [.. table.Columns.Select((name, i) => rows.Select(row => Width(row[i])).Append(Width(name)).Max())];
        StringBuilder text = new();
        Line(table.Columns);
        Line([.. widths.Select(static width => new string('-', width))]);
        foreach (string[] row in rows) Line(row);
        return text.ToString();

        void Line(IReadOnlyList<string> cells)
        {
            StringBuilder line = new();
            for (int i = 0; i < cells.Count; i++)
            {
                string space = new(' ', widths[i] - Width(cells[i]));
                line.Append(i == 0 ? "" : Gap).Append(isNumber[i] ? space + cells[i] : cells[i] + space);
            }

            text.Append(line.ToString().TrimEnd()).Append('\n');
        }
    }

    /// <summary>An entry as text; numbers with a sign that other programs read, too.</summary>
    public static string Words(Cell cell) =>
        (cell.Number is null ? cell.ToString() : cell.ToString().Replace('−', '-')) + (cell.IsMarked ? "*" : "");

    // What is seen, not what is stored: a letter with its accent is one.
    private static int Width(string text) => new StringInfo(text).LengthInTextElements;
}
