using Latent.Data;
using Latent.Data.Columns;
using Latent.Evaluation;
using Latent.Models;
using Latent.Runs;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Evaluation;

public sealed class ClassificationTests
{
    private static readonly EvaluationContext Context = new(RandomKey.FromSeed(1));

    // x is the class that the classifier says; its own label beside it, one unknown.
    private static readonly double[] Said = [0, 0, 1, 1, 1, 2, 0, 2], Labels = [0, 0, 0, 1, 1, 1, double.NaN, 1];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(0)]
    public void The_counts_are_those_of_a_table_by_hand(int rows)
    {
        ClassificationResult result = Classification.Run(new Says(), Data(), new ClassificationOptions(), Context with { Rows = rows });
        Assert.Equal((7, 8, 1, "y"), (result.Examples, result.Available, result.Unknown, result.Label));
        Assert.Equal(4 / 7.0, result.Accuracy.Value, 1e-12);
        Assert.Equal(3 / 7.0, result.Error.Value, 1e-12);
        Assert.Equal(Math.Sqrt(4 / 7.0 * (3 / 7.0) / 6), result.Accuracy.StandardError, 1e-12);
        double right = Math.Log(0.8), wrong = Math.Log(0.1);
        Assert.Equal(((4 * right) + (3 * wrong)) / 7, result.LogProb.Value, 1e-6);
        ClassFigures first = result.Classes[0], second = result.Classes[1], third = result.Classes[2];
        Assert.Equal(("a", 3, 2, "b"), (first.Name, first.Examples, first.Said, first.MistakenFor));
        Assert.Equal((2 / 3.0, 1.0), (first.Recall!.Value, first.Precision!.Value));
        Assert.Equal(("b", 4, 3, "c"), (second.Name, second.Examples, second.Said, second.MistakenFor));
        Assert.Equal((0.5, 2 / 3.0), (second.Recall!.Value, second.Precision!.Value), (a, b) => Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2) < 1e-12);
        Assert.Equal(("c", 0, 2, null), (third.Name, third.Examples, third.Said, third.MistakenFor));
        Assert.Null(third.Recall);
        Assert.Equal(0, third.Precision!.Value);
    }

    [Fact]
    public void It_is_a_part_of_an_evaluation_its_JSON_and_its_tables()
    {
        EvaluationOptions options = new() { Parts = [EvaluationPart.Classification] };
        EvaluationReport report = ModelEvaluation.Run(new Says(), Data(), null, options, Context);
        Assert.Equal(4 / 7.0, EvaluationReport.Parse(report.ToJson()).Classification!.Accuracy.Value, 1e-12);
        string table = EvaluationTables.Summary(report).ToString()!;
        Assert.NotNull(table);
        // One that is no classifier is asked only by name.
        EvaluationReport asked = ModelEvaluation.Run(new Lambda(static t => t.Latent("z", t.StandardNormal(1))), Data(), null, options, Context);
        Assert.Equal("the model does not say what class an example is of", Assert.Single(asked.NotDefined).Reason.Split(": ")[^1].TrimEnd('.'));
    }

    [Fact]
    public void Without_labels_it_is_not_defined()
    {
        IDataset none = new ColumnDataset("t", new ValueColumn(new DataColumn("x", [1]), Said));
        Assert.Contains("t has no column 'y' of classes", Assert.Throws<EvaluationNotDefinedException>(
            () => Classification.Run(new Says(), none, new ClassificationOptions(), Context)).Message, StringComparison.Ordinal);
    }

    private static IDataset Data() => new ColumnDataset(
        "t", new ValueColumn(new DataColumn("x", [1]), Said),
        new ValueColumn(new DataColumn("y", []) { Classes = ["a", "b", "c"], HasMissing = true }, Labels));

    private sealed class Says : LatentModel, IClassifier
    {
        public string Label => "y";

        public override IReadOnlyList<Parameter> Parameters => [];

        public override void Run(Trace t) => t.Latent("z", t.StandardNormal(1));

        public Tensor ClassLogProb(Pass pass, Batch batch) =>
            ((pass.OneHot([.. batch["x"].ToDoubles().Select(static x => (int)x)], 3, DType.Float64) * 0.7) + 0.1).Log();
    }
}
