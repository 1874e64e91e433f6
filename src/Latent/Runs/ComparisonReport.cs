using System.Globalization;
using Latent.Evaluation;
using Latent.Evaluation.Pictures;
using Latent.Models;
using Latent.Reporting;
using Latent.Reporting.Charts;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Runs;

/// <summary>Puts the report of a comparison together: figures, curves, the same examples, samples, paths and latent maps of all models.</summary>
public sealed class ComparisonReport
{
    private const int Columns = 10, Reconstructed = 20, SampleRows = 3, Interpolated = 4, Steps = 11, Encoded = 2000;

    // Findings that say why a model generates or does not.
    private static readonly string[] OfGenerating =
    [
        "posterior-collapse", "marginal-mismatch", "jump", "memorisation", "prior-holes", "overconfident-posterior", "implausible-samples", "missing-variety",
    ];

    // Those whose numbers the words above them have.
    private static readonly string[] Said = ["prior-holes", "implausible-samples", "missing-variety"];

    private readonly ModelComparison _comparison;
    private readonly Device? _device;
    private readonly CancellationToken _cancellation;
    private readonly RandomKey _key = RandomKey.FromSeed(0).Split("report");

    private ComparisonReport(ModelComparison comparison, Device? device, CancellationToken cancellation)
    {
        _comparison = comparison;
        _device = device;
        _cancellation = cancellation;
    }

    /// <summary>Makes the report of a comparison.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="colophon">What the result was made with, in a line.</param>
    /// <param name="device">Where to compute; the shared processor device by default.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <exception cref="OperationCanceledException">Cancelled on the way.</exception>
    public static HtmlReport Of(ModelComparison comparison, string colophon = "", Device? device = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return new ComparisonReport(comparison, device, cancellation).Build(colophon);
    }

    private HtmlReport Build(string colophon)
    {
        ComparedModel first = _comparison.Models[0];
        HtmlReport report = new(string.Join(" · ", _comparison.Models.Select(static model => model.Name)))
        {
            Subtitle = $"{_comparison.Models.Count} models on {first.Raw.Name}, {ReportText.Number(first.Raw.Count)} examples "
                + $"({EvaluationTables.Words(first.Part)})",
            Colophon = colophon,
        };
        report.Section("Models", Models);
        if (_comparison.Groups.Count > 0)
            report.Section("Seeds", section => section.Text(ComparisonTables.SeedLegend).Table("seeds", ComparisonTables.Seeds(_comparison), "Over seeds."));
        report.Section("Who reconstructs, who generates", Generating);
        ComparisonPictures pictures = new(_comparison, _key, _device, _cancellation);
        if (!pictures.IsEmpty) report.Section("Pictures", section => Pictures(section, pictures));
        report.Section("Figures", section => Figures(section, pictures));
        if (_comparison.Models.Any(static model => model.Points.Count > 0)) report.Section("Training", Curves);
        report.Section("Latent space", LatentSpace);
        return report;
    }

    private void Models(ReportSection section)
    {
        section.Table("models", ComparisonTables.Models(_comparison), "What is compared; below, each goes by its letter.");
        foreach (string note in _comparison.Notes) section.Remark(RemarkKind.Warning, note);
        ReportTable settings = ComparisonTables.Settings(_comparison);
        if (settings.Rows.Any()) section.Table("settings", settings, "The settings in which they differ.");
        else section.Text("The configurations are the same in every setting" + (_comparison.Groups.Count > 0 ? " but the seed." : "."));
    }

    private void Generating(ReportSection section)
    {
        for (int i = 0; i < _comparison.Models.Count; i++)
        {
            EvaluationReport evaluation = _comparison.Evaluations[i];
            section.Heading2(_comparison.LabelOf(i)).Text(Words(evaluation));
            Finding[] findings = [.. evaluation.Findings.Where(static finding => OfGenerating.Contains(finding.Code, StringComparer.Ordinal))];
            if (findings.Length > 0)
            {
                string codes = string.Join(", ", findings.Select(static finding => finding.Code.Replace('-', ' ')).Distinct(StringComparer.Ordinal));
                IEnumerable<string> more = findings.Where(static finding => !Said.Contains(finding.Code, StringComparer.Ordinal)).Select(static f => f.Text);
                section.Remark(ReportText.KindOf(findings.Max(static finding => finding.Severity)),
                    string.Join(" ", [$"Against its samples: {codes}.", .. more]));
            }

            bool isJudged = evaluation.Completeness?.Ratio is not null || evaluation.SampleQuality is not null;
            if (isJudged && findings.Length == 0)
                section.Remark(RemarkKind.Good, "Nothing that was looked at speaks against its samples: where the prior draws, its codes are.");
        }
    }

