using System.Globalization;
using Latent.Checkpoints;
using Latent.Data;
using Latent.Evaluation;
using Latent.Evaluation.Pictures;
using Latent.Models;
using Latent.Reporting;
using Latent.Reporting.Charts;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Runs;

/// <summary>What a report is about.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="File">The model with all that belongs to it.</param>
/// <param name="Raw">The data in their parts, before the transforms.</param>
/// <param name="Points">The evaluations of the training.</param>
/// <param name="Evaluation">What the model is worth; null if it has not been evaluated.</param>
public sealed record ReportContent(
    string Title, ModelFile File, DataSplits Raw, IReadOnlyList<TrainingPoint> Points, EvaluationReport? Evaluation)
{
    /// <summary>What a look through the data found.</summary>
    public IReadOnlyList<DataFinding> DataFindings { get; init; } = [];

    /// <summary>How the training ended.</summary>
    public RunResult? Result { get; init; }

    /// <summary>What the result was made with, in a line.</summary>
    public string Colophon { get; init; } = "";

    /// <summary>Where to compute; the shared processor device by default.</summary>
    public Device? Device { get; init; }

    /// <summary>Looked at between batches.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary>Puts the report of a run together: curves, pictures, the latent space, the model's graph, the evaluation.</summary>
public sealed class RunReport
{
    private const int Shown = 48, Sampled = 160, Encoded = 5000, Traversed = 64, Interpolated = 8, Neighbours = 24;

    private readonly ReportContent _content;
    private readonly SeenData _seen;
    private readonly IDataset _data;
    private readonly IDataset _train;
    private readonly LatentModel _model;
    private readonly RandomKey _key = RandomKey.FromSeed(0).Split("report");

    private RunReport(ReportContent content)
    {
        _content = content;
        _model = content.File.Model;
        _seen = new SeenData(content.File, content.Raw.Test ?? content.Raw.Validation ?? content.Raw.Train);
        _data = _seen.Seen;
        _train = content.File.Prepare(content.Raw.Train);
    }

    /// <summary>Writes the report, and its pictures and tables beside it.</summary>
    /// <param name="content">What it is about.</param>
    /// <param name="folder">Where.</param>
    /// <returns>The files written, the page first.</returns>
    /// <exception cref="OperationCanceledException">Cancelled on the way; nothing has been written.</exception>
    public static IReadOnlyList<string> Write(ReportContent content, string folder)
    {
        ArgumentNullException.ThrowIfNull(content);
        HtmlReport report = new RunReport(content).Build();
        return report.WriteFolder(folder);
    }

    private HtmlReport Build()
    {
        HtmlReport report = new(_content.Title) { Subtitle = _content.File.Card.Factorisation, Colophon = _content.Colophon };
        report.Section("Summary", Summary);
        if (_content.Points.Count > 0) report.Section("Training", Curves);
        ModelPictures? pictures = _seen.Pictures(_key, _content.Device, out string? obstacle, _content.Cancellation);
        if (pictures is not null) report.Section("Pictures", section => AddPictures(section, pictures));
        report.Section("Latent space", section => LatentSpace(section, pictures));
        report.Section("Evaluation", Evaluate);
        report.Section("Model", Model);
        report.Section("Data and configuration", section => Data(section, obstacle));
        return report;
    }

    private void Summary(ReportSection section)
    {
        ModelCard card = _content.File.Card;
        List<(string, string)> facts =
        [
            ("model", card.Name),
            ("data", $"{card.Data}, {ReportText.Number(card.TrainExamples)} examples"),
            ("parameters", ReportText.Number(card.Parameters)),
            ("trained", $"{ReportText.Number(card.Steps)} steps{(_content.Result is { } result ? $" ({Words(result.Reason)})" : "")}"),
        ];
        if (_content.Evaluation is { } evaluation)
        {
            if (evaluation.Bound is { } bound)
            {
                facts.Add(("evidence lower bound",
                    $"{ReportText.Show(bound.Elbo)} nats per example, on {EvaluationTables.Words(evaluation.Part)}: {bound.Data}"));
            }

            if (evaluation.Likelihood is { } likelihood)
                facts.Add(("log p(x)", $"{ReportText.Show(likelihood.LogLikelihood)} nats per example, on {EvaluationTables.Words(evaluation.Part)}, "
                    + $"{ReportText.Number(likelihood.Samples)} importance samples, "
                    + EvaluationTables.Examples(likelihood.Examples, likelihood.Available)));
            if (evaluation is { Bound: null, Reconstruction: { } made })
            {
                facts.Add(("log-likelihood of reconstructions",
                    $"{ReportText.Show(made.LogLikelihood)} nats per example, on {EvaluationTables.Words(evaluation.Part)}: no bound on log p(x)"));
            }

            if ((evaluation.Likelihood?.Bits ?? evaluation.Bound?.Bits) is { } bits) facts.Add(
                ("bits per dimension", string.Create(CultureInfo.InvariantCulture, $"{bits.Value.Value:F4} ± {bits.Value.StandardError:F4}")));
            if (evaluation.Latents?.Sites is { Count: > 0 } sites)
                facts.Add(("active units",
                    string.Join(", ", sites.Where(static s => s.ActiveUnits is not null)
                        .Select(s => $"{s.ActiveUnits} of {s.Elements.Count} ({s.Site})"))));
        }

        section.Facts(facts);
        if (card.Notes.Length > 0) section.Remark(RemarkKind.Warning, card.Notes);
        if (_content.Result?.Error is { } error) section.Remark(RemarkKind.Problem, error);
        foreach (DataFinding finding in _content.DataFindings)
            section.Remark(finding.Level == FindingLevel.Error ? RemarkKind.Problem : RemarkKind.Warning, $"{finding.Column}: {finding.Text}");
        foreach (Finding finding in _content.Evaluation?.Findings ?? [])
            section.Remark(ReportText.KindOf(finding.Severity), $"{finding.Text} {finding.Advice}");
    }

    private void Curves(ReportSection section)
    {
        IReadOnlyList<TrainingPoint> points = _content.Points;
        double[] steps = [.. points.Select(static p => (double)p.Step)];
        List<LinePanel> panels = [TrainingCurves.Panel("bound, nats", points, static s => s.Bound)];
        panels.Add(TrainingCurves.Panel("log p(x | z), nats", points, static s => s.LogLikelihood));
        string[] latent = [.. points[0].Train.Terms.Where(static t => t.Kind == Objectives.TermKind.Kl).Select(static t => t.Site)];
        if (latent.Length > 0) panels.Add(TrainingCurves.Panel("KL, nats", points, static s => s.Kl));
        section.Figure("curves", new LineChart("step", panels),
            "The bound and its terms over training, in nats per example; training values are means over the interval before.");
        if (latent.Length > 1)
        {
            section.Figure("kl-per-site", new LineChart("step", new LinePanel("KL, nats", [.. latent.Select(site => new LineSeries(site, steps,
                [.. points.Select(p => p.Train.Terms.First(t => string.Equals(t.Site, site, StringComparison.Ordinal)).Mean)]))])),
                    "KL of each latent variable.");
        }

        foreach (string measure in points[^1].Train.Measures.Select(static m => m.Name))
        {
            TrainingPoint[] having = [.. points.Where(p => p.Train.Measures.Any(m => string.Equals(m.Name, measure, StringComparison.Ordinal)))];
            section.Figure($"measure-{ReportText.FileName(measure)}",
                new LineChart("step", new LinePanel(measure, new LineSeries(measure, [.. having.Select(static p => (double)p.Step)],
                [.. having.Select(p => p.Train.Measures.First(m => string.Equals(m.Name, measure, StringComparison.Ordinal)).Value)]))),
                    $"The objective's {measure}.");
        }
    }

    private void AddPictures(ReportSection section, ModelPictures pictures)
    {
        int[] rows = [.. Enumerable.Range(0, Math.Min(Shown, _data.Count))];
        section.Figure("reconstructions", pictures.Reconstructions(_data, rows, _seen.ShownAs),
            $"Examples of {_seen.Raw.Name}, and below each the mean of p(x | z) at its mean code.");
        section.Figure("samples", pictures.Samples(Sampled), "Means of p(x | z) at draws of the prior, not chosen.");
        if (_data.Count >= 2 * Interpolated)
        {
            section.Figure("interpolations", pictures.Interpolations(_data, [.. Enumerable.Range(0, Interpolated).Select(i => (2 * i, (2 * i) + 1))]),
                "From the code of one example to that of another.");
        }

        NeighbourSheet neighbours = pictures.Neighbours(_train, Neighbours);
        section.Figure("neighbours", neighbours.Sheet, "Samples, and below each the training example nearest to it: whether the model has learned by heart.");
    }

    private void LatentSpace(ReportSection section, ModelPictures? pictures)
    {
        LatentCodes codes = LatentCodes.Encode(_model, _data, _key, Encoded, device: _content.Device, cancellation: _content.Cancellation);
        foreach (SiteCodes site in codes.Sites)
        {
            string suffix = codes.Sites.Count == 1 ? "" : $"-{ReportText.FileName(site.Name)}";
            if (codes.Sites.Count > 1) section.Heading2(site.Name);
            if (site.Width > 1)
            {
                section.Figure($"latent-map{suffix}", LatentCharts.Map(codes, site.Name),
                    ReportText.MapCaption(site, _data.Name));
            }

            if (site.Kl.Count > 0)
                section.Figure($"kl{suffix}", LatentCharts.KlPerDimension(codes, site.Name), "KL of each dimension; hollow ones carry less than 0.01 nats.");
            if (pictures is null) continue;
            int[] active = [.. site.ByActivity().Where(d => site.Kl.Count == 0 || site.Kl[d] >= LatentCharts.ActiveKl)];
            if (active.Length > 0)
            {
                section.Figure($"traversal{suffix}", pictures.Traversal(codes, [.. active.Take(Traversed)], site.Name),
                    $"Each row changes one dimension from -3 to 3 around the mean code{site.MovedBy}"
                    + $"{(active.Length > Traversed ? $"; the {Traversed} that carry most of {active.Length} active ones" : "")}.");
            }

            if (site.Width == 2 && site.HasStandardPrior)
                section.Figure($"plane{suffix}", pictures.Plane(site: site.Name), "The plane of codes, by quantiles of the prior.");
        }
    }

    private void Evaluate(ReportSection section)
    {
        if (_content.Evaluation is not { } evaluation)
        {
            section.Remark(RemarkKind.Note, _content.Result is { Reason: StopReason.Diverged, ModelStep: 0 }
                ? "The model has not been evaluated: the training diverged before it had learned anything."
                : "The model has not been evaluated. latent eval does it.");
            return;
        }

        EvaluationTables.AddTo(section, evaluation);
    }

    private void Model(ReportSection section)
    {
        using (Pass pass = Pass.Evaluation())
        {
            ModelGraph graph = ModelGraph.Read(_model, _data.Get([0], pass, _key));
            section.Drawing("graph", graph.ToSvg(), graph.ToString());
        }

        ReportTable table = new("parameter", "shape", "numbers");
        foreach (Parameter parameter in _model.Parameters) table = table.Row(parameter.Name, parameter.Shape.ToString(), parameter.Shape.Count);
        section.Table("parameters", table);
    }

    private void Data(ReportSection section, string? obstacle)
    {
        ReportTable table = new("part", "name", "examples", "columns");
        foreach ((string part, IDataset? data) in new[] { ("train", _content.Raw.Train), ("validation", _content.Raw.Validation), ("test", _content.Raw.Test) })
        {
            if (data is not null) table = table.Row(part, data.Name, data.Count, string.Join("; ", data.Columns));
        }

        section.Table("data", table);
        if (obstacle is not null) section.Remark(RemarkKind.Note, $"There are no pictures of examples: {obstacle}");
        section.Verbatim(_content.File.Configuration, "The configuration, whole; it makes the same model again to the bit.");
    }

    private static string Words(StopReason reason) => reason switch
    {
        StopReason.Completed => "all of them",
        StopReason.EarlyStopping => "stopped early",
        StopReason.Cancelled => "stopped by hand",
        _ => "diverged",
    };
}
