using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Latent.Cli.Models;
using Latent.Cli.Terminal;
using Latent.Evaluation;
using Latent.Files;
using Latent.Runs;
using Latent.Tensors;

namespace Latent.Cli.Commands;

/// <summary><c>latent eval</c>: what a model is worth, on its own test data or on others.</summary>
internal static class EvalCommand
{
    private static readonly Option<string?> Out = Options.Text("--out", "Write the evaluation there as JSON (default for a run: its evaluation.json)", "file");
    private static readonly Option<bool> Force = new("--force") { Description = "Replace the file if it exists and says something else" };

    public static Command Make(Interruption interruption)
    {
        Command command = new("eval", "Evaluate a trained model: bound, log p(x), latent variables, continuity, completeness, samples, disentanglement.");
        ModelSelection.AddTo(command);
        DataSelection.AddTo(command);
        EvaluationSelection.AddTo(command);
        command.Add(Out);
        command.Add(Force);
        command.SetAction(parsed => Run(parsed, CommonOptions.Terminal(parsed), interruption));
        return command;
    }

    private static int Run(ParseResult parsed, CommandTerminal terminal, Interruption interruption)
    {
        SelectedModel model = ModelSelection.Open(parsed);
        string? file = parsed.GetValue(Out);
        if (file is not null) OutputFile.ThrowIfThere(file, parsed.GetValue(Force));
        (EvaluationOptions options, bool isUsual) = EvaluationSelection.Read(parsed, model);
        SelectedData data = DataSelection.Open(parsed, model);
        if (!data.IsOwn && DataSelection.DifferenceFromOwn(model, data.Splits) is { } difference)
            terminal.Say($"warning: these are not the data, in their parts, that the model was trained with: {difference}.");
        if (model.File.Card is { Steps: 0, Notes: { Length: > 0 } notes }) terminal.Say($"warning: {notes}");
        terminal.Say(string.Create(CultureInfo.InvariantCulture, $"evaluating {model.Path} on {data.Seen.Name}: {data.Seen.Count:N0} examples"));
        interruption.AllowFinishing(terminal.RestoreCursor);
        EvaluationReport report = WorkDisplay.Run(terminal, "evaluating", progress => ModelEvaluation.Run(
            model.File.Model, data.Seen, data.Train, options, new EvaluationContext(RandomKey.FromSeed(0).Split("evaluation"))
            {
                Device = model.Device,
                Rows = EvaluationSelection.RowsOf(parsed),
                Progress = progress,
                Cancellation = interruption.Token,
            })).On(data.Part);
        string text = report.ToJson();
        // The run's own evaluation is what train leaves there: nothing else is written under its name.
        if (file is null && model.Run is not null && isUsual && DataSelection.IsDefault(parsed)) file = Keep(model.Run, text, parsed.GetValue(Force), terminal);
        else if (file is not null) Output.Write(() => AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(text))));
        terminal.Result(new EvalResult(1, model.Path, data.Seen.Name, file, JsonDocument.Parse(text).RootElement),
            CliJson.Default.EvalResult, () => Words(report, model, data, file));
        return ExitCode.Ok;
    }

    private static string? Keep(RunFolder run, string text, bool mayReplace, CommandTerminal terminal)
    {
        string path = run.File(RunFolder.EvaluationFile);
        bool isThere = File.Exists(path);
        if (isThere && Same(File.ReadAllText(path), text)) return path;
        if (isThere && !mayReplace)
        {
            terminal.Say($"{path} says something else and is left as it is; --force replaces it.");
            return null;
        }

        Output.Write(() => run.Write(RunFolder.EvaluationFile, text));
        return path;
    }

    private static bool Same(string one, string other)
    {
        try
        {
            return JsonNode.DeepEquals(JsonNode.Parse(one), JsonNode.Parse(other));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Words(EvaluationReport report, SelectedModel model, SelectedData data, string? file)
    {
        StringBuilder text = new();
        string examples = string.Create(
            CultureInfo.InvariantCulture, $"{data.Seen.Name}, {data.Seen.Count:N0} examples ({EvaluationTables.Words(report.Part)})");
        text.Append(CommandTerminal.Align([("model", model.Path), ("data", examples)])).Append('\n');
        text.Append(TextTable.Of(EvaluationTables.Summary(report)));
        foreach (MissingPart missing in report.NotDefined)
            text.Append(CultureInfo.InvariantCulture, $"not evaluated: {EvaluationSelection.PartNames()[(int)missing.Part]}: {missing.Reason}\n");
        if (report.Findings.Count > 0) text.Append('\n');
        foreach (Finding finding in report.Findings)
        {
            text.Append(CultureInfo.InvariantCulture, $"{finding.Severity.ToString().ToLowerInvariant()}: {finding.Text}\n");
            if (finding.Advice.Length > 0) text.Append(CultureInfo.InvariantCulture, $"  {finding.Advice}\n");
        }

        if (file is not null) text.Append(CultureInfo.InvariantCulture, $"\nwritten  {file}\n");
        return text.ToString();
    }
}

/// <summary>The result of <c>latent eval --json</c>; the evaluation is what evaluation.json holds.</summary>
internal sealed record EvalResult(int SchemaVersion, string Model, string Data, string? File, JsonElement Evaluation);
