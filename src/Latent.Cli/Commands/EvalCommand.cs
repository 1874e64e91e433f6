using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Latent.Cli.Models;
using Latent.Cli.Terminal;
using Latent.Configuration;
using Latent.Evaluation;
using Latent.Files;
using Latent.Runs;
using Latent.Tensors;

namespace Latent.Cli.Commands;

/// <summary><c>latent eval</c>: what a model is worth, on its own test data or on others.</summary>
internal static class EvalCommand
{
    private static readonly Option<int?> Samples = Options.MaybeWhole("--samples",
        "Samples of the bound per example (default: as configured, 1)", 1, 1_000_000);
    private static readonly Option<int?> NllSamples = Options.MaybeWhole("--nll-samples",
        "Importance samples of log p(x) per example; publications take 5000 (default: as configured, 100)", 1, 1_000_000);
    private static readonly Option<int?> Examples = Options.MaybeWhole("--examples",
        "Use n examples, chosen at random by a fixed key, for the bound and for log p(x); 0 for all (default: as configured, all and 1000)", 0, int.MaxValue);
    private static readonly Option<int> Rows = Options.Whole("--rows",
        "Rows through the model at once: memory and speed, never results; 0 chooses", 0, 0, 1_000_000);
    private static readonly Option<string[]?> Parts = Options.SomeOf("--parts", "What to evaluate, separated by commas (default: all)", PartNames());
    private static readonly Option<string?> Out = Options.Text("--out", "Write the evaluation there as JSON (default for a run: its evaluation.json)", "file");
    private static readonly Option<bool> Force = new("--force") { Description = "Replace the file if it exists and says something else" };

    public static Command Make(Interruption interruption)
    {
        Command command = new("eval", "Evaluate a trained model: bound, log p(x), latent variables, continuity, completeness, sample quality, disentanglement.");
        ModelSelection.AddTo(command);
        DataSelection.AddTo(command);
        foreach (Option option in new Option[] { Samples, NllSamples, Examples, Rows, Parts, Out, Force }) command.Add(option);
        command.SetAction(parsed => Run(parsed, CommonOptions.Terminal(parsed), interruption));
        return command;
    }

    private static int Run(ParseResult parsed, CommandTerminal terminal, Interruption interruption)
    {
        SelectedModel model = ModelSelection.Open(parsed);
        string? file = parsed.GetValue(Out);
        if (file is not null) OutputFile.ThrowIfThere(file, parsed.GetValue(Force));
        (EvaluationOptions options, bool isUsual) = Read(parsed, model);
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
                Rows = parsed.GetValue(Rows),
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

    // What the model's configuration says, and what the command line says otherwise.
    private static (EvaluationOptions Options, bool IsUsual) Read(ParseResult parsed, SelectedModel model)
    {
        EvaluationOptions options = model.File.Configuration.Length == 0
            ? new EvaluationOptions()
            : ConfigurationReader.Read(ConfigurationLayer.FromJson(model.Path, model.File.Configuration)).Config.Evaluation;
        bool isUsual = true;
        if (Given(Samples) is { } samples) options = options with { Bound = options.Bound with { Samples = samples } };
        if (Given(NllSamples) is { } importance) options = options with { Likelihood = options.Likelihood with { Samples = importance } };
        if (Given(Examples) is { } examples)
            options = options with { Bound = options.Bound with { Examples = examples }, Likelihood = options.Likelihood with { Examples = examples } };
        if (parsed.GetValue(Parts) is { Length: > 0 } parts)
        {
            options = options with { Parts = [.. parts.Select(static part => Enum.GetValues<EvaluationPart>()[Array.IndexOf(PartNames(), part)])] };
            isUsual = false;
        }

        return (options, isUsual);

        int? Given(Option<int?> option)
        {
            int? given = parsed.GetValue(option);
            isUsual &= given is null;
            return given;
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
            text.Append(CultureInfo.InvariantCulture, $"not evaluated: {PartNames()[(int)missing.Part]}: {missing.Reason}\n");
        if (report.Findings.Count > 0) text.Append('\n');
        foreach (Finding finding in report.Findings)
        {
            text.Append(CultureInfo.InvariantCulture, $"{finding.Severity.ToString().ToLowerInvariant()}: {finding.Text}\n");
            if (finding.Advice.Length > 0) text.Append(CultureInfo.InvariantCulture, $"  {finding.Advice}\n");
        }

        if (file is not null) text.Append(CultureInfo.InvariantCulture, $"\nwritten  {file}\n");
        return text.ToString();
    }

    private static string[] PartNames() => [.. Enum.GetNames<EvaluationPart>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName)];
}

/// <summary>The result of <c>latent eval --json</c>; the evaluation is what evaluation.json holds.</summary>
internal sealed record EvalResult(int SchemaVersion, string Model, string Data, string? File, JsonElement Evaluation);
