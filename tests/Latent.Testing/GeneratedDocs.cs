namespace Latent.Testing;

/// <summary>
/// Holds a page of <c>docs/</c> to what the code says: parts between <c>&lt;!-- generated: name --&gt;</c> and <c>&lt;!-- end --&gt;</c>
/// are written by a test. With the environment variable LATENT_UPDATE_DOCS=1 the test writes them.
/// </summary>
public static class GeneratedDocs
{
    private const string Switch = "LATENT_UPDATE_DOCS";

    /// <summary>What stands in a page's generated part, after it was written if that was asked for.</summary>
    /// <param name="page">The page's path from the repository's root.</param>
    /// <param name="part">The part's name.</param>
    /// <param name="expected">What should stand there.</param>
    /// <returns>The lines between the marks, without the empty ones around them.</returns>
    /// <exception cref="InvalidOperationException">The page has no such part.</exception>
    public static string Part(string page, string part, string expected)
    {
        string path = Path.Combine(Root(), page);
        string text = File.ReadAllText(path).ReplaceLineEndings("\n");
        string begin = $"<!-- generated: {part} -->", end = "<!-- end -->";
        int start = text.IndexOf(begin, StringComparison.Ordinal);
        int stop = start < 0 ? -1 : text.IndexOf(end, start, StringComparison.Ordinal);
        if (stop < 0) throw new InvalidOperationException($"{page} has no part between '{begin}' and '{end}'.");
        start += begin.Length;
        if (Environment.GetEnvironmentVariable(Switch) == "1")
        {
            File.WriteAllText(path, $"{text[..start]}\n\n{expected.Trim('\n')}\n\n{text[stop..]}");
            return expected.Trim('\n');
        }

        return text[start..stop].Trim('\n');
    }

    /// <summary>A table of Markdown; a bar within a cell is escaped.</summary>
    public static string Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        List<string> lines = [Line(head), Line([.. head.Select(static _ => "---")])];
        lines.AddRange(rows.Select(Line));
        return string.Join('\n', lines);

        static string Line(IReadOnlyList<string> cells) =>
            $"| {string.Join(" | ", cells.Select(static cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |";
    }

    /// <summary>The root of the repository.</summary>
    public static string Root()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Latent.slnx")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Latent.slnx is in none of the folders above the tests.");
        return folder.FullName;
    }
}
