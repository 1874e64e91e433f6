using Latent.Checkpoints;
using Latent.Data;
using Latent.Data.Columns;
using Latent.Evaluation;
using Latent.Models;
using Latent.Models.Likelihoods;
using Latent.Models.Posteriors;
using Latent.Networks;
using Latent.Objectives;
using Latent.Reporting;
using Latent.Runs;
using Latent.Tensors;
using Latent.Tests.Evaluation;
using Latent.Training;

namespace Latent.Tests.Runs;

public sealed class ComparisonReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Models_of_images_share_their_sheets()
    {
        IDataset data = Images();
        ModelComparison comparison = Compare(data, new VaeConfig { Latents = 2 }, new VaeConfig { Latents = 3, Posterior = new DeltaPosterior() });
        string[] files = [.. ComparisonReport.Of(comparison, "made by a test").WriteFolder(_folder.Path).Select(static file => Path.GetFileName(file)!)];
        foreach (string file in new[] { "report.html", "reconstructions.png", "samples.png", "interpolations.png", "models.csv", "figures-bound.csv",
            "figures-reconstruction.csv", "latent-map-a.svg", "latent-map-b.svg", "curves.svg" })
        {
            Assert.Contains(file, files);
        }

        string page = File.ReadAllText(_folder.File("report.html"));
        Assert.Contains("B has no bound: ", page, StringComparison.Ordinal); // a point has no density
        Assert.Contains("made by a test", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        // The same comparison makes the same page.
        Assert.Equal(page, ComparisonReport.Of(comparison, "made by a test").ToHtml());
    }

    [Fact]
    public void What_is_no_image_is_said_to_be_none()
    {
        IDataset data = Conjugate.Data(60);
        ModelComparison comparison = ModelComparison.Run(
            [ModelComparisonTests.Model(data, 0, "a"), ModelComparisonTests.Model(data, 2, "b")],
            new EvaluationOptions { Parts = [EvaluationPart.Bound, EvaluationPart.SampleQuality] }, Conjugate.Context());
        HtmlReport report = ComparisonReport.Of(comparison);
        string page = report.ToHtml();
        Assert.Contains("There are no pictures of A: The column x [2] real", page, StringComparison.Ordinal);
        Assert.Contains("A has no sample-quality: no training set is given", page, StringComparison.Ordinal);
        Assert.Contains("class=\"n best\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Training", report.Sections.Select(static section => section.Heading));
    }

    [Fact]
    public void A_star_stands_at_the_marked_entry_alone()
    {
        string page = new HtmlReport("x").Section("y", static s => s.Table("t", new ReportTable("a", "b").Row(1, Cell.Of(2) with { IsMarked = true }))).ToHtml();
        Assert.Contains("<td class=\"n\">1</td><td class=\"n best\">2</td>", page.Replace("2.000", "2", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static ModelComparison Compare(IDataset data, params VaeConfig[] configs)
    {
        List<ComparedModel> models = [];
        foreach (VaeConfig config in configs)
        {
            VaeConfig full = config with { Encoder = MlpConfig.Of(6), Likelihood = new GaussianLikelihood() };
            LatentModel model = full.Build(data.Columns, ParameterScope.Initialize(RandomKey.FromSeed((ulong)models.Count)));
            TermSummary terms = new(10, 3, -3, [new TermMean("x", TermKind.LogLikelihood, -3)], []);
            models.Add(new ComparedModel($"m{models.Count}", new ModelFile(model, full, data.Columns, [], new ModelCard()), data)
            {
                RawTrain = data,
                Points = [new TrainingPoint(10, 1, terms, terms, true, 1, 2.5, 100), new TrainingPoint(20, 2, terms, terms, true, 1, 2.5, 100)],
            });
        }

        return ModelComparison.Run(models, new EvaluationOptions(), Conjugate.Context());
    }

    private static ColumnDataset Images()
    {
        double[] values = new double[40 * 12];
        RandomKey.FromSeed(3).Uniform(values);
        return new ColumnDataset("pictures", new ValueColumn(new DataColumn("x", [1, 4, 3]), values));
    }
}
