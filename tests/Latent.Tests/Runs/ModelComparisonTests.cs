using Latent.Checkpoints;
using Latent.Data;
using Latent.Data.Transforms;
using Latent.Evaluation;
using Latent.Models;
using Latent.Runs;
using Latent.Tensors;
using Latent.Tests.Evaluation;

namespace Latent.Tests.Runs;

/// <summary>Models whose log p(x) is known of every example: x ~ N(μ, r²) whatever z is, and q is the prior.</summary>
public sealed class ModelComparisonTests
{
    private const string Elbo = "evidence lower bound";

    private static readonly EvaluationOptions s_options = new() { Parts = [EvaluationPart.Bound, EvaluationPart.Likelihood, EvaluationPart.Reconstruction] };

    [Fact]
    public void The_difference_of_examples_has_the_error_that_is_computed_by_hand()
    {
        // log N(x; 1, r²) - log N(x; 0, r²) = (2x - 1)/(2r²): -1, 1 and 5 by 2r² = 1.28, of mean 5/3 and variance 28/3.
        IDataset data = Conjugate.Of("three", [0, 1, 3], 1);
        ModelComparison comparison = Compare(data, 0, 1);
        foreach (string name in new[] { Elbo, "log p(x)", "log-likelihood of reconstructions", "log p(x | ...)" })
        {
            FigureDifference difference = Find(comparison, name).Differences[1]!;
            Assert.True(difference.IsPaired);
            Assert.Equal(5 / 3.0 / 1.28, difference.Value, 1e-12);
            Assert.Equal(Math.Sqrt(28 / 9.0) / 1.28, difference.StandardError!.Value, 1e-12);
            Assert.False(difference.IsClear);
            Assert.Null(Find(comparison, name).Best);
        }

        // (x - μ)²: 0, 1 and 9 of A; 1, 0 and 4 of B.
        FigureDifference squares = Find(comparison, "squared error of reconstructions").Differences[1]!;
        Assert.Equal(-5 / 3.0, squares.Value, 1e-12);
        Assert.Equal(Math.Sqrt(28 / 9.0), squares.StandardError!.Value, 1e-12);
        // Nothing is known of other figures' errors than that of both.
        EvaluationFigure[] elbos = [.. Find(comparison, Elbo).Values.Select(static value => value!)];
        FigureDifference apart = FigureDifference.Between(elbos[1] with { PerExample = [] }, elbos[0]);
        Assert.False(apart.IsPaired);
        Assert.Equal(5 / 3.0 / 1.28, apart.Value, 1e-12);
        Assert.Equal(Math.Sqrt(Math.Pow(elbos[0].Value.Error!.Value, 2) + Math.Pow(elbos[1].Value.Error!.Value, 2)), apart.StandardError!.Value, 1e-12);
    }

    [Fact]
    public void Models_that_are_the_same_do_not_differ_and_none_is_best()
    {
        ModelComparison comparison = Compare(Conjugate.Data(50), 0.5, 0.5);
        Assert.All(comparison.Figures, static figure =>
        {
            Assert.Null(figure.Best);
            Assert.Equal(0, figure.Differences[1]!.Value);
            if (figure.Differences[1]!.IsPaired) Assert.Equal(0, figure.Differences[1]!.StandardError);
        });
        Assert.Empty(comparison.Notes);
        Assert.Empty(comparison.Settings);
    }

    [Fact]
    public void The_best_is_marked_where_it_is_clear_against_every_other()
    {
        IDataset data = Conjugate.Data(200);
        ComparedFigure elbo = Find(Compare(data, 1, 0, 0.7), Elbo);
        Assert.Equal(1, elbo.Best);
        Assert.True(elbo.Differences[2]!.IsClear);
        // A third as good as the second, to a hair: neither is clearly the best.
        Assert.Null(Find(Compare(data, 1, 0, 0.001), Elbo).Best);
        Assert.Equal(1, Find(Compare(data, 1, 0), "squared error of reconstructions").Best);
    }

    [Fact]
    public void One_example_says_nothing_of_others()
    {
        FigureDifference difference = Find(Compare(Conjugate.Of("one", [0], 1), 0, 5), Elbo).Differences[1]!;
        Assert.Equal((false, false), (difference.IsClear, difference.IsPaired));
    }

