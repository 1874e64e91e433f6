using Latent.Checkpoints;
using Latent.Configuration;
using Latent.Data;
using Latent.Evaluation;
using Latent.Models;
using Latent.Runs;
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
        Assert.Equal(["beta"], ComparisonTables.Settings(comparison).Rows.Select(static row => row[0].ToString().Split('.')[^1]).Order().Take(1));
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
    public void Models_that_make_the_same_codes_agree_on_their_elements()
    {
        IDataset data = Conjugate.Data(50);
        ModelComparison comparison = ModelComparison.Run([Model(data, 1, 1, 0.5), Model(data, 2, 2, 0.5)], s_options, Conjugate.Context());
        Assert.Contains(comparison.SeedFigures, static f => f.Name == "UDR by lasso");
        SeedFigure ranks = comparison.SeedFigures.Single(static f => f.Name == "UDR by rank correlation");
        Assert.Equal((null, 2), (ranks.Values[0]!.StandardError, ranks.Values[0]!.Seeds));
    }

    private static ComparedModel Model(IDataset data, double mean, int seed, double beta)
    {
        LatentModel model = Conjugate.Model(data.Column("x").Shape.Count, prior: 0, scale: 1, decode: (_, z) => (0.0 * z) + mean);
        string configuration = FormattableString.Invariant($$"""{ "seed": {{seed}}, "objective": { "kind": "elbo", "beta": {{beta}} } }""");
        string name = FormattableString.Invariant($"beta-{beta}-{seed}");
        return new ComparedModel(name,
            new ModelFile(model, new VaeConfig(), data.Columns, [], new ModelCard { Name = name }, configuration), data);
    }
}
