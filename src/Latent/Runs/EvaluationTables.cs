using System.Globalization;
using System.Text.Json;
using Latent.Evaluation;
using Latent.Evaluation.Disentanglement;
using Latent.Reporting;
using Latent.Reporting.Charts;

namespace Latent.Runs;

/// <summary>An evaluation as tables: a number, its error, its unit and what it says.</summary>
public static class EvaluationTables
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>All figures of an evaluation, a row each.</summary>
    public static ReportTable Summary(EvaluationReport evaluation) => Gather(evaluation).ToTable();

    /// <summary>All figures of an evaluation, with what it takes to compare them.</summary>
    public static IReadOnlyList<EvaluationFigure> Figures(EvaluationReport evaluation) => Gather(evaluation).Figures;

    private static FigureList Gather(EvaluationReport evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        FigureList table = new FigureList().Of(EvaluationPart.Bound);
        if (evaluation.Bound is { } bound)
        {
            table = table.Row("evidence lower bound", bound.Elbo, "nats per example",
                $"{bound.Data}, {Examples(bound.Examples, bound.Available)}, {bound.Samples} samples",
                FigureScale.Nats, FigureDirection.Higher, bound.PerExample);
            foreach (SiteEstimate site in bound.Sites)
            {
                bool isKl = site.Kind == Objectives.TermKind.Kl;
                table = table.Row(isKl ? $"KL of {site.Site}" : $"log p({site.Site} | ...)", site.Value, "nats per example", "",
                    isKl ? FigureScale.Model : FigureScale.Nats, perExample: site.PerExample);
            }

            if (bound.Bits is { } bits) table = Bits(table, "bits per dimension, bound", bits, bound.PerExample);
        }

        if (evaluation.TrainingBound is { } training)
            table = table.Row("evidence lower bound in training", training.Elbo, "nats per example",
                $"{training.Data}, {Examples(training.Examples, training.Available)}", FigureScale.Nats);
        if (evaluation.Likelihood is { } likelihood) table = Likelihood(table.Of(EvaluationPart.Likelihood), likelihood, $"log p({Observed(evaluation)})");
        if (evaluation.Reconstruction is { } reconstruction) table = Reconstruction(table.Of(EvaluationPart.Reconstruction), reconstruction);
        if (evaluation.Classification is { } classification) table = Classification(table.Of(EvaluationPart.Classification), classification);
        if (evaluation.Probe is { } probe) table = Probed(table.Of(EvaluationPart.Probe), probe);
        table = table.Of(EvaluationPart.Latents);
        foreach (SiteStatistics site in evaluation.Latents?.Sites ?? [])
        {
            if (site.ActiveUnits is { } active) table = table.Row($"active units of {site.Site}",
                active, "", $"of {site.Elements.Count}; the mean of q varies more than 0.01");
            if (site.Aggregate is not { } aggregate) continue;
            table = table.Row($"I(x; {site.Site}), at least", aggregate.MutualInformation.Lower, "nats", $"{aggregate.Examples} posteriors");
            table = table.Row($"KL(q({site.Site}) ‖ p({site.Site})), at most",
                aggregate.MarginalKl.Upper, "nats", "the aggregated posterior against the prior");
        }

        if (evaluation.Continuity is { } continuity)
        {
            table = table.Of(EvaluationPart.Continuity).Row("continuity: decoded change per latent change", continuity.Slope.Median, "",
                string.Create(Culture, $"median; worst {continuity.Slope.Maximum:F2} (example {continuity.Steepest.From} to {continuity.Steepest.To})"),
                FigureScale.Units);
            table = table.Row("continuity: worst jump score", continuity.Jumpiest.Jump, "", "0 smooth, 1 a jump", direction: FigureDirection.Lower);
            table = table.Row("continuity: detour of decoded paths", continuity.Detour.Median, "", "median; 1 is straight");
        }

        return Disentanglement(Completeness(table, evaluation), evaluation);
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

        if (evaluation.Disentanglement is { } disentanglement) AddTo(section, disentanglement);
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

    private static FigureList Classification(FigureList table, ClassificationResult classification)
    {
        string of = $"{classification.Data}, {Examples(classification.Examples, classification.Available - classification.Unknown)}"
            + (classification.Unknown > 0 ? string.Create(Culture, $"; {classification.Unknown} without a label are not counted") : "");
        table = table.Row($"accuracy of q({classification.Label} | ...)", classification.Accuracy, "", of, FigureScale.Units, FigureDirection.Higher);
        table = table.Row($"error of q({classification.Label} | ...)", classification.Error, "", "", FigureScale.Units, FigureDirection.Lower,
            classification.ErrorPerExample);
        return table.Row($"log q({classification.Label} | ...) of the right class", classification.LogProb, "nats per example", "", FigureScale.Units,
            FigureDirection.Higher);
    }

    private static FigureList Likelihood(FigureList table, ImportanceWeightedResult likelihood, string name)
    {
        table = table.Row(name, likelihood.LogLikelihood, "nats per example",
            $"{likelihood.Data}, {Examples(likelihood.Examples, likelihood.Available)}, {likelihood.Samples} importance samples",
            FigureScale.Nats, FigureDirection.Higher, likelihood.PerExample);
        if (likelihood.MonteCarloError is { } error) table = table.Row("its error by the draws", error, "nats", "");
        table = table.Row("effective sample size, mean", likelihood.EffectiveSampleSizes.Mean, "samples",
            string.Create(Culture, $"least {likelihood.EffectiveSampleSizes.Minimum:F1} (example {likelihood.EffectiveSampleSizes.MinimumExample})"));
        return likelihood.Bits is { } bits ? Bits(table, "bits per dimension", bits, likelihood.PerExample) : table;
    }

    private static FigureList Reconstruction(FigureList table, ReconstructionResult reconstruction)
    {
        string of = $"{reconstruction.Data}, {Examples(reconstruction.Examples, reconstruction.Available)}, codes the means of q";
        table = table.Row("log-likelihood of reconstructions", reconstruction.LogLikelihood, "nats per example", of, FigureScale.Nats, FigureDirection.Higher,
            reconstruction.LogLikelihoodPerExample);
        return reconstruction.SquaredError is { } error
            ? table.Row("squared error of reconstructions", error, "per element", "", FigureScale.Units, FigureDirection.Lower,
                reconstruction.SquaredErrorPerExample)
            : table;
    }

    private static FigureList Probed(FigureList table, ProbeResult probe)
    {
        table = table.Row("probe: error of logistic regression on codes", probe.Error, "", string.Create(Culture,
            $"{probe.Data}, {Examples(probe.Examples, probe.Available)}; fitted to {probe.TrainingExamples}, whose error is {probe.TrainingError:F4}; "
                + $"λ = {probe.Penalty:G2}"),
            FigureScale.Training, FigureDirection.Lower);
        return probe.Neighbours is { } nearest
            ? table.Row($"probe: error of {nearest.Count} nearest neighbours in codes", nearest.Error, "",
                string.Create(Culture, $"{nearest.Examples} examples, among {nearest.TrainingExamples}"), FigureScale.Training, FigureDirection.Lower)
            : table;
    }

    // What is in nats for an example is in bits, too.
    private static FigureList Bits(FigureList table, string name, BitsPerDimension bits, IReadOnlyList<double> nats) =>
        table.Row(name, bits.Value, "bits", Words(bits.Kind), FigureScale.Bits, FigureDirection.Lower,
            [.. nats.Select(value => -(value + bits.LogVolume) / (bits.Elements * Math.Log(2)))]);

    private static FigureList Completeness(FigureList table, EvaluationReport evaluation)
    {
        if (evaluation.Completeness is { } completeness)
        {
            table = table.Of(EvaluationPart.Completeness);
            if (completeness.Ratio is { } ratio)
            {
                table = table.Share("completeness: share of prior draws in holes of q(z)", ratio.ShareInHoles, ratio.AtPrior.Count,
                    "0.01 if there are none", FigureScale.Model, FigureDirection.Lower);
            }

            if (completeness.Encodings is { } test)
                table = table.Row("completeness: MMD between codes and prior, p-value", test.PValue, "", "small where they differ");
            if (completeness.Neighbours is { } neighbours)
            {
                table = table.Row("completeness: distance of samples to training data, by that of held-out data",
                    neighbours.Ratio, "", "well below 1 is memorisation, or blur", FigureScale.Training);
                table = table.Row("completeness: samples nearer to training than to held-out data",
                    neighbours.CloserToTraining, "", "½ for a model that has learnt the distribution", FigureScale.Training);
            }

            if (completeness.RoundTrip is { Calibration: { } calibration })
                table = table.Row("completeness: error of codes of samples, by q's deviation", calibration, "", "1 where q is the posterior");
        }

        if (evaluation.SampleQuality is { } quality)
        {
            table = table.Of(EvaluationPart.SampleQuality).Row("Fréchet distance of samples", quality.Samples.FrechetDistance, "",
                string.Create(Culture,
                    $"training data itself {quality.Real.FrechetDistance:F2}; features of {quality.Classifier}, accuracy {100 * quality.Accuracy:F1} %"),
                FigureScale.Training, FigureDirection.Lower);
            // Given the set that a point lies within or not, points are independent draws.
            table = table.Share("precision of samples", quality.Samples.Precision, quality.Samples.Examples,
                string.Create(Culture, $"training data itself {quality.Real.Precision:F2}"), FigureScale.Training, FigureDirection.Higher);
            table = table.Share("recall of samples", quality.Samples.Recall, quality.Samples.Examples,
                string.Create(Culture, $"training data itself {quality.Real.Recall:F2}"), FigureScale.Training, FigureDirection.Higher);
        }

        return evaluation.Leakage is { } leakage ? Leakage(table.Of(EvaluationPart.Leakage), leakage) : table;
    }

    private static FigureList Leakage(FigureList table, LeakageResult leakage)
    {
        foreach (LeakageScore score in leakage.Scores)
        {
            string code = score.AreDraws ? "z" : "E[z]", by = $"by {score.Classifier}", y = leakage.Attribute;
            table = table.Row($"I({code}; {y}), at least, {by}", score.Information, "nats",
                string.Create(Culture, $"{leakage.Data}, {leakage.Examples} examples; H({y}) is {leakage.Entropy:F4}"));
            table = table.Row($"{y} told from {code}, {by}", score.Accuracy, "",
                string.Create(Culture, $"{leakage.Majority:F4} without codes{(score.Auroc is { } area ? $"; area under the curve {area:F4}" : "")}"));
        }

        return table;
    }

    private static FigureList Disentanglement(FigureList table, EvaluationReport evaluation)
    {
        if (evaluation.Disentanglement is not { } disentanglement) return table;
        table = table.Of(EvaluationPart.Disentanglement);
        foreach (MetricScore score in disentanglement.Scores)
        {
            DisentanglementEntry? entry = DisentanglementCatalog.All.FirstOrDefault(e => e.Metric.Figures.Contains(score.Name, StringComparer.Ordinal));
            // A metric of several figures says once what it asks.
            string of = entry is null ? "0 where the elements of codes are independent"
                : string.Equals(entry.Metric.Figures[0], score.Name, StringComparison.Ordinal) ? entry.Asks : "";
            string name = $"disentanglement: {score.Name}", unit = score.Name.Contains("correlation", StringComparison.Ordinal) ? "nats" : "";
            FigureDirection direction = unit.Length == 0 ? FigureDirection.Higher : FigureDirection.None;
            table = score.StandardError is { } error
                ? table.Row(name, new Estimate(score.Value, error), unit, of, direction: direction)
                : table.Row(name, score.Value, unit, of, direction: direction);
        }

        return table;
    }

    private static void AddTo(ReportSection section, DisentanglementResult result)
    {
        const int shown = 40;
        double[][] shares = [.. result.Information.Select(row => row.Select((nats, j) => nats / result.Factors[j].Entropy).ToArray())];
        int[] rows = [.. Enumerable.Range(0, shares.Length).OrderByDescending(d => shares[d].Max()).Take(shown).Order()];
        section.Figure("factors", new HeatMap(
            "I(z; v) / H(v): the share of a factor's entropy that one dimension knows", [.. rows.Select(d => result.Dimensions[d])],
            [.. result.Factors.Select(static factor => factor.Name)], [.. rows.Select(d => shares[d])])
        {
            RowLabel = "dimension",
            Most = 1,
        },
            $"What each dimension{(rows.Length < shares.Length ? $" of the {shown} that know most" : "")} tells of each factor, "
            + $"{Examples(result.Examples, result.Available)} of {result.Data}; one deep cell in a row and in a column is a factor with a dimension "
            + $"of its own. "
            + "A dimension that knows nothing shows a little, the less the more examples there are.");
        ReportTable table = new("factor", "values", "entropy, nats");
        foreach (FactorStatistics factor in result.Factors)
            table = table.Row(factor.Name, factor.IsBinned ? $"{factor.Values} bins of equally many examples" : factor.Values, factor.Entropy);
        section.Table("factor-values", table, "The factors of variation that the data were made from.");
        foreach (string missing in result.NotDefined) section.Remark(RemarkKind.Note, $"disentanglement: {missing}");
    }

    private static string Words(BitsKind kind) => kind switch
    {
        BitsKind.Probability => "of the data's levels",
        BitsKind.DequantizedLevels => "a bound for the data's levels, by a density of dequantised values",
        _ => "of a density, in the data's units",
    };
}