    private static string Words(EvaluationReport evaluation)
    {
        List<string> words = [];
        if (evaluation.Reconstruction is { } back)
        {
            string error = back.SquaredError is { } squared
                ? string.Create(CultureInfo.InvariantCulture, $" (root mean square error {Math.Sqrt(squared.Value):G3})") : "";
            words.Add($"Gives back what it encodes with log p(x | mean code) = {ReportText.Show(back.LogLikelihood)} nats{error}.");
        }

        if (evaluation.Completeness?.Ratio is { } ratio) words.Add(string.Create(CultureInfo.InvariantCulture,
            $"{100 * ratio.ShareInHoles:F0} % of what its prior draws lies in holes: log q(z) - log p(z) is {ratio.AtPrior.Median:F1} nats at draws of the "
            + $"prior, {ratio.AtEncodings.Median:F1} at encodings (medians)."));
        if (evaluation.SampleQuality is { } quality) words.Add(string.Create(CultureInfo.InvariantCulture,
            $"Of its samples {100 * quality.Samples.Precision:F0} % look like data to a classifier's features "
            + $"({100 * quality.Real.Precision:F0} % of real data do), and they reach {100 * quality.Samples.Recall:F0} % of the data "
            + $"({100 * quality.Real.Recall:F0} %)."));
        if (evaluation.Continuity is { } continuity) words.Add(string.Create(CultureInfo.InvariantCulture,
            $"Along paths between codes the worst jump score is {continuity.Jumpiest.Jump:F2} (0 smooth, 1 a jump)."));
        return words.Count == 0 ? "Nothing of this was evaluated, or is defined for this model; the figures below say why." : string.Join(" ", words);
    }

    private void Pictures(ReportSection section, ComparisonPictures pictures)
    {
        string letters = string.Join(", ", _comparison.Models.Select((_, i) => _comparison.LabelOf(i)));
        Add(section, "reconstructions", pictures.Reconstructions(Reconstructed, Columns), "reconstructions",
            $"The same examples of {_comparison.Models[0].Raw.Name}, and below them the mean of p(x | z) at the mean code of each: {letters}.");
        Add(section, "samples", pictures.Samples(SampleRows, Columns), "samples of its prior", "Means of p(x | z) at draws of each prior, not chosen.");
        Add(section, "interpolations", pictures.Interpolations(Interpolated, Steps), "interpolations",
            "Between the codes of the same pairs of examples, each in its own latent space: on the arc where the prior is N(0, I), else straight.");
    }

    private static void Add(ReportSection section, string name, ComparisonPictures.Sheet sheet, string what, string caption)
    {
        if (sheet.Picture is { } picture) section.Figure(name, picture, caption);
        foreach (string obstacle in sheet.Obstacles) section.Remark(RemarkKind.Note, $"There are no {what} of {obstacle}");
    }

    private void Figures(ReportSection section, ComparisonPictures pictures)
    {
        section.Text(ComparisonTables.Legend);
        section.Text("Differences that are not paired are taken as if the evaluations were of different examples: their errors are, if anything, too large.");
        foreach (IGrouping<EvaluationPart, ComparedFigure> part in _comparison.Figures.GroupBy(static figure => figure.Part))
        {
            string words = ComparisonTables.Words(part.Key);
            ReportTable table = ComparisonTables.Figures(_comparison, figure => figure.Part == part.Key);
            section.Table($"figures-{ReportText.FileName(part.Key.ToString())}", table,
                words + (part.All(static figure => figure.Compares) ? "." : "; differences are left out where the figures do not compare, as is said above."));
        }

        foreach ((int model, string what, string why) in _comparison.Missing)
            section.Remark(RemarkKind.Note, $"{ModelComparison.LetterOf(model)} has no {what}: {why}");
        foreach (string obstacle in pictures.Obstacles) section.Remark(RemarkKind.Note, $"There are no pictures of {obstacle}");
    }

