using Latent.Data;
using Latent.Data.Columns;
using Latent.Data.Sprites;
using Latent.Distributions;
using Latent.Evaluation;
using Latent.Evaluation.Disentanglement;
using Latent.Models;
using Latent.Reporting;
using Latent.Runs;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Evaluation.Disentanglement;

public sealed class DisentanglementEvaluationTests
{
    private static readonly string[] Names = ["a", "b", "c"];

    [Fact]
    public void A_model_that_encodes_the_factors_scores_as_they_do()
    {
        DisentanglementResult result = DisentanglementEvaluation.Run(Model(1, 0), Data(), new DisentanglementOptions(), Conjugate.Context());
        Assert.Equal((180, 180), (result.Examples, result.Available));
        Assert.Equal(["z[0]", "z[1]", "z[2]"], result.Dimensions);
        Assert.Equal([("a", 5, false), ("b", 4, false), ("c", 3, false)], result.Factors.Select(static f => (f.Name, f.Values, f.IsBinned)));
        foreach (string figure in new[] { "MIG", "DCI disentanglement", "DCI completeness", "DCI informativeness", "FactorVAE score", "β-VAE score", "modularity", "IRS" })
            Assert.Equal(1, result.Score(figure)!.Value, 1e-6);
        Assert.Equal(0, result.Score("Gaussian total correlation")!.Value, 1e-9);
        // q is a mixture of products over the whole grid: a product.
        Assert.Equal(0, result.Score(DisentanglementEvaluation.AggregateFigure)!.Value, 1e-6);
        Assert.Equal(Math.Log(4), result.Information[1][1], 1e-6);
        Assert.Equal(0, result.Information[1][2], 1e-6);
        Assert.Empty(result.NotDefined);
        DisentanglementResult turned = DisentanglementEvaluation.Run(Model(0.8, 0.6), Data(), new DisentanglementOptions(), Conjugate.Context());
        Assert.True(turned.Score("MIG")!.Value < 0.7 && turned.Score("DCI disentanglement")!.Value < 0.8 && turned.Score("modularity")!.Value < 0.8);
    }

    [Fact]
    public void Every_bit_is_the_same_for_any_rows_and_threads_and_another_key_gives_others()
    {
        EvaluationOptions options = new() { Parts = [EvaluationPart.Disentanglement], Disentanglement = new DisentanglementOptions { Examples = 120, Resamples = 5 } };
        string whole = ModelEvaluation.Run(Model(0.8, 0.6), Data(), null, options, Conjugate.Context()).ToJson();
        foreach ((int rows, int threads) in new[] { (1, 1), (7, 3), (5000, 2) })
        {
            EvaluationContext context = Conjugate.Context() with { Rows = rows, Device = Device.CreateCpu(threads) };
            Assert.Equal(whole, ModelEvaluation.Run(Model(0.8, 0.6), Data(), null, options, context).ToJson());
        }

        Assert.NotEqual(whole, ModelEvaluation.Run(Model(0.8, 0.6), Data(), null, options, Conjugate.Context(2)).ToJson());
        EvaluationReport report = EvaluationReport.Parse(whole);
        Assert.Equal(whole, report.ToJson());
        Assert.Equal((120, 180), (report.Disentanglement!.Examples, report.Disentanglement.Available));
    }

