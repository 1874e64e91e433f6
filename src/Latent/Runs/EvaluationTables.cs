using System.Globalization;
using System.Text.Json;
using Latent.Evaluation;
using Latent.Reporting;

namespace Latent.Runs;

/// <summary>An evaluation as tables: a number, its error, its unit and what it says.</summary>
public static class EvaluationTables
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>All figures of an evaluation, a row each.</summary>
    public static ReportTable Summary(EvaluationReport evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        ReportTable table = new("figure", "value", "unit", "of");
        if (evaluation.Bound is { } bound)
        {
            table = Add(table, "evidence lower bound", bound.Elbo, "nats per example",
                $"{bound.Data}, {Examples(bound.Examples, bound.Available)}, {bound.Samples} samples");
            foreach (SiteEstimate site in bound.Sites)
                table = Add(table, site.Kind == Objectives.TermKind.Kl
                    ? $"KL of {site.Site}" : $"log p({site.Site} | ...)", site.Value, "nats per example", "");
            if (bound.Bits is { } bits) table = Add(table, "bits per dimension, bound", bits.Value, "bits", Words(bits.Kind));
        }

        if (evaluation.TrainingBound is { } training)
            table = Add(table, "evidence lower bound in training", training.Elbo, "nats per example",
                $"{training.Data}, {Examples(training.Examples, training.Available)}");
        if (evaluation.Likelihood is { } likelihood)
        {
            table = Add(table, $"log p({Observed(evaluation)})", likelihood.LogLikelihood, "nats per example",
                $"{likelihood.Data}, {Examples(likelihood.Examples, likelihood.Available)}, {likelihood.Samples} importance samples");
            if (likelihood.MonteCarloError is { } error) table = table.Row("its error by the draws", error, "nats", "");
            table = table.Row("effective sample size, mean", likelihood.EffectiveSampleSizes.Mean, "samples",
                string.Create(Culture, $"least {likelihood.EffectiveSampleSizes.Minimum:F1} (example {likelihood.EffectiveSampleSizes.MinimumExample})"));
            if (likelihood.Bits is { } bits) table = Add(table, "bits per dimension", bits.Value, "bits", Words(bits.Kind));
        }

        foreach (SiteStatistics site in evaluation.Latents?.Sites ?? [])
        {
            if (site.ActiveUnits is { } active) table = table.Row($"active units of {site.Site}",
                active, "", $"of {site.Elements.Count}; the mean of q varies more than 0.01");
            if (site.Aggregate is not { } aggregate) continue;
            table = Add(table, $"I(x; {site.Site}), at least", aggregate.MutualInformation.Lower, "nats", $"{aggregate.Examples} posteriors");
            table = Add(table, $"KL(q({site.Site}) ‖ p({site.Site})), at most",
                aggregate.MarginalKl.Upper, "nats", "the aggregated posterior against the prior");
        }

        if (evaluation.Continuity is { } continuity)
        {
            table = table.Row("continuity: decoded change per latent change", continuity.Slope.Median, "",
                string.Create(Culture, $"median; worst {continuity.Slope.Maximum:F2} (example {continuity.Steepest.From} to {continuity.Steepest.To})"));
            table = table.Row("continuity: worst jump score", continuity.Jumpiest.Jump, "", "0 smooth, 1 a jump");
            table = table.Row("continuity: detour of decoded paths", continuity.Detour.Median, "", "median; 1 is straight");
        }

        return Classification(Completeness(table, evaluation), evaluation);
    }

    /// <summary>Adds all there is to a section.</summary>
    internal static void AddTo(ReportSection section, EvaluationReport evaluation)
    {
        section.Table("evaluation", Summary(evaluation), "Errors are standard errors over examples.");
        foreach (SiteStatistics site in evaluation.Latents?.Sites ?? [])
        {
            if (site.Elements.Count == 0) continue;
            ReportTable table = new("dimension", "KL, nats", "variance of q's mean", "mean of q's variance", "active");
            foreach (ElementStatistics element in site.Elements)
            {
                table = table.Row(element.Element, element.Kl is { } kl ? Cell.Estimate(kl.Value, kl.StandardError) : "", element.MeanVariance,
                    element.PosteriorVariance is { } variance ? variance : "", element.IsActive ? "yes" : "no");
            }

            section.Table($"dimensions-{site.Site}", table, $"The dimensions of {site.Site}.");
        }

        if (evaluation.Classification is { } classification)
        {
            ReportTable table = new("class", "examples", "recall", "said", "precision", "log q(y | x), nats", "mistaken for");
            foreach (ClassFigures figures in classification.Classes)
            {
                table = table.Row(figures.Name, figures.Examples, CellOf(figures.Recall), figures.Said, CellOf(figures.Precision), CellOf(figures.LogProb),
                    figures.MistakenFor ?? "");
            }

            section.Table("classes", table, $"The classes of {classification.Label} by the model's q(y | x), on {classification.Data}.");
        }

        foreach (MissingPart missing in evaluation.NotDefined)
            section.Remark(RemarkKind.Note, $"{JsonNamingPolicy.KebabCaseLower.ConvertName(missing.Part.ToString())}: {missing.Reason}");
    }

    /// <summary>A part of the data in words: "test data".</summary>
    /// <param name="part">Null for data that are no part of a model's own.</param>
    public static string Words(DataPart? part) => part switch
    {
        DataPart.Test => "test data",
        DataPart.Validation => "validation data",
        DataPart.Train => "training data",
        _ => "other data",
    };

    /// <summary>How many examples a figure is of, and whether they are all.</summary>
    public static string Examples(int count, int available) =>
        available > count ? $"{count} of {available} examples at random" : $"{count} examples";

    // What is observed at one model's sites: x, and the class where it is known.
    private static string Observed(EvaluationReport evaluation)
    {
        string[] observed = [.. (evaluation.Bound?.Sites ?? []).Where(static s => s.Kind == Objectives.TermKind.LogLikelihood).Select(static s => s.Site)
            .Order(StringComparer.Ordinal)];
        return observed.Length < 2 ? "x" : string.Join(", ", observed);
    }

    private static Cell CellOf(Estimate? estimate) => estimate is null ? "" : Cell.Estimate(estimate.Value, estimate.StandardError);

    private static ReportTable Classification(ReportTable table, EvaluationReport evaluation)
    {
        if (evaluation.Classification is not { } classification) return table;
        string of = $"{classification.Data}, {Examples(classification.Examples, classification.Available - classification.Unknown)}"
            + (classification.Unknown > 0 ? string.Create(Culture, $"; {classification.Unknown} without a label are not counted") : "");
        table = Add(table, $"accuracy of q({classification.Label} | ...)", classification.Accuracy, "", of);
        table = Add(table, $"error of q({classification.Label} | ...)", classification.Error, "", "");
        return Add(table, $"log q({classification.Label} | ...) of the right class", classification.LogProb, "nats per example", "");
    }

    private static ReportTable Completeness(ReportTable table, EvaluationReport evaluation)
    {
        if (evaluation.Completeness is { } completeness)
        {
            if (completeness.Ratio is { } ratio)
                table = table.Row("completeness: share of prior draws in holes of q(z)", ratio.ShareInHoles, "", "0.01 if there are none");
            if (completeness.Encodings is { } test)
                table = table.Row("completeness: MMD between codes and prior, p-value", test.PValue, "", "small where they differ");
            if (completeness.Neighbours is { } neighbours)
            {
                table = table.Row("completeness: distance of samples to training data, by that of held-out data",
                    neighbours.Ratio, "", "well below 1 is memorisation, or blur");
                table = Add(table, "completeness: samples nearer to training than to held-out data",
                    neighbours.CloserToTraining, "", "½ for a model that has learnt the distribution");
            }

            if (completeness.RoundTrip is { Calibration: { } calibration })
                table = table.Row("completeness: error of codes of samples, by q's deviation", calibration, "", "1 where q is the posterior");
        }

        if (evaluation.SampleQuality is { } quality)
        {
            table = table.Row("Fréchet distance of samples", quality.Samples.FrechetDistance, "",
                string.Create(Culture,
                    $"training data itself {quality.Real.FrechetDistance:F2}; features of {quality.Classifier}, accuracy {100 * quality.Accuracy:F1} %"));
            table = table.Row("precision of samples", quality.Samples.Precision,
                "", string.Create(Culture, $"training data itself {quality.Real.Precision:F2}"));
            table = table.Row("recall of samples", quality.Samples.Recall, "", string.Create(Culture, $"training data itself {quality.Real.Recall:F2}"));
        }

        return table;
    }

    private static ReportTable Add(ReportTable table, string name, Estimate estimate, string unit, string of) =>
        table.Row(name, Cell.Estimate(estimate.Value, estimate.StandardError), unit, of);

    private static string Words(BitsKind kind) => kind switch
    {
        BitsKind.Probability => "of the data's levels",
        BitsKind.DequantizedLevels => "a bound for the data's levels, by a density of dequantised values",
        _ => "of a density, in the data's units",
    };
}
