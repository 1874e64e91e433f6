using System.Globalization;
using Latent.Checkpoints;
using Latent.Evaluation;
using Latent.Reporting;

namespace Latent.Runs;

/// <summary>A comparison as tables.</summary>
public static class ComparisonTables
{
    /// <summary>What the stars of <see cref="Figures"/> mean.</summary>
    public const string Legend = "± is a standard error over examples. Below a figure stand the differences from A; paired, their errors are of the "
        + "differences of the single examples, which all models were given with the same noise. A star marks the best where it is more than three "
        + "standard errors from every "
        + "other; where no error is known, none is marked.";

    /// <summary>The models: what they are, how large, and what their training took.</summary>
    public static ReportTable Models(ModelComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ReportTable table = new("", "run", "objective", "parameters", "steps", "training time", "trained on");
        for (int i = 0; i < comparison.Models.Count; i++)
        {
            ComparedModel model = comparison.Models[i];
            ModelCard card = model.File.Card;
            table = table.Row(ModelComparison.LetterOf(i), model.Name, ModelComparison.ObjectiveOf(model) ?? "?", model.Parameters, card.Steps,
                model.TrainingSeconds is { } seconds ? Duration(seconds) : "?", $"{card.Data}, {ReportText.Number(card.TrainExamples)} examples");
        }

        return table;
    }

    /// <summary>Figures of all models side by side; below one that has errors, how far each model is from the first.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="which">Which of its figures.</param>
    public static ReportTable Figures(ModelComparison comparison, Func<ComparedFigure, bool> which)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(which);
        ReportTable table = new(["figure", .. comparison.Models.Select((_, i) => comparison.LabelOf(i))]);
        foreach (ComparedFigure figure in comparison.Figures.Where(which))
        {
            IEnumerable<Cell> values = figure.Values.Select((value, i) => value is null ? default : value.Value with { IsMarked = figure.Best == i });
            table = table.Row([Short(figure), .. values]);
            if (figure.Differences.Any(static d => d?.StandardError is not null))
            {
                string name = figure.Differences.Any(static d => d is { IsPaired: true }) ? "less A, paired" : "less A";
                IEnumerable<Cell> differences = figure.Differences.Select(static d => d?.StandardError is { } error ? Cell.Estimate(d.Value, error) : default);
                table = table.Row([name, .. differences]);
            }
        }

        return table;
    }

    /// <summary>What <see cref="Seeds"/> shows, in words.</summary>
    public const string SeedLegend = "Models that differ in their seed alone stand together: the mean over seeds ± its standard error, and below it how far "
        + "that is from the first, with a 95 % interval (Welch). A star marks the best where no interval of a difference from another has 0 in it. UDR is "
        + "how far the models of one kind agree on the elements of their codes (1: all the same), of which nothing is known that could give an error.";

    /// <summary>Figures over the seeds of each configuration; empty where no two models are of one.</summary>
    /// <param name="comparison">The comparison.</param>
    public static ReportTable Seeds(ModelComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ReportTable table = new(["figure", .. comparison.Groups.Select(static group => string.Create(CultureInfo.InvariantCulture,
            $"{group.Letters} {group.Name}, {group.Models.Count} {(group.Models.Count == 1 ? "seed" : "seeds")}"))]);
        foreach (SeedFigure figure in comparison.SeedFigures)
        {
            IEnumerable<Cell> values = figure.Values.Select((value, i) => (value is null ? default
                : value.StandardError is { } error ? Cell.Estimate(value.Value, error) : Cell.Of(value.Value)) with
            { IsMarked = figure.Best == i });
            table = table.Row([figure.Unit.Length == 0 ? figure.Name : $"{figure.Name}, {figure.Unit}", .. values]);
            if (figure.Differences.Any(static d => d is not null))
                table = table.Row([$"less {comparison.Groups[0].Letters}", .. figure.Differences.Select(static d => d is null ? default : (Cell)Interval(d))]);
        }

        return table;
    }

    private static string Interval(SeedDifference difference)
    {
        int decimals = difference.HalfWidth > 0 ? Math.Clamp(1 - (int)Math.Floor(Math.Log10(difference.HalfWidth)), 0, 12) : 4;
        string format = $"F{decimals.ToString(CultureInfo.InvariantCulture)}";
        return string.Create(CultureInfo.InvariantCulture,
            $"{(difference.Value > 0 ? "+" : "")}{difference.Value.ToString(format, CultureInfo.InvariantCulture)} ({Of(-1)} to {Of(1)})");
        string Of(int sign) => (difference.Value + (sign * difference.HalfWidth)).ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>The settings in which the models differ; of several seeds of one configuration once, and not the seed.</summary>
    public static ReportTable Settings(ModelComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        bool isGrouped = comparison.Groups.Count > 0;
        IReadOnlyList<(string Label, int Model)> columns = isGrouped
            ? [.. comparison.Groups.Select(static group => ($"{group.Letters} {group.Name}", group.Models[0]))]
            : [.. comparison.Models.Select((_, i) => (comparison.LabelOf(i), i))];
        ReportTable table = new(["setting", .. columns.Select(static column => column.Label)]);
        foreach (ConfigurationDifference setting in comparison.Settings)
        {
            if (isGrouped && string.Equals(setting.Path, "seed", StringComparison.Ordinal)) continue;
            table = table.Row([setting.Path, .. columns.Select(column => (Cell)(setting.Values[column.Model]?.Trim('"') ?? "—"))]);
        }

        return table;
    }

    /// <summary>What a part of an evaluation is called.</summary>
    public static string Words(EvaluationPart part) => part switch
    {
        EvaluationPart.Bound => "Bound",
        EvaluationPart.Likelihood => "log p(x)",
        EvaluationPart.Latents => "Latent variables",
        EvaluationPart.Continuity => "Continuity",
        EvaluationPart.Completeness => "Completeness",
        EvaluationPart.SampleQuality => "Samples",
        _ => part.ToString(),
    };

    // A table of a part says which part it is.
    private static string Short(ComparedFigure figure)
    {
        int colon = figure.Name.IndexOf(": ", StringComparison.Ordinal);
        string name = colon < 0 ? figure.Name : figure.Name[(colon + 2)..];
        return figure.Unit.Length == 0 ? name : $"{name}, {figure.Unit}";
    }

    private static string Duration(double seconds) => seconds switch
    {
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds:F1} s"),
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:F1} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:F1} h"),
    };
}
