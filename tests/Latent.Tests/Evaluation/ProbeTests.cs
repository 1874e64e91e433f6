using Latent.Data;
using Latent.Data.Columns;
using Latent.Distributions;
using Latent.Evaluation;
using Latent.Models;
using Latent.Tensors;
using Latent.Tests.Distributions;
using Latent.Tests.Models;

namespace Latent.Tests.Evaluation;

public sealed class ProbeTests
{
    private const int Width = 3, Classes = 3;

    [Fact]
    public void Logistic_regression_stands_where_its_gradient_is_zero()
    {
        (double[] x, int[] y) = Clusters(200, spread: 1.2);
        LogisticRegression fitted = LogisticRegression.Fit(LogisticData.Of(x, y, Width), Classes, 1e-3, 1e-10, 500, Context());
        Assert.InRange(fitted.Gradient, 0, 1e-10);
        // The optimality conditions by hand: 1/n Σ (p - 1_y)·x + λW = 0, and 1/n Σ (p - 1_y) = 0.
        double[] logProb = fitted.LogProb(x), conditions = new double[(Width + 1) * Classes];
        for (int i = 0; i < y.Length; i++)
        {
            for (int c = 0; c < Classes; c++)
            {
                double error = (Math.Exp(logProb[(i * Classes) + c]) - (y[i] == c ? 1 : 0)) / y.Length;
                for (int j = 0; j < Width; j++) conditions[(c * Width) + j] += error * x[(i * Width) + j];
                conditions[(Classes * Width) + c] += error;
            }
        }

        for (int i = 0; i < Classes * Width; i++) conditions[i] += 1e-3 * fitted.Parameters[i];
        Assert.All(conditions, static value => Assert.InRange(value, -1e-9, 1e-9));
        // Convex: no step from there goes down; and the start is all the same.
        double least = Loss(fitted.Parameters);
        double[] moved = new double[fitted.Parameters.Length];
        for (ulong seed = 1; seed <= 20; seed++)
        {
            RandomKey.FromSeed(seed).Normal(moved);
            Assert.True(Loss([.. moved.Zip(fitted.Parameters, static (by, at) => at + (0.01 * by))]) > least);
        }

        double[] other = LogisticRegression.Fit(LogisticData.Of(x, y, Width), Classes, 1e-3, 1e-10, 500, Context(), moved).LogProb(x);
        for (int i = 0; i < other.Length; i++) Assert.Equal(logProb[i], other[i], 1e-6);

        double Loss(double[] at) => LogisticRegression.Loss(LogisticData.Of(x, y, Width), Classes, 1e-3, at, new double[at.Length], null);
    }

    [Fact]
    public void The_gradient_of_logistic_regression_is_the_limit_of_differences()
    {
        (double[] x, int[] y) = Clusters(30, spread: 1);
        double[] at = new double[(Width + 1) * Classes], gradient = new double[at.Length], none = new double[at.Length];
        RandomKey.FromSeed(4).Normal(at);
        _ = LogisticRegression.Loss(LogisticData.Of(x, y, Width), Classes, 0.1, at, gradient, null);
        double[] expected = Differences.Gradient(at, moved => LogisticRegression.Loss(LogisticData.Of(x, y, Width), Classes, 0.1, moved, none, null));
        for (int i = 0; i < at.Length; i++) Assert.Equal(expected[i], gradient[i], 1e-7);
    }

    [Fact]
    public void What_can_be_separated_is_separated_and_what_cannot_is_not()
    {
        ProbeResult apart = CodeProbe.Run(new Copy(), Data("held out", 60, 0.1, 7), Data("train", 120, 0.1, 8), new ProbeOptions(), Context());
        Assert.Equal((0.0, 0.0, 0.0), (apart.Error.Value, apart.TrainingError, apart.Neighbours!.Error.Value));
        Assert.Equal((60, 60, 120, Width, Classes), (apart.Examples, apart.Available, apart.TrainingExamples, apart.Width, apart.Classes));
        Assert.InRange(apart.LogLikelihood.Value, -0.05, 0);
        // Labels that have nothing to do with the codes: an error of 2/3, within four standard errors of 600 examples; λ is the largest.
        ProbeResult chance = CodeProbe.Run(new Copy(), Data("held out", 600, 1e6, 7), Data("train", 600, 1e6, 8), new ProbeOptions(), Context());
        Assert.InRange(chance.Error.Value, (2 / 3.0) - (4 * chance.Error.StandardError), (2 / 3.0) + (4 * chance.Error.StandardError));
        Assert.InRange(chance.Neighbours!.Error.Value, (2 / 3.0) - (4 * chance.Neighbours.Error.StandardError), (2 / 3.0) + (4 * chance.Neighbours.Error.StandardError));
        Assert.Equal(Math.Sqrt(chance.Error.Value * (1 - chance.Error.Value) / 599), chance.Error.StandardError, 1e-3);
        Assert.Equal(0.1, chance.Penalty);
    }

