using Latent.Checkpoints;
using Latent.Data;
using Latent.Evaluation;
using Latent.Evaluation.Disentanglement;
using Latent.Models;
using Latent.Reporting;
using Latent.Runs;
using Latent.Tensors;
using Latent.Tests.Evaluation;

namespace Latent.Tests.Runs;

/// <summary>Several seeds of one configuration: models whose log p(x) is known, so that means, errors and intervals are computed by hand.</summary>
public sealed class SeedGroupTests
{
    private const string SquaredError = "squared error of reconstructions";

    private static readonly EvaluationOptions s_options = new() { Parts = [EvaluationPart.Bound, EvaluationPart.Reconstruction] };

    [Fact]
    public void Seeds_of_one_configuration_stand_together_with_the_interval_that_is_computed_by_hand()
    {
        // One example at 0: the squared error of a model that says μ is μ². A, B, D: 1, 4, 9; C, E: 16, 36.
        IDataset data = Conjugate.Of("one", [0], 1);
        ModelComparison comparison = ModelComparison.Run(
            [Model(data, 1, 1, 0.5), Model(data, 2, 2, 0.5), Model(data, 4, 1, 2), Model(data, 3, 3, 0.5), Model(data, 6, 2, 2)], s_options, Conjugate.Context());
        Assert.Equal(["A, B, D", "C, E"], comparison.Groups.Select(static group => group.Letters));
        Assert.Equal(["beta-0.5", "beta-2"], comparison.Groups.Select(static group => group.Name));
        SeedFigure figure = comparison.SeedFigures.Single(static f => f.Name == SquaredError);
        Assert.Equal(14 / 3.0, figure.Values[0]!.Value, 1e-12);
        Assert.Equal(26, figure.Values[1]!.Value, 1e-12);
        double ofA = ((121 + 4 + 169) / 9.0) / 2 / 3, ofC = 200 / 2.0; // s²/n: of deviations -11/3, -2/3, 13/3, and ±10
        Assert.Equal(Math.Sqrt(ofA), figure.Values[0]!.StandardError!.Value, 1e-12);
        Assert.Equal(Math.Sqrt(ofC), figure.Values[1]!.StandardError!.Value, 1e-12);
        SeedDifference difference = figure.Differences[1]!;
        double degrees = Math.Pow(ofA + ofC, 2) / ((ofA * ofA / 2) + (ofC * ofC / 1));
        Assert.Equal(26 - (14 / 3.0), difference.Value, 1e-12);
        Assert.Equal(degrees, difference.Degrees, 1e-12);
        Assert.Equal(Math.Sqrt(ofA + ofC) * SeedDifference.Quantile(0.975, degrees), difference.HalfWidth, 1e-9);
        Assert.False(difference.IsClear);
        Assert.Null(figure.Best);
        // One column a group, and the seed is no setting that they differ in.
        ReportTable settings = ComparisonTables.Settings(comparison);
        Assert.Equal(["objective.beta 0.5 2"], settings.Rows.Select(static row => string.Join(' ', row)));
        ReportTable table = ComparisonTables.Seeds(comparison);
        Assert.Equal(["figure", "A, B, D beta-0.5, 3 seeds", "C, E beta-2, 2 seeds"], table.Columns);
        Assert.Contains(table.Rows, row => row[0].ToString() == "less A, B, D" && row[2].ToString().StartsWith("+21 (-", StringComparison.Ordinal));
    }

    [Theory]
    // Tables of Student's t: 97.5 % of 1, 4, 8 and 1000 degrees.
    [InlineData(1, 12.7062047364)]
    [InlineData(4, 2.7764451052)]
    [InlineData(8, 2.3060041352)]
    [InlineData(1000, 1.9623390808)]
    public void Quantiles_are_those_of_the_tables(double degrees, double expected) => Assert.Equal(expected, SeedDifference.Quantile(0.975, degrees), 1e-8);

    [Fact]
    public void A_group_that_is_better_beyond_the_interval_is_the_best()
    {
        IDataset data = Conjugate.Of("one", [0], 1);
        ModelComparison comparison = ModelComparison.Run(
            [Model(data, 3, 1, 0.5), Model(data, 3.1, 2, 0.5), Model(data, 3.2, 3, 0.5), Model(data, 1, 1, 2), Model(data, 1.1, 2, 2), Model(data, 1.2, 3, 2)],
            s_options, Conjugate.Context());
        SeedFigure figure = comparison.SeedFigures.Single(static f => f.Name == SquaredError);
        Assert.Equal((1, true), (figure.Best, figure.Differences[1]!.IsClear));
        Assert.Equal(["A-C", "D-F"], comparison.Groups.Select(static group => group.Letters));
    }

    [Fact]
    public void A_seed_stands_in_a_group_once_and_without_groups_there_are_none()
    {
        IDataset data = Conjugate.Of("one", [0], 1);
        ModelComparison alone = ModelComparison.Run([Model(data, 1, 1, 0.5), Model(data, 2, 1, 0.5), Model(data, 2, 1, 2)], s_options, Conjugate.Context());
        Assert.Empty(alone.Groups);
        Assert.Empty(alone.SeedFigures);
        // One of a pair and a model of its own: its value, and no error.
        ModelComparison comparison = ModelComparison.Run([Model(data, 1, 1, 0.5), Model(data, 2, 2, 0.5), Model(data, 3, 1, 2)], s_options, Conjugate.Context());
        SeedFigure figure = comparison.SeedFigures.Single(static f => f.Name == SquaredError);
        Assert.Equal((9.0, (double?)null, 1), (figure.Values[1]!.Value, figure.Values[1]!.StandardError, figure.Values[1]!.Seeds));
        Assert.Null(figure.Differences[1]);
    }

