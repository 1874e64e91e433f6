using System.Text;
using System.Text.Json.Nodes;
using Latent.Cli.Terminal;
using Latent.Reporting;

namespace Latent.Cli.Inspection;

/// <summary>What an inspection has found: facts with names, then tables, for people and as JSON.</summary>
/// <param name="path">What was inspected.</param>
/// <param name="kind">What it is.</param>
/// <param name="words">What it is, in words.</param>
internal sealed class Findings(string path, string kind, string words)
{
    private readonly List<(string Name, string Text)> _facts = [("file", path), ("is", words)];
    private readonly List<(string Title, ReportTable Table)> _tables = [];
    private readonly JsonObject _json = new() { ["schemaVersion"] = 1, ["path"] = path, ["kind"] = kind, ["is"] = words };

    /// <summary>What the command ends with: not 0 where something is wrong that does not keep the rest from being told.</summary>
    public int ExitCode { get; set; } = Cli.ExitCode.Ok;

    /// <summary>A fact. In JSON its name is camel-cased, and given twice it makes a list.</summary>
    public Findings Add(string name, string text, JsonNode? value = null)
    {
        if (text.Length == 0) return this;
        _facts.Add((name, text));
        string key = Key(name);
        JsonNode node = value ?? JsonValue.Create(text);
        switch (_json[key])
        {
            case null: _json[key] = node; break;
            case JsonArray list when value is not JsonArray: list.Add(node); break;
            case { } first: _json[key] = new JsonArray(first.DeepClone(), node); break;
        }

        return this;
    }

    /// <summary>A table; in JSON a list of objects by the names of its columns.</summary>
    public Findings Add(string title, ReportTable table)
    {
        if (table.Count == 0) return this;
        _tables.Add((title, table));
        JsonArray rows = [];
        foreach (IReadOnlyList<Cell> row in table.Rows)
        {
            JsonObject item = [];
            for (int i = 0; i < row.Count; i++) item[Key(table.Columns[i])] = row[i].Number is { } number
                && double.IsFinite(number) ? JsonValue.Create(number) : JsonValue.Create(row[i].ToString());
            rows.Add((JsonNode)item);
        }

        _json[Key(title)] = rows;
        return this;
    }

    /// <summary>Prints all of it.</summary>
    public int Print(CommandTerminal terminal)
    {
        if (terminal.Json)
        {
            terminal.Result(_json, CliJson.Default.JsonObject, static () => "");
            return ExitCode;
        }

        StringBuilder text = new(CommandTerminal.Align([.. _facts]));
        foreach ((string title, ReportTable table) in _tables) text.Append('\n').Append(title).Append('\n').Append(TextTable.Of(table));
        CommandTerminal.Print(text.ToString());
        return ExitCode;
    }

    private static string Key(string name)
    {
        string[] words = name.Split([' ', ',', '/', '(', ')', '-'], StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(
            words.Select(static (word, i) => i == 0 ? char.ToLowerInvariant(word[0]) + word[1..] : char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