    [Fact]
    public void Results_do_not_depend_on_batches_threads_or_the_scale_of_codes()
    {
        IDataset held = Data("held out", 90, 0.9, 7), train = Data("train", 150, 0.9, 8);
        ProbeResult expected = CodeProbe.Run(new Copy(), held, train, new ProbeOptions(), Context());
        Assert.InRange(expected.Error.Value, 0.02, 0.4);
        Assert.Equal(expected, CodeProbe.Run(new Copy(), held, train, new ProbeOptions(), Context() with { Rows = 7 }));
        Assert.Equal(expected, CodeProbe.Run(new Copy(), held, train, new ProbeOptions(), Context() with { Device = Device.CreateCpu(3) }));
        // Codes are standardised: a power of two changes no bit.
        Assert.Equal(expected, CodeProbe.Run(new Copy(1024), held, train, new ProbeOptions(), Context()));
    }

    [Fact]
    public void Codes_keep_their_proportions_where_they_are_scaled_together()
    {
        // Two classes apart in the first number; the second is noise a thousand times as small, which scaled by itself counts as much as the first.
        const int rows = 40;
        double[] noise = new double[2 * rows], x = new double[3 * rows];
        RandomKey.FromSeed(5).Normal(noise);
        for (int i = 0; i < rows; i++) (x[3 * i], x[(3 * i) + 1], x[(3 * i) + 2]) = ((i % 2) + (0.5 * noise[2 * i]), 1e-3 * noise[(2 * i) + 1], 0);
        IDataset data = new ColumnDataset("scaled", new ValueColumn(new DataColumn("x", [Width]), x),
            new ValueColumn(new DataColumn("y", []) { Classes = ["a", "b"] }, (double[])[.. Enumerable.Range(0, rows).Select(static i => i % 2 * 1.0)]));
        ProbeOptions options = new() { Penalties = [1e-3], Neighbours = 0 };
        ProbeResult together = CodeProbe.Run(new Copy(), data, data, options with { Scaling = ProbeScaling.Together }, Context());
        ProbeResult each = CodeProbe.Run(new Copy(), data, data, options, Context());
        // The regression on the first number alone, scaled by the root of the mean variance of all three: the small ones cannot add to it.
        double[] first = new double[rows];
        int[] labels = [.. Enumerable.Range(0, rows).Select(static i => i % 2)];
        double[] variances = [.. Enumerable.Range(0, Width).Select(j => VarianceOf([.. Enumerable.Range(0, rows).Select(i => x[(3 * i) + j])]))];
        double mean = Enumerable.Range(0, rows).Average(i => x[3 * i]);
        for (int i = 0; i < rows; i++) first[i] = (x[3 * i] - mean) / Math.Sqrt(variances.Average());
        LogisticRegression alone = LogisticRegression.Fit(LogisticData.Of(first, labels, 1), 2, 1e-3, 1e-8, 500, Context());
        double[] logProb = alone.LogProb(first);
        Assert.Equal(Enumerable.Range(0, rows).Average(i => logProb[(2 * i) + labels[i]]), together.LogLikelihood.Value, 1e-4);
        Assert.True(each.LogLikelihood.Value > together.LogLikelihood.Value + 1e-3, $"{each.LogLikelihood.Value} {together.LogLikelihood.Value}");

        static double VarianceOf(double[] values) => values.Sum(v => Math.Pow(v - values.Average(), 2)) / (values.Length - 1);
    }

    [Fact]
    public void Of_few_labels_those_there_are_are_learned_from()
    {
        IDataset held = Data("held out", 90, 0.9, 7), train = Data("train", 150, 0.9, 8);
        IDataset few = new FewLabels { Count = 30 }.Apply(train, RandomKey.FromSeed(1));
        ProbeResult result = CodeProbe.Run(new Copy(), held, few, new ProbeOptions(), Context());
        Assert.Equal((30, 90), (result.TrainingExamples, result.Examples));
        int[] known = [.. few.ReadNumbers("y").Index().Where(static pair => !double.IsNaN(pair.Item)).Select(static pair => pair.Index)];
        Assert.Equal(30, known.Length);
        // The same examples as a training set of their own, in an order that the key gives: only sums over them differ.
        ProbeResult alone = CodeProbe.Run(new Copy(), held, few.Select(known), new ProbeOptions { HeldOut = 0, Penalties = [0.01] }, Context());
        ProbeResult among = CodeProbe.Run(new Copy(), held, few, new ProbeOptions { HeldOut = 0, Penalties = [0.01] }, Context());
        Assert.Equal(alone.LogLikelihood.Value, among.LogLikelihood.Value, 1e-4);
        // Repeated so that a training sees them often, they are still thirty.
        IDataset repeated = new FewLabels { Count = 30, Share = 0.5 }.Apply(train, RandomKey.FromSeed(1));
        Assert.Equal(240, repeated.Count);
        Assert.Equal(result, CodeProbe.Run(new Copy(), held, repeated, new ProbeOptions(), Context()));
        Assert.Equal("Probe is not defined here: no example of held out, 1 labelled has a known 'y'.", Assert.Throws<EvaluationNotDefinedException>(() =>
            CodeProbe.Run(new Copy(), new FewLabels { Count = 1, Balanced = false }.Apply(held, default).Select([0, 1]), train, new ProbeOptions(), Context())).Message);
    }