    [Fact]
    public void Trainings_that_end_in_the_same_number_say_nothing_of_their_spread()
    {
        IDataset data = Conjugate.Of("one", [0], 1);
        ModelComparison comparison = ModelComparison.Run(
            [Model(data, 2, 1, 0.5), Model(data, 2, 2, 0.5), Model(data, 1, 1, 2), Model(data, 1, 2, 2)], s_options, Conjugate.Context());
        SeedFigure figure = comparison.SeedFigures.Single(static f => f.Name == SquaredError);
        Assert.Equal((4.0, 1.0), (figure.Values[0]!.Value, figure.Values[1]!.Value));
        Assert.Null(figure.Differences[1]);
        Assert.Null(figure.Best);
    }

    [Fact]
    public void What_no_training_depends_on_keeps_no_seeds_apart_and_all_else_does()
    {
        IDataset data = Conjugate.Of("one", [0], 1), other = Conjugate.Of("two", [0, 1], 1);
        Assert.Equal("A, B", Groups("\"evaluation\": { \"parts\": [\"bound\"] }"));
        Assert.Equal("A, B", Groups("\"training\": { \"checkpointSeconds\": 5 }"));
        Assert.Equal("A|B", Groups("\"data\": { \"seed\": 7 }"));
        Assert.Equal("A|B", Groups("\"training\": { \"batchSize\": 5 }"));
        // Two without a configuration, and two that were trained on other examples.
        Assert.Equal("A|B", Letters([Of(data, 1, ""), Of(data, 2, "")]));
        Assert.Equal("A|B", Letters([Of(data, 1, "{ \"seed\": 1 }") with { RawTrain = data }, Of(data, 2, "{ \"seed\": 2 }") with { RawTrain = other }]));
        List<string> notes = [];
        _ = SeedGroup.Of([Of(data, 1, "{ \"nothing\": 1 }"), Of(data, 1, "{}")], ["", ""], notes);
        Assert.Equal(["The configuration of A is of another version: it is not put together with others."], notes);

        string Groups(string setting) => Letters([Of(data, 1, "{ \"seed\": 1 }"), Of(data, 2, "{ \"seed\": 2, " + setting + " }")]);

        static string Letters(ComparedModel[] models) => string.Join('|', SeedGroup.Of(
            models, [.. models.Select(static model => model.RawTrain?.Name ?? "")], []).Select(static group => group.Letters));
    }

    [Theory]
    [InlineData("vae", "vae-1", "vae-2")]
    [InlineData("vae", "vae-10", "vae-11")]
    [InlineData("beta-tcvae", "beta-tcvae", "beta-tcvae-2")]
    [InlineData("a", "a", "b")]
    public void A_group_is_called_what_its_models_have_in_common(string expected, params string[] names)
    {
        IDataset data = Conjugate.Of("one", [0], 1);
        SeedGroup group = Assert.Single(SeedGroup.Of(
            [.. names.Select((name, i) => Of(data, 1, "{ \"seed\": " + (i + 1) + " }") with { Name = name })], ["", ""], []));
        Assert.Equal(expected, group.Name);
    }

    [Fact]
    public void Codes_of_sorted_data_are_those_of_all_of_them_and_models_that_agree_have_the_highest_ranking()
    {
        // The first element is constant over the first half, as in a file that is sorted by it: the first rows alone would not tell that it is there.
        const int rows = 5000;
        double[] x = new double[2 * rows];
        RandomKey.FromSeed(3).Normal(x);
        for (int i = 0; i < rows; i++) x[2 * i] = i < rows / 2 ? 0 : x[2 * i];
        IDataset data = Conjugate.Of("sorted", x, 2);
        RankedCodes codes = RankedCodes.Of("a", Conjugate.Model(), data, Conjugate.Context(), 2000);
        Assert.InRange(Enumerable.Range(0, 2000).Count(i => codes.Codes[2 * i] == 0), 900, 1100);
        ModelComparison comparison = ModelComparison.Run(
            [Trained(data, 1), Trained(data, 2)], s_options with { Parts = [EvaluationPart.Latents] }, Conjugate.Context());
        Assert.Equal(1, Ranking("UDR by rank correlation"), 0.03);
        Assert.Equal(0.9, Ranking("UDR by lasso"), 0.01);
        // Asked for a bound alone, nobody is kept waiting for a ranking.
        Assert.DoesNotContain(ModelComparison.Run([Trained(data, 1), Trained(data, 2)], s_options, Conjugate.Context()).SeedFigures,
            static figure => figure.Part is null);

        double Ranking(string name)
        {
            SeedMean mean = comparison.SeedFigures.Single(figure => figure.Name == name).Values[0]!;
            Assert.Equal((null, 2), (mean.StandardError, mean.Seeds));
            return mean.Value;
        }

        static ComparedModel Trained(IDataset data, int seed) => Of(data, 0, "{ \"seed\": " + seed + " }", Conjugate.Model());
    }

    private static ComparedModel Model(IDataset data, double mean, int seed, double beta) =>
        Of(data, mean, FormattableString.Invariant($$"""{ "seed": {{seed}}, "objective": { "kind": "elbo", "beta": {{beta}} } }""")) with
        {
            Name = FormattableString.Invariant($"beta-{beta}-{seed}"),
        };

    private static ComparedModel Of(IDataset data, double mean, string configuration, LatentModel? model = null)
    {
        model ??= Conjugate.Model(data.Column("x").Shape.Count, prior: 0, scale: 1, decode: (_, z) => (0.0 * z) + mean);
        return new ComparedModel("m", new ModelFile(model, new VaeConfig(), data.Columns, [], new ModelCard { Name = "m" }, configuration), data);
    }
}