    [Fact]
    public void Data_without_factors_are_said_to_have_none()
    {
        EvaluationReport report = ModelEvaluation.Run(
            Conjugate.Model(), Conjugate.Data(20), null, new EvaluationOptions { Parts = [EvaluationPart.Disentanglement] }, Conjugate.Context());
        Assert.Null(report.Disentanglement);
        Assert.Equal(
            [new MissingPart(EvaluationPart.Disentanglement,
                "conjugate 7 has no column 'factors' of the ground-truth factors of every example: its columns are x [2] real")], report.NotDefined);
        EvaluationNotDefinedException few = Assert.Throws<EvaluationNotDefinedException>(
            () => DisentanglementEvaluation.Run(Model(1, 0), Data().Select([0, 40, 100]), new DisentanglementOptions(), Conjugate.Context()));
        Assert.StartsWith("10 examples are needed", few.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Sprites_have_five_factors_and_their_shape_is_not_counted_twice()
    {
        List<string> leftOut = [];
        (IReadOnlyList<Factor> factors, IReadOnlyList<bool> binned, int[] values) = FactorColumns.Read(
            DrawnSprites.Some(RandomKey.FromSeed(1), 2000), 10, Conjugate.Context(), leftOut);
        Assert.Equal(SpriteFactors.Names, factors.Select(static f => f.Name));
        Assert.Equal(SpriteFactors.Sizes, factors.Select(static f => f.Values));
        Assert.DoesNotContain(true, binned);
        Assert.Empty(leftOut);
        Assert.Equal(2000 * 5, values.Length);
    }

    [Fact]
    public void Digits_have_their_class_and_real_factors_in_bins_of_equally_many()
    {
        (IReadOnlyList<Factor> factors, IReadOnlyList<bool> binned, int[] values) = FactorColumns.Read(
            DrawnDigits.MakeWithFactors("digits", RandomKey.FromSeed(1), 1000), 10, Conjugate.Context(), []);
        Assert.Equal(("y", 10), (factors[0].Name, factors[0].Values));
        int slant = factors.ToList().FindIndex(static f => f.Name == "slant");
        Assert.Equal((10, true), (factors[slant].Values, binned[slant]));
        int[] counts = [.. Enumerable.Range(0, 10).Select(v => Enumerable.Range(0, 1000).Count(i => values[(i * factors.Count) + slant] == v))];
        Assert.All(counts, static count => Assert.Equal(100, count));
    }

    [Fact]
    public void Factors_that_are_the_same_in_all_examples_are_left_out_and_said()
    {
        DisentanglementResult result = DisentanglementEvaluation.Run(
            Model(1, 0), Data().Select([.. Enumerable.Range(0, 60).Select(static i => 3 * i)]), new DisentanglementOptions(), Conjugate.Context());
        Assert.Equal(["a", "b"], result.Factors.Select(static f => f.Name));
        Assert.Equal(["the factor 'c': it is the same in all 60 examples"], result.NotDefined);
    }

    [Fact]
    public void The_report_draws_what_each_dimension_tells()
    {
        EvaluationReport report = ModelEvaluation.Run(
            Model(0.8, 0.6), Data(), null, new EvaluationOptions { Parts = [EvaluationPart.Disentanglement] }, Conjugate.Context());
        string table = Csv.ToText(EvaluationTables.Summary(report));
        Assert.Contains("disentanglement: MIG,", table, StringComparison.Ordinal);
        HtmlReport page = new("Test");
        page.Section("Evaluation", section => EvaluationTables.AddTo(section, report));
        string html = page.ToHtml();
        foreach (string text in new[] { "entropy that one dimension knows", "z[2]", "FactorVAE score", "entropy, nats" }) Assert.Contains(text, html, StringComparison.Ordinal);
    }

    // The whole grid of three factors of 5, 4 and 3 values, three copies.
    private static IDataset Data()
    {
        double[] values = [.. Enumerable.Range(0, 180).SelectMany(static i => new double[] { i / 12 % 5, i / 3 % 4, i % 3 })];
        return new ColumnDataset(
            "grid", new ValueColumn(new DataColumn("x", [3]) { Type = DType.Float64 }, values),
            new ValueColumn(new DataColumn("factors", [3]) { Type = DType.Float64, Elements = Names }, values));
    }

    // q has the factors as its mean, the first two turned by (cos, sin).
    private static Lambda Model(double cos, double sin) => new(t =>
    {
        Tensor z = t.Latent("z", t.StandardNormal(3), () =>
        {
            Tensor turn = t.Pass.From([cos, -sin, 0, sin, cos, 0, 0, 0, 1.0], [3, 3]);
            Tensor mean = t.Observed("x").MatMul(turn, Transpose.B);
            return Normal.FromLogScale(mean, (0.0 * mean) - 1, eventAxes: 1);
        });
        t.Observe("x", () => Normal.FromLogScale(z, 0.0 * z, eventAxes: 1));
    });
}
