using System.CommandLine;
using System.Text.Json;
using Latent.Configuration;
using Latent.Evaluation;

namespace Latent.Cli.Models;

/// <summary>How commands are told what to evaluate, and how thoroughly: as a model's configuration says, and otherwise as the command line does.</summary>
internal static class EvaluationSelection
{
    private static readonly Option<int?> Samples = Options.MaybeWhole("--samples",
        "Samples of the bound per example (default: as configured, 1)", 1, 1_000_000);
    private static readonly Option<int?> NllSamples = Options.MaybeWhole("--nll-samples",
        "Importance samples of log p(x) per example; publications take 5000 (default: as configured, 100)", 1, 1_000_000);
    private static readonly Option<int?> Examples = Options.MaybeWhole("--examples",
        "Use n examples, chosen at random by a fixed key, for the bound and for log p(x); 0 for all (default: as configured, all and 1000)", 0, int.MaxValue);
    private static readonly Option<int?> ProbeExamples = Options.MaybeWhole("--probe-examples",
        "Fit the probe of the codes to n training examples; 0 for all (default: as configured, 5000)", 0, int.MaxValue);
    private static readonly Option<int> Rows = Options.Whole("--rows",
        "Rows through the model at once: memory and speed, never results; 0 chooses", 0, 0, 1_000_000);
    private static readonly Option<string[]?> Parts = Options.SomeOf("--parts", "What to evaluate, separated by commas (default: all)", PartNames());
    private static readonly Option<string?> Attribute = Options.Text("--attribute",
        "Judge by classifiers trained on the spot what codes tell of this column of classes (default: as configured, none)", "column");

    public static void AddTo(Command command)
    {
        foreach (Option option in new Option[] { Samples, NllSamples, Examples, ProbeExamples, Rows, Parts, Attribute }) command.Add(option);
    }

    /// <summary>How many rows run through the model at once; 0 chooses.</summary>
    public static int RowsOf(ParseResult parsed) => parsed.GetValue(Rows);

    /// <summary>What the model's configuration says, and what the command line says otherwise.</summary>
    /// <returns>The options, and whether they are those of the configuration.</returns>
    public static (EvaluationOptions Options, bool IsUsual) Read(ParseResult parsed, SelectedModel model)
    {
        EvaluationOptions options = model.File.Configuration.Length == 0
            ? new EvaluationOptions()
            : ConfigurationReader.Read(ConfigurationLayer.FromJson(model.Path, model.File.Configuration)).Config.Evaluation;
        bool isUsual = true;
        if (Given(Samples) is { } samples) options = options with { Bound = options.Bound with { Samples = samples } };
        if (Given(NllSamples) is { } importance) options = options with { Likelihood = options.Likelihood with { Samples = importance } };
        if (Given(Examples) is { } examples)
            options = options with { Bound = options.Bound with { Examples = examples }, Likelihood = options.Likelihood with { Examples = examples } };
        if (Given(ProbeExamples) is { } probed) options = options with { Probe = options.Probe with { TrainingExamples = probed } };
        if (parsed.GetValue(Parts) is { Length: > 0 } parts)
        {
            options = options with { Parts = [.. parts.Select(static part => Enum.GetValues<EvaluationPart>()[Array.IndexOf(PartNames(), part)])] };
            isUsual = false;
        }

        if (parsed.GetValue(Attribute) is { } attribute)
        {
            options = options with { Leakage = options.Leakage with { Attribute = attribute } };
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

    /// <summary>The parts as the command line names them, in the order of the enumeration.</summary>
    public static string[] PartNames() => [.. Enum.GetNames<EvaluationPart>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName)];
}