    [Fact]
    public void Where_there_are_no_classes_there_is_no_probe()
    {
        IDataset data = Data("held out", 20, 1, 7), bare = new ColumnDataset("bare", new ValueColumn(new DataColumn("x", [Width]), new double[Width * 20]));
        Assert.Equal("Probe is not defined here: bare has no column 'y' of classes to tell apart.",
            Assert.Throws<EvaluationNotDefinedException>(() => CodeProbe.Run(new Copy(), bare, data, new ProbeOptions(), Context())).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => CodeProbe.Run(new Copy(), data, data, new ProbeOptions { Penalties = [0] }, Context()));
        EvaluationReport report = ModelEvaluation.Run(
            new Copy(), data, null, new EvaluationOptions { Parts = [EvaluationPart.Probe, EvaluationPart.Classification] }, Context());
        Assert.Equal(
            [
                new MissingPart(EvaluationPart.Classification, "held out has no column 'label' of classes"),
                new MissingPart(EvaluationPart.Probe, "no training set is given to fit a classifier to"),
            ],
            report.NotDefined.OrderBy(static missing => missing.Part));
    }

    [Fact]
    public void A_model_s_own_classifier_is_counted_where_the_class_is_known()
    {
        // Examples whose largest number is that of their class are right; of the masked ones nobody knows.
        double[] x = [2, 1, 0, /**/ 0, 3, 1, /**/ 0, 3, 1, /**/ 1, 0, 5], label = [1, 0, 0, /**/ 0, 1, 0, /**/ 1, 0, 0, /**/ 1, 0, 0];
        IDataset data = new ColumnDataset("four", new ValueColumn(new DataColumn("x", [3]), x), new ValueColumn(new DataColumn("label", [3]) { Levels = 2 }, label));
        ClassificationResult result = Classification.Run(new Copy(), data, new ClassificationOptions(), Context());
        Assert.Equal((0.5, 4, "label"), (result.Error.Value, result.Examples, result.Label));
        Assert.Equal([0, 0, 1, 1], result.ErrorPerExample);
        double expected = 0;
        for (int i = 0; i < 4; i++)
        {
            double sum = Math.Exp(x[3 * i]) + Math.Exp(x[(3 * i) + 1]) + Math.Exp(x[(3 * i) + 2]);
            expected += (x[(3 * i) + Array.IndexOf(label, 1.0, 3 * i, 3) - (3 * i)] - Math.Log(sum)) / 4;
        }

        Assert.Equal(expected, result.LogProb.Value, 1e-6);
    }

    private static EvaluationContext Context() => new(RandomKey.FromSeed(3));

    // A cluster for each class, at the corners of a triangle.
    private static (double[] X, int[] Y) Clusters(int rows, double spread, ulong seed = 2)
    {
        double[] x = new double[rows * Width];
        RandomKey.FromSeed(seed).Normal(x);
        int[] y = [.. Enumerable.Range(0, rows).Select(static i => i % Classes)];
        for (int i = 0; i < x.Length; i++) x[i] = (spread * x[i]) + (i % Width == y[i / Width] ? 2 : 0);
        return (x, y);
    }

    private static IDataset Data(string name, int rows, double spread, ulong seed)
    {
        (double[] x, int[] y) = Clusters(rows, spread, seed);
        return new ColumnDataset(name, new ValueColumn(new DataColumn("x", [Width]), x),
            new ValueColumn(new DataColumn("y", []) { Classes = ["a", "b", "c"] }, (double[])[.. y.Select(static c => (double)c)]));
    }

    /// <summary>Codes are the examples themselves, and so are the logits of its classifier.</summary>
    private sealed class Copy(double scale = 1) : LatentModel, IClassifier
    {
        private readonly Parameter _offset = ParameterScope.Initialize(RandomKey.FromSeed(1)).Parameter("offset", [Width], Initializer.Zeros);

        public override IReadOnlyList<Parameter> Parameters => [_offset];

        public string Label => "label";

        public override void Run(Trace t)
        {
            Tensor z = t.Latent("z", t.StandardNormal(Width), () => Delta.At(t.Observed("x") * scale, eventAxes: 1));
            t.Observe("x", () => Normal.FromLogScale(z + t.Pass[_offset], t.Pass.Full([1], 0), eventAxes: 1));
        }

        public Tensor ClassLogProb(Pass pass, Batch batch) => batch["x"].LogSoftmax();
    }
}
