using System.CommandLine;
using System.Globalization;
using System.Text;
using Latent.Cli.Terminal;
using Latent.Data.Formats;
using Latent.Files;
using Latent.Reporting;
using Latent.Tensors;

namespace Latent.Cli.Models;

/// <summary>What a file of results is.</summary>
internal enum OutputFormat
{
    /// <summary>A sheet of pictures.</summary>
    Png,

    /// <summary>A table of numbers as text.</summary>
    Csv,

    /// <summary>An array for NumPy.</summary>
    Npy,
}

/// <summary>Rows of numbers, each with what tells it from others.</summary>
/// <param name="Keys">The names of what tells rows apart.</param>
/// <param name="Columns">The names of the numbers.</param>
/// <param name="KeyOf">What tells a row from others.</param>
/// <param name="Values">Row after row.</param>
/// <param name="Dimensions">As an array without the keys.</param>
/// <param name="KeysLast">Whether keys stand behind the numbers, as labels do.</param>
internal sealed record NumberTable(
    string[] Keys, string[] Columns, Func<int, string[]> KeyOf, float[] Values, IReadOnlyList<int> Dimensions, bool KeysLast = false)
{
    public int Rows => Columns.Length == 0 ? 0 : Values.Length / Columns.Length;

    /// <summary>Numbers with all their digits, lines that end as Unix tools expect.</summary>
    public void WriteCsv(TextWriter writer)
    {
        Line(writer, Keys.Select(Field), Columns.Select(Field));
        for (int row = 0; row < Rows; row++)
        {
            ArraySegment<float> values = new(Values, row * Columns.Length, Columns.Length);
            Line(writer, KeyOf(row).Select(Field), values.Select(static value => value.ToString("R", CultureInfo.InvariantCulture)));
        }
    }

    private void Line(TextWriter writer, IEnumerable<string> keys, IEnumerable<string> values)
    {
        writer.Write(string.Join(',', KeysLast ? values.Concat(keys) : keys.Concat(values)));
        writer.Write('\n');
    }

    private static string Field(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

/// <summary>Where a command's result goes, and as what: by its ending, or the options for that.</summary>
internal sealed record OutputFile(string Path, OutputFormat Format)
{
    /// <summary>The name that stands for standard output.</summary>
    public const string StandardOutput = "-";

    private static readonly Option<string?> Out = Options.Text("--out",
        "The file to write: .png, .csv or .npy; - for a table on standard output (default: beside the model)", "file");
    private static readonly Option<bool> Force = new("--force") { Description = "Replace the file if it exists" };
    private static readonly Option<bool> Csv = new("--csv") { Description = "A table of numbers, in the units of the data" };
    private static readonly Option<bool> Npy = new("--npy") { Description = "An array of numbers for NumPy, in the units of the data" };

    public bool IsStandardOutput => IsStandard(Path);

    private static bool IsStandard(string? path) => string.Equals(path, StandardOutput, StringComparison.Ordinal);

    public static void AddTo(Command command)
    {
        command.Add(Out);
        command.Add(Csv);
        command.Add(Npy);
        command.Add(Force);
    }

    /// <summary>Whether a file of that kind may be replaced.</summary>
    public static bool MayReplace(ParseResult parsed) => parsed.GetValue(Force);

    /// <summary>Whether a file is named.</summary>
    public static bool IsNamed(ParseResult parsed) => parsed.GetValue(Out) is not null;

    /// <summary>Whether an array is asked for, which is no text.</summary>
    public static bool IsArray(ParseResult parsed) => parsed.GetValue(Npy);

    /// <summary>Where the result of a command goes.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="folder">Where it goes if nobody says.</param>
    /// <param name="name">What it is called then, without its ending.</param>
    /// <param name="canBePicture">Whether there are pictures.</param>
    /// <param name="byDefault">What it is if nobody says.</param>
    public static OutputFile Choose(ParseResult parsed, string folder, string name, bool canBePicture, OutputFormat byDefault)
    {
        string? path = parsed.GetValue(Out);
        bool csv = parsed.GetValue(Csv), npy = parsed.GetValue(Npy);
        if (csv && npy) throw new CommandException(ExitCode.Usage, "--csv and --npy: a result is one or the other.");
        OutputFormat? byEnding = path is null or StandardOutput ? null : System.IO.Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".png" => OutputFormat.Png,
            ".csv" => OutputFormat.Csv,
            ".npy" => OutputFormat.Npy,
            _ => csv || npy ? null
                : throw new CommandException(ExitCode.Usage,
                    $"--out {path}: what is to be written? Names end with .png, .csv or .npy, or say --csv or --npy."),
        };
        OutputFormat? byOption = csv ? OutputFormat.Csv : npy ? OutputFormat.Npy : null;
        if (byEnding is { } ending && byOption is { } option && ending != option)
            throw new CommandException(ExitCode.Usage, $"--out {path} and --{option.ToString().ToLowerInvariant()} contradict each other.");
        OutputFormat format = byEnding ?? byOption ?? (IsStandard(path) ? OutputFormat.Csv : byDefault);
        if (IsStandard(path) && format != OutputFormat.Csv) throw new CommandException(ExitCode.Usage,
            "--out -: only tables are written to standard output.");
        if (format == OutputFormat.Png && !canBePicture)
            throw new CommandException(ExitCode.Usage, "the model's data are no images, so that there is no picture of them. Take --csv or --npy.");
        path ??= System.IO.Path.Combine(folder, $"{name}.{format.ToString().ToLowerInvariant()}");
        ThrowIfThere(path, MayReplace(parsed));
        return new OutputFile(path, format);
    }

    /// <summary>Refuses to replace a file unasked.</summary>
    public static void ThrowIfThere(string path, bool mayReplace)
    {
        if (IsStandard(path) || mayReplace) return;
        if (File.Exists(path)) throw new CommandException(ExitCode.CannotWrite, $"{path} exists. Use --force to replace it, or another --out.");
    }

    /// <summary>Writes it.</summary>
    /// <param name="picture">The picture, where there is one.</param>
    /// <param name="numbers">The numbers.</param>
    public void Write(Func<Picture> picture, Func<NumberTable> numbers)
    {
        if (Format == OutputFormat.Png)
        {
            Picture sheet = picture();
            Output.Write(() => Png.Write(Path, sheet));
            return;
        }

        NumberTable table = numbers();
        Output.Write(() =>
        {
            if (Format == OutputFormat.Npy)
            {
                NpyWriter.Write(Path, table.Values, table.Dimensions);
            }
            else if (IsStandardOutput)
            {
                if (StandardStreams.IsOutputClosed) throw new IOException("standard output is closed.");
                using StreamWriter writer = new(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
                table.WriteCsv(writer);
            }
            else
            {
                AtomicFile.Write(Path, stream =>
                {
                    using StreamWriter writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
                    table.WriteCsv(writer);
                });
            }
        });
    }

    /// <summary>Axes of an array of examples.</summary>
    public static IReadOnlyList<int> Axes(Shape example, params ReadOnlySpan<int> leading) => [.. leading, .. example.Span];
}
