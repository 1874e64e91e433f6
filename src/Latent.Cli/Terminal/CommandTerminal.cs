using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace Latent.Cli.Terminal;

/// <summary>The two channels of a command: results go to standard output, everything said about the work to standard error.</summary>
internal sealed class CommandTerminal
{
    private CommandException? _lost;

    public CommandTerminal(bool json, bool quiet, bool noColor)
    {
        Json = json;
        Quiet = quiet;
        bool dumb = string.Equals(Environment.GetEnvironmentVariable("TERM"), "dumb", StringComparison.Ordinal);
        bool plain = noColor || dumb || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        IsInteractive = !Console.IsErrorRedirected && !dumb;
        Talk = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Error),
            Ansi = IsInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = plain || !IsInteractive ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = IsInteractive ? InteractionSupport.Yes : InteractionSupport.No,
        });
        if (!IsInteractive)
            Talk.Profile.Width = 10_000; // lines of a log are not to be wrapped
    }

    /// <summary>Whether the result is to be one JSON document.</summary>
    public bool Json { get; }

    /// <summary>Whether to say nothing but errors and the result.</summary>
    public bool Quiet { get; }

    /// <summary>Whether a person watches standard error, so that lines may be redrawn.</summary>
    public bool IsInteractive { get; }

    /// <summary>Standard error, with colour where that is wanted.</summary>
    public IAnsiConsole Talk { get; }

    /// <summary>Makes the cursor visible, which a moving bar hides. Goes past the bar, which may be drawing on another thread.</summary>
    public void RestoreCursor()
    {
        if (IsInteractive && Talk.Profile.Capabilities.Ansi)
            Console.Error.Write("\u001b[?25h\n");
    }

    /// <summary>Makes the cursor visible and says a last line when the process ends in the middle of things.</summary>
    public void Leave(string line)
    {
        RestoreCursor();
        if (!Quiet) Console.Error.Write(line + "\n");
    }

    /// <summary>Says a line about the work.</summary>
    public void Say(string line)
    {
        if (!Quiet)
            Talk.WriteLine(line);
    }

    /// <summary>Writes the result: one JSON document, or a line per pair with aligned values.</summary>
    public void Result<T>(T result, JsonTypeInfo<T> type, params ReadOnlySpan<(string Name, string Value)> lines)
    {
        Print(Json ? Document(result, type) : Align(lines));
    }

    /// <summary>Writes the result: one JSON document, or a text made for people.</summary>
    public void Result<T>(T result, JsonTypeInfo<T> type, Func<string> text) => Print(Json ? Document(result, type) : text());

    /// <summary>
    /// With --json, writes something that has happened as a line of JSON, its name first. What cannot be written does not stop the work;
    /// <see cref="LastEvent"/> says so.
    /// </summary>
    public void Event<T>(string name, T content, JsonTypeInfo<T> type)
    {
        if (!Json || _lost is not null) return;
        try
        {
            Print(Line(name, JsonSerializer.SerializeToElement(content, type)));
        }
        catch (CommandException e)
        {
            _lost = e;
        }
    }

    /// <summary>Writes the result after events: a line of JSON named 'result', or a line per pair with aligned values.</summary>
    /// <exception cref="CommandException">It, or an event before it, could not be written.</exception>
    public void LastEvent<T>(T result, JsonTypeInfo<T> type, params ReadOnlySpan<(string Name, string Value)> lines)
    {
        if (!Json) Print(Align(lines));
        Event("result", result, type);
        if (_lost is not null) throw _lost;
    }

    /// <summary>Writes a result as it is.</summary>
    public static void Print(string text)
    {
        Output.Write(() =>
        {
            Console.Out.Write(text);
            Console.Out.Flush();
        });
    }

    /// <summary>Says what went wrong; printed even when quiet.</summary>
    public void Error(string message) => Talk.MarkupLineInterpolated($"[red]error:[/] {message}");

    /// <summary>Lines of names with aligned values.</summary>
    public static string Align(ReadOnlySpan<(string Name, string Value)> lines)
    {
        int width = 0;
        foreach ((string name, _) in lines)
            width = Math.Max(width, name.Length);
        StringBuilder text = new();
        string next = "\n" + new string(' ', width + 2);
        foreach ((string name, string value) in lines)
            text.Append(name.PadRight(width)).Append("  ").Append(value.Replace("\n", next, StringComparison.Ordinal)).Append('\n');
        return text.ToString();
    }

    // Letters as they are: the document is for programs and people, never part of a web page.
    private static string Document<T>(T result, JsonTypeInfo<T> type)
    {
        using MemoryStream text = new();
        JsonWriterOptions options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (Utf8JsonWriter writer = new(text, options)) JsonSerializer.Serialize(writer, result, type);
        return Encoding.UTF8.GetString(text.ToArray()) + "\n";
    }

    private static string Line(string name, JsonElement content)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter writer = new(text, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("event", name);
            foreach (JsonProperty property in content.EnumerateObject()) property.WriteTo(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray()) + "\n";
    }
}
