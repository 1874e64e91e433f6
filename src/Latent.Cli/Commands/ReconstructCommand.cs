using System.CommandLine;
using System.Globalization;
using Latent.Cli.Models;
using Latent.Cli.Terminal;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Cli.Commands;

/// <summary><c>latent reconstruct</c>: examples beside what the model makes of their codes.</summary>
internal static class ReconstructCommand
{
    private static readonly Option<int> Count = Options.Whole("--count", "How many examples, from the first", 48, 1, 16_384);
    private static readonly Option<int[]?> Examples = Options.Numbers("--examples", "Which examples, from 0, in place of the first ones");

    public static Command Make()
    {
        Command command = new("reconstruct", "Encode test examples, decode them again, and put both side by side.");
        ModelSelection.AddTo(command);
        DataSelection.AddTo(command);
        command.Add(Count);
        command.Add(Examples);
        OutputFile.AddTo(command);
        command.SetAction(static parsed => Run(parsed, CommonOptions.Terminal(parsed)));
        return command;
    }

    private static int Run(ParseResult parsed, CommandTerminal terminal)
    {
        SelectedModel model = ModelSelection.Open(parsed);
        ModelView view = new(model, RandomKey.FromSeed(0).Split("report"));
        OutputFile output = OutputFile.Choose(parsed, model.Folder, "reconstruct", view.IsImage, view.IsImage ? OutputFormat.Png : OutputFormat.Csv);
        SelectedData data = DataSelection.Open(parsed, model);
        int[] rows = parsed.GetValue(Examples) is { Length: > 0 } asked
            ? ExampleNumbers.Check(asked, data.Seen, "--examples")
            : [.. Enumerable.Range(0, Math.Min(parsed.GetValue(Count), data.Seen.Count))];
        output.Write(
            () => view.PicturesLike(data).Reconstructions(data.Seen, rows, data.ShownAs),
            () => Table(view, data, rows));
        if (output.IsStandardOutput) return ExitCode.Ok;
        terminal.Result(new ReconstructResult(1, model.Path, data.Seen.Name, output.Path, rows), CliJson.Default.ReconstructResult,
            ("model", model.Path),
            ("data", data.Seen.Name),
            ("written", output.Path),
            ("examples", string.Create(CultureInfo.InvariantCulture, $"{rows.Length}, each above what the model makes of it")));
        return ExitCode.Ok;
    }

    // The original in the data's units, then the model's.
    private static NumberTable Table(ModelView view, SelectedData data, int[] rows)
    {
        Engine.CheckSize("the table", 2L * rows.Length, view.Shape.Count);
        float[] made = Made(view, data, rows, out float[] seen);
        int width = made.Length / rows.Length;
        float[] values = new float[2 * rows.Length * width];
        for (int i = 0; i < rows.Length; i++)
        {
            seen.AsSpan(i * width, width).CopyTo(values.AsSpan(2 * i * width));
            made.AsSpan(i * width, width).CopyTo(values.AsSpan(((2 * i) + 1) * width));
        }

        Shape shape = view.Made.IsSequence ? view.Shape.With(0, width / view.Shape.Without(0).Count) : view.Shape;
        return new NumberTable(["example", "of"], view.NamesOf(width),
            row => [rows[row / 2].ToString(CultureInfo.InvariantCulture), row % 2 == 0 ? "data" : "model"], values,
            OutputFile.Axes(shape, rows.Length, 2));
    }

    // What the model makes, and what it was shown, both restored. Sequences one at a time: each has its own length, and zeros after it.
    private static float[] Made(ModelView view, SelectedData data, int[] rows, out float[] seen)
    {
        IDataset shown = data.ShownAs ?? data.Seen;
        if (!view.Made.IsSequence)
        {
            seen = Originals(shown, rows);
            return view.Numbers.ReconstructImages(data.Seen, rows);
        }

        float[][] originals = [.. rows.Select(row => Originals(shown, [row]))];
        int width = originals.Max(static original => original.Length);
        float[] made = new float[rows.Length * width];
        seen = new float[rows.Length * width];
        for (int i = 0; i < rows.Length; i++)
        {
            originals[i].CopyTo(seen, i * width);
            view.NumbersOf(originals[i].Length).ReconstructImages(data.Seen, [rows[i]]).CopyTo(made, i * width);
        }

        return made;

        float[] Originals(IDataset from, int[] which)
        {
            using Pass pass = Pass.Evaluation();
            Tensor values = from.Get(which, pass, RandomKey.FromSeed(0).Split("report").Split("data"))["x"];
            return [.. (ReferenceEquals(from, data.Seen) ? view.Restore(values) : values).ToDoubles().Select(static value => (float)value)];
        }
    }
}

/// <summary>The result of <c>latent reconstruct --json</c>.</summary>
internal sealed record ReconstructResult(int SchemaVersion, string Model, string Data, string File, int[] Examples);