    [Fact]
    public void An_evaluation_made_before_is_taken_if_its_options_are_the_same_and_not_paired()
    {
        IDataset data = Conjugate.Data(40);
        EvaluationReport before = EvaluationReport.Parse(Compare(data, 0, 1).Evaluations[1].ToJson());
        ComparedModel[] models = [Model(data, 0, "a"), Model(data, 1, "b") with { Stored = before }];
        ModelComparison comparison = ModelComparison.Run(models, s_options, Conjugate.Context());
        Assert.Equal([false, true], comparison.AreStored);
        Assert.False(Find(comparison, Elbo).Differences[1]!.IsPaired);
        Assert.Contains("The evaluation of B was made before: differences of it from others are not paired.", comparison.Notes);
        EvaluationOptions others = s_options with { Likelihood = new ImportanceWeightedOptions { Samples = 3 } };
        Assert.Equal([false, false], ModelComparison.Run(models, others, Conjugate.Context()).AreStored);
        Assert.Equal([false, false], ModelComparison.Run(models, s_options, Conjugate.Context(2)).AreStored);
    }

    [Fact]
    public void What_is_measured_otherwise_does_not_compare_and_the_notes_say_so()
    {
        IDataset data = Conjugate.Data(200);
        IReadOnlyList<Transform> scaled = Pipeline.Fit([new Standardize()], data);
        ComparedModel standard = Model(data, 0, "scaled", scaled);
        ModelComparison comparison = ModelComparison.Run([Model(data, 3, "plain"), standard], s_options, Conjugate.Context());
        ComparedFigure elbo = Find(comparison, Elbo), bits = Find(comparison, "bits per dimension");
        Assert.Equal((false, (int?)null, (FigureDifference?)null), (elbo.Compares, elbo.Best, elbo.Differences[1]));
        Assert.Equal((true, (int?)1), (bits.Compares, bits.Best));
        Assert.Contains(
            "B is not measured as A is (densities of x after standardize; A has densities of x): what is in nats does not compare; bits per dimension do.",
            comparison.Notes);
        Assert.Contains("B does not see the data as A does: distances and sample quality do not compare.", comparison.Notes);
    }

    [Fact]
    public void Other_data_are_refused()
    {
        IDataset data = Conjugate.Data(20), other = Conjugate.Data(20, seed: 8), longer = Conjugate.Data(30);
        Assert.Equal(
            "B (b) is to be judged by conjugate 8, and A (a) by conjugate 7: these are not the same data (that of B has other values). Judge all of them by "
            + "the same: latent compare --data names data for all.", Refused(Model(data, 0, "a"), Model(other, 0, "b")));
        Assert.Contains("(that of B has 30 examples, that of A 20)", Refused(Model(data, 0, "a"), Model(longer, 0, "b")), StringComparison.Ordinal);
        Assert.Equal(
            "B (b) was trained on x [3] real, and A (a) on x [2] real: they model different things, and nothing of them compares.",
            Refused(Model(data, 0, "a"), Model(Conjugate.Data(20, 3), 0, "b")));
        // The same values in another place are the same data.
        _ = ModelComparison.Run([Model(data, 0, "a"), Model(Conjugate.Data(20), 0, "b")], s_options, Conjugate.Context());
        Assert.Throws<ArgumentException>(() => ModelComparison.Run([Model(data, 0, "a")], s_options, Conjugate.Context()));

        static string Refused(params ComparedModel[] models) =>
            Assert.Throws<IncomparableDataException>(() => ModelComparison.Run(models, s_options, Conjugate.Context())).Message;
    }

    [Fact]
    public void Letters_go_on_after_Z() => Assert.Equal(["A", "Z", "AA", "AZ", "BA"], new[] { 0, 25, 26, 51, 52 }.Select(ModelComparison.LetterOf));

    private static ComparedFigure Find(ModelComparison comparison, string name) => comparison.Figures.Single(figure => figure.Name == name);

    private static ModelComparison Compare(IDataset data, params double[] means) =>
        ModelComparison.Run([.. means.Select((mean, i) => Model(data, mean, $"m{i}"))], s_options, Conjugate.Context());

    internal static ComparedModel Model(IDataset data, double mean, string name, IReadOnlyList<Transform>? transforms = null)
    {
        LatentModel model = Conjugate.Model(data.Column("x").Shape.Count, prior: 0, scale: 1, decode: (_, z) => (0.0 * z) + mean);
        return new ComparedModel(name, new ModelFile(model, new VaeConfig(), data.Columns, transforms ?? [], new ModelCard { Name = name }), data);
    }
}
