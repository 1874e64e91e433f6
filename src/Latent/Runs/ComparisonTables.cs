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

    /// <summary>The settings in which the models differ.</summary>
    public static ReportTable Settings(ModelComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ReportTable table = new(["setting", .. comparison.Models.Select((_, i) => comparison.LabelOf(i))]);
        foreach (ConfigurationDifference setting in comparison.Settings)
            table = table.Row([setting.Path, .. setting.Values.Select(static value => (Cell)(value?.Trim('"') ?? "—"))]);
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
