using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Latent.Cli.Models;
using Latent.Cli.Terminal;
using Latent.Evaluation;
using Latent.Reporting;
using Latent.Runs;
using Latent.Tensors;

namespace Latent.Cli.Commands;

/// <summary><c>latent compare</c>: several models side by side, on the same data.</summary>
internal static partial class CompareCommand
{
    private const string DefaultOut = "comparison", Page = ".html";

    private static readonly Argument<string[]> Models = new("runs")
    {
        Description = "Two or more run folders, names of runs (the newest of a name) or model files; differences are from the first",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Data = Options.Text("--data",
        "Judge all of them by these data, a name of latent data list, a file or a folder (default: their own test data)", "data");
    private static readonly Option<string?> Out = Options.Text("--out",
        "The folder of the report, or the file of the page alone if it ends with .html (default: comparison)", "path");
    private static readonly Option<bool> Force = new("--force") { Description = "Replace the report if there is one" };
    private static readonly Option<bool> Reuse = new("--reuse")
    {
        Description = "Take a run's own evaluation.json if it was made with the same options; differences from it are not paired",
    };

    public static Command Make(Interruption interruption)
    {
        Command command = new("compare", "Put models side by side: figures with the errors of their differences, curves, pictures, latent maps.")
        {
            Models, ModelSelection.Runs, CommonOptions.Threads, Data,
        };
        DataSelection.AddPlaceTo(command);
        EvaluationSelection.AddTo(command);
        foreach (Option option in new Option[] { Reuse, Out, Force }) command.Add(option);
        command.SetAction(parsed => Run(parsed, CommonOptions.Terminal(parsed), interruption));
        return command;
    }

    private static int Run(ParseResult parsed, CommandTerminal terminal, Interruption interruption)
    {
        string[] names = parsed.GetValue(Models) ?? [];
        if (names.Length < 2) throw new CommandException(ExitCode.Usage, $"a comparison needs two runs at least; there is only '{string.Join(' ', names)}'.");
        string output = parsed.GetValue(Out) ?? DefaultOut;
        bool isPage = output.EndsWith(Page, StringComparison.OrdinalIgnoreCase);
        string page = isPage ? output : Path.Combine(output, HtmlReport.FileName);
        OutputFile.ThrowIfThere(page, parsed.GetValue(Force));
        Device device = Engine.Open(parsed.GetValue(CommonOptions.Threads));
        string runs = ModelSelection.RunsOf(parsed);
        SelectedModel[] selected = [.. names.Select(name => ModelSelection.Open(Named(name, runs), runs, device))];
        (EvaluationOptions options, _) = EvaluationSelection.Read(parsed, selected[0]);
        ComparedModel[] models = Open(parsed, selected);
        terminal.Say(string.Create(CultureInfo.InvariantCulture,
            $"comparing {models.Length} models on {models[0].Raw.Name}: {models[0].Raw.Count:N0} examples ({EvaluationTables.Words(models[0].Part)})"));
        interruption.AllowFinishing(terminal.RestoreCursor);
        ModelComparison comparison = WorkDisplay.Run(terminal, "evaluating", progress => Engine.Fitting(() => ModelComparison.Run(
            models, options, new EvaluationContext(RandomKey.FromSeed(0).Split("evaluation"))
            {
                Device = device,
                Rows = EvaluationSelection.RowsOf(parsed),
                Progress = progress,
                Cancellation = interruption.Token,
            })));
        HtmlReport report = ComparisonReport.Of(comparison, $"latent {MachineReport.Version}, {device.Name}", device, interruption.Token);
        Output.Write(() =>
        {
            if (isPage) report.Write(page);
            else _ = report.WriteFolder(output);
        });
        terminal.Result(CompareResult.Of(comparison, page), CliJson.Default.CompareResult, () => Words(comparison, page));
        return ExitCode.Ok;
    }

    private static ComparedModel[] Open(ParseResult parsed, SelectedModel[] selected)
    {
        string? data = parsed.GetValue(Data);
        string[] names = Short(selected);
        OpenedData opened = new();
        List<ComparedModel> models = [];
        SelectedData? first = null;
        for (int i = 0; i < selected.Length; i++)
        {
            SelectedModel model = selected[i];
            SelectedData own = DataSelection.Open(parsed, data, model, opened);
            first ??= own;
            List<string> notes = [];
            if (!own.IsOwn && DataSelection.DifferenceFromOwn(model, own.Splits) is { } difference)
                notes.Add($"these are not the data, in their parts, that it was trained with: {difference}.");
            if (model.File.Card.Notes.Length > 0) notes.Add(model.File.Card.Notes);
            ComparedModel compared = new(names[i], model.File, own.Raw)
            {
                Path = model.Path,
                RawTrain = own.IsOwn ? own.Splits.Train : null,
                Part = own.Part,
                Notes = notes,
            };
            bool reuse = parsed.GetValue(Reuse) && own.IsOwn;
            models.Add(model.Run is { } run ? compared.In(run, reuse) : compared);
        }

        return [.. models];
    }

    // Names without the time they begin with, where these tell the models apart.
    private static string[] Short(SelectedModel[] models)
    {
        string[] whole = [.. models.Select(static model => model.Run is { } run
            ? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(run.Path))) : Path.GetFileNameWithoutExtension(model.Path))];
        string[] names = [.. whole.Select(static name => Stamp().Match(name) is { Success: true } match ? match.Groups["name"].Value : name)];
        // Several seeds of one name go by name and seed.
        string[] seeds = [.. names.Select((name, i) => names.Count(other => string.Equals(other, name, StringComparison.Ordinal)) == 1 ? name
            : SeedOf(models[i]) is { } seed ? $"{name}-{seed}" : whole[i])];
        return new[] { names, seeds, whole }.FirstOrDefault(some => some.Distinct(StringComparer.Ordinal).Count() == some.Length)
            ?? [.. models.Select(static model => model.Path)];
    }

    private static string? SeedOf(SelectedModel model) =>
        model.File.Configuration.Length > 0 && JsonNode.Parse(model.File.Configuration) is JsonObject settings ? settings["seed"]?.ToString() : null;

    // The name that a run was given stands for the newest of that name.
    private static string Named(string name, string runs)
    {
        if (File.Exists(name) || Directory.Exists(name) || Directory.Exists(Path.Combine(runs, name))) return name;
        RunFolder? newest = RunFolder.List(runs).LastOrDefault(run =>
            Stamp().Match(Path.GetFileName(run.Path)) is { Success: true } match && string.Equals(match.Groups["name"].Value, name, StringComparison.Ordinal));
        return newest?.Path ?? name;
    }

    private static string Words(ModelComparison comparison, string page)
    {
        StringBuilder text = new();
        text.Append(TextTable.Of(ComparisonTables.Models(comparison))).Append('\n');
        ReportTable settings = ComparisonTables.Settings(comparison);
        if (settings.Rows.Any()) text.Append(TextTable.Of(settings)).Append('\n');
        // Of many seeds one wants their means; the report has every model's figures too.
        if (comparison.Groups.Count > 0) text.Append(TextTable.Of(ComparisonTables.Seeds(comparison))).Append('\n');
        IEnumerable<IGrouping<EvaluationPart, ComparedFigure>> parts = comparison.Groups.Count > 0 ? []
            : comparison.Figures.GroupBy(static figure => figure.Part);
        foreach (IGrouping<EvaluationPart, ComparedFigure> part in parts)
        {
            text.Append(CultureInfo.InvariantCulture, $"{ComparisonTables.Words(part.Key)}\n");
            text.Append(TextTable.Of(ComparisonTables.Figures(comparison, figure => figure.Part == part.Key))).Append('\n');
        }

        text.Append(comparison.Groups.Count > 0
            ? "± is the standard error over seeds; below it how far it is from the first, with its 95 % interval\n"
                + "* the best, where the interval of its difference from every other has no 0 in it\n"
            : "* the best, where it is more than three standard errors from every other\n");
        foreach ((int model, string what, string why) in comparison.Missing)
            text.Append(CultureInfo.InvariantCulture, $"{ModelComparison.LetterOf(model)} has no {what}: {why}\n");
        foreach (string note in comparison.Notes) text.Append(CultureInfo.InvariantCulture, $"note: {note}\n");
        return text.Append(CultureInfo.InvariantCulture, $"\nwritten  {page}\n").ToString();
    }

    [GeneratedRegex(@"^\d{8}-\d{6}-(?<name>.+)-\d+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Stamp();
}