    private void Curves(ReportSection section)
    {
        (string, IReadOnlyList<TrainingPoint>)[] runs = [.. _comparison.Models.Select((model, i) => (_comparison.LabelOf(i), LastStage(model.Points)))];
        string[] objectives = [.. _comparison.Models.Select(static model => ModelComparison.ObjectiveOf(model) ?? "?").Distinct(StringComparer.Ordinal)];
        if (objectives.Length > 1)
        {
            section.Remark(RemarkKind.Warning, $"The runs were trained on different objectives ({string.Join(", ", objectives)}), and a curve shows what each "
                + "calls its bound: of a reconstruction that is log p(x | z) alone, of an importance-weighted bound that of its samples. The heights of such "
                + "curves do not compare; the figures above do.");
        }

        List<LinePanel> panels =
        [
            Panel("bound of each run's objective, nats", static s => s.Bound, TrainingCurves.StepOf),
            Panel("log p(x | z), nats", static s => s.LogLikelihood, TrainingCurves.StepOf),
        ];
        if (_comparison.Models.Any(static model => model.Points.Any(static p => HasKl(p.Train))))
            panels.Add(Panel("KL, nats", static s => HasKl(s) ? s.Kl : double.NaN, TrainingCurves.StepOf));
        section.Figure("curves", new LineChart("step", panels),
            "Validation drawn through, training dashed, in nats per example; the first tenth of the steps may lie outside. Of a "
                + "training in several stages, the last.");
        section.Figure("curves-by-time", new LineChart("seconds of training",
            Panel("bound of each run's objective, nats", static s => s.Bound, TrainingCurves.SecondsOf)),
            "The same by the time each training took, evaluations during it included.");
        foreach (string run in _comparison.Models.Select((model, i) => (model, i)).Where(static pair => pair.model.Points.Count == 0)
            .Select(static pair => ModelComparison.LetterOf(pair.i)))
            section.Remark(RemarkKind.Note, $"There are no curves of {run}: a model file without its run does not have them.");

        LinePanel Panel(string label, Func<TermSummary, double> value, Func<IReadOnlyList<TrainingPoint>, int, double> x) =>
            TrainingCurves.Panel(label, runs, value, x) with
            {
                RangeFrom = runs.Where(static run => run.Item2.Count > 0).Max(run => x(run.Item2, run.Item2.Count - 1)) / 10,
            };
    }

    // Bounds of two stages do not compare: of a training in several the last is shown.
    private static IReadOnlyList<TrainingPoint> LastStage(IReadOnlyList<TrainingPoint> points) => points.Count == 0 ? points
        : [.. points.Where(point => string.Equals(point.Stage, points[^1].Stage, StringComparison.Ordinal))];

    // An objective without a KL term has none, not one of 0.
    private static bool HasKl(TermSummary summary) => summary.Terms.Any(static term => term.Kind == Objectives.TermKind.Kl);

    private void LatentSpace(ReportSection section)
    {
        for (int i = 0; i < _comparison.Models.Count; i++)
        {
            section.Heading2(_comparison.LabelOf(i));
            LatentModel model = _comparison.Models[i].File.Model;
            try
            {
                LatentCodes codes = LatentCodes.Encode(model, _comparison.Seen[i].Seen, _key, Encoded, device: _device, cancellation: _cancellation);
                foreach (SiteCodes site in codes.Sites) Map(section, codes, site, $"latent-map-{ModelComparison.LetterOf(i).ToLowerInvariant()}");
            }
            catch (Exception error) when (error is NotSupportedException or KeyNotFoundException or ArgumentException)
            {
                section.Remark(RemarkKind.Note, $"There is no latent map: {error.Message}");
            }
        }
    }

    private static void Map(ReportSection section, LatentCodes codes, SiteCodes site, string name)
    {
        if (site.Width < 2)
        {
            section.Remark(RemarkKind.Note, $"'{site.Name}' has one dimension, which makes no map.");
            return;
        }

        section.Figure(codes.Sites.Count == 1 ? name : $"{name}-{ReportText.FileName(site.Name)}", LatentCharts.Map(codes, site.Name),
            ReportText.MapCaption(site, "the data"));
    }
}
