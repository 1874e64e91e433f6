using System.Text.RegularExpressions;
using Latent.Data;
using Latent.Data.Columns;
using Latent.Data.Transforms;
using Latent.Distributions;
using Latent.Evaluation;
using Latent.Models;
using Latent.Models.Labelled;
using Latent.Networks;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Evaluation;

public sealed class ModelEvaluationTests
{
    private static readonly EvaluationOptions Small = new()
    {
        Bound = new BoundOptions { Samples = 3 },
        Likelihood = new ImportanceWeightedOptions { Samples = 20 },
        Continuity = new ContinuityOptions { Pairs = 5, Steps = 4, Halvings = 3 },
        Completeness = new CompletenessOptions { Samples = 150, Permutations = 19 },
        SampleQuality = new SampleQualityOptions { Samples = 30, ClassifierSteps = 20 },
    };

    [Fact]
    public void Every_bit_of_a_report_is_the_same_for_any_rows_and_threads()
    {
        Vae model = TinyVae.Make();
        IDataset test = Images(60), train = Images(150);
        string whole = ModelEvaluation.Run(model, test, train, Small, Conjugate.Context()).ToJson();
        foreach ((int rows, int threads) in new[] { (1, 1), (7, 3), (50, 2), (5000, 1) })
        {
            EvaluationContext context = Conjugate.Context() with { Rows = rows, Device = Device.CreateCpu(threads) };
            Assert.Equal(whole, ModelEvaluation.Run(model, test, train, Small, context).ToJson());
        }

        Assert.NotEqual(whole, ModelEvaluation.Run(model, test, train, Small, Conjugate.Context(2)).ToJson());
    }

    [Fact]
    public void A_report_is_read_back_as_it_was_written()
    {
        EvaluationReport report = ModelEvaluation.Run(TinyVae.Make(), Images(40), Images(40), Small, Conjugate.Context());
        Assert.Empty(report.NotDefined);
        Assert.NotNull(report.Bound);
        Assert.NotNull(report.TrainingBound);
        Assert.NotNull(report.Likelihood);
        Assert.NotNull(report.Latents);
        Assert.NotNull(report.Continuity);
        Assert.NotNull(report.Completeness);
        Assert.NotNull(report.SampleQuality);
        Assert.NotNull(report.Disentanglement);
        string json = report.ToJson();
        Assert.Equal(json, EvaluationReport.Parse(json).ToJson());
        // Names of members are written as in configurations.
        foreach (string name in new[] { "sample-quality", "log-likelihood", "closed-form", "spherical", "probability" })
            Assert.Contains($"\"{name}\"", json, StringComparison.Ordinal);
        Assert.DoesNotMatch(": \"(?!NaN|Infinity|[A-Z]+\")[A-Z][a-zA-Z]+\"", json);
        string unknown = json.Replace("\"closed-form\"", "\"guessed\"", StringComparison.Ordinal);
        Assert.Throws<System.Text.Json.JsonException>(() => EvaluationReport.Parse(unknown));
    }

    [Fact]
    public void Progress_rises_from_nothing_to_all()
    {
        Recorder recorder = new();
        _ = ModelEvaluation.Run(TinyVae.Make(), Images(40), Images(40), Small, Conjugate.Context() with { Progress = recorder });
        Assert.Equal(recorder.Values.Order(), recorder.Values);
        Assert.InRange(recorder.Values[0], 0, 0.1);
        Assert.Equal(1, recorder.Values[^1], 1e-9);
    }

    [Fact]
    public void Cancelled_it_stops_in_every_part()
    {
        foreach (EvaluationPart part in Enum.GetValues<EvaluationPart>())
        {
            using CancellationTokenSource source = new();
            source.Cancel();
            EvaluationContext context = Conjugate.Context() with { Cancellation = source.Token };
            Assert.Throws<OperationCanceledException>(
                () => ModelEvaluation.Run(TinyVae.Make(), Images(40), Images(40), Small with { Parts = [part] }, context));
        }
    }

    [Fact]
    public void Parts_not_asked_for_are_left_out()
    {
        EvaluationReport report = ModelEvaluation.Run(
            TinyVae.Make(), Images(40), null, Small with { Parts = [EvaluationPart.Bound, EvaluationPart.SampleQuality] }, Conjugate.Context());
        Assert.NotNull(report.Bound);
        Assert.Null(report.TrainingBound);
        Assert.Null(report.Latents);
        Assert.Equal([new MissingPart(EvaluationPart.SampleQuality, "no training set is given to train a classifier by")], report.NotDefined);
    }

    [Fact]
    public void What_a_conditional_model_cannot_do_is_said()
    {
        // p(z | c) reads c from the batch: nothing is generated without it.
        Lambda model = new(t =>
        {
            Tensor z = t.Latent("z", Normal.FromLogScale(t.Observed("c"), 0.0 * t.Observed("c"), eventAxes: 1),
                () => Normal.FromLogScale(t.Observed("x"), 0.0 * t.Observed("x"), eventAxes: 1));
            t.Observe("x", () => Normal.FromLogScale(z, 0.0 * z, eventAxes: 1));
        });
        double[] values = [.. Enumerable.Range(0, 20).Select(static i => i / 10.0)];
        IDataset data = new ColumnDataset(
            "pairs", new ValueColumn(new DataColumn("x", [1]) { Type = DType.Float64 }, values),
            new ValueColumn(new DataColumn("c", [1]) { Type = DType.Float64 }, values));
        EvaluationReport report = ModelEvaluation.Run(model, data, data, Small, Conjugate.Context());
        Assert.NotNull(report.Bound);
        Assert.NotNull(report.Likelihood);
        Assert.Null(Assert.Single(report.Latents!.Sites).Aggregate);
        Assert.Equal(["the aggregated posterior: its prior depends on c"], report.Latents.Sites[0].NotDefined);
        Assert.Equal(
            [EvaluationPart.Continuity, EvaluationPart.Completeness, EvaluationPart.SampleQuality], report.NotDefined.Select(static m => m.Part));
        Assert.StartsWith("'c' is asked for, and no batch is given.", report.NotDefined[0].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Data_too_few_for_a_part_leave_that_part_out_and_no_other(int count)
    {
        EvaluationReport report = ModelEvaluation.Run(TinyVae.Make(), Images(count), Images(count), Small, Conjugate.Context());
        Assert.Equal(count, report.Bound!.Examples);
        Assert.NotNull(report.Likelihood);
        Assert.NotNull(report.Latents);
        Assert.DoesNotContain(report.Findings, finding => count == 1 && finding.Code == "posterior-collapse");
        Assert.Contains(report.NotDefined, static m => m.Part == EvaluationPart.SampleQuality);
        Assert.Equal(count == 1, report.NotDefined.Contains(new MissingPart(EvaluationPart.Continuity, $"a path needs two examples, and tiny {count} has 1")));
        Assert.Equal(
            count == 1, report.NotDefined.Contains(new MissingPart(EvaluationPart.Completeness, $"two examples are needed, and tiny {count} has 1")));
        Assert.Equal(report.ToJson(), EvaluationReport.Parse(report.ToJson()).ToJson());
    }

    [Fact]
    public void What_the_form_of_data_forbids_is_not_defined_and_what_is_asked_wrongly_is_an_error()
    {
        Lambda model = new(static t =>
        {
            Tensor z = t.Latent("z", t.StandardNormal(1), () => Normal.FromLogScale(t.Observed("x"), 0.0 * t.Observed("x"), eventAxes: 1));
            // Many rows at once, as of decoded paths, are refused.
            if (z.Shape[0] > 1 && !t.Has("x")) throw new ShapeException("this model decodes one by one.");
            t.Observe("x", () => Normal.FromLogScale(z, 0.0 * z, eventAxes: 1));
        });
        IDataset data = Conjugate.Data(20, 1);
        EvaluationReport report = ModelEvaluation.Run(model, data, data, Small, Conjugate.Context());
        Assert.NotNull(report.Bound);
        Assert.StartsWith(
            "this model decodes one by one.", report.NotDefined.Single(static m => m.Part == EvaluationPart.Continuity).Reason, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => ModelEvaluation.Run(
            model, data, data, Small with { Continuity = new ContinuityOptions { Steps = 0 } }, Conjugate.Context()));
        Assert.Throws<ArgumentException>(() => ModelEvaluation.Run(model, Conjugate.Data(0, 1), data, Small, Conjugate.Context()));
    }

    private static IDataset Images(int count)
    {
        byte[] labels = [.. Enumerable.Range(0, count).Select(static i => (byte)(i % 4))], pixels = new byte[count * 6];
        for (int i = 0; i < count; i++)
        {
            for (int p = 0; p < 6; p++)
                pixels[(i * 6) + p] = (byte)(((i >> (p / 3)) & 1) == 1 ? 230 : 20);
        }

        // Each half of an image is bright or dark: two factors, and the class is both.
        byte[] factors = [.. Enumerable.Range(0, 2 * count).Select(static k => (byte)(((k / 2) >> (k % 2)) & 1))];
        return new ColumnDataset(
            $"tiny {count}", new ByteColumn(new DataColumn("x", [1, 2, 3]) { Levels = 256 }, pixels),
            new ByteColumn(new DataColumn("y", []) { Classes = ["0", "1", "2", "3"] }, labels),
            new ByteColumn(new DataColumn("factors", [2]) { Elements = ["left", "right"] }, factors)).With(new Flatten(), new Binarize());
    }

    private sealed class Recorder : IProgress<double>
    {
        public List<double> Values { get; } = [];

        public void Report(double value) => Values.Add(value);
    }

    [Fact]
    public void What_the_data_give_to_the_model_is_said()
    {
        double[] x = [.. Enumerable.Range(0, 80).Select(static i => i % 3 == 0 ? 1.0 : 0)], y = [.. Enumerable.Range(0, 20).Select(static i => i % 2 * 1.0)];
        ValueColumn images = new(new DataColumn("x", [4]) { Levels = 2 }, x);
        IDataset labelled = new ColumnDataset("labelled", images, new ValueColumn(new DataColumn("y", []) { Classes = ["a", "b"] }, y));
        LatentModel model = new ConditionalVaeConfig { Latents = 2, Encoder = MlpConfig.Of(3) }.Build(
            labelled.Columns, ParameterScope.Initialize(RandomKey.FromSeed(1)));
        EvaluationReport report = ModelEvaluation.Run(
            model, labelled, null, new EvaluationOptions { Parts = [EvaluationPart.Reconstruction] }, new EvaluationContext(RandomKey.FromSeed(2)));
        Assert.Equal(["y"], report.Given);
        Assert.Equal("y", Assert.Single(report.Findings, static finding => finding.Code == "given-variable").Subject);
        Assert.Equal(["y"], EvaluationReport.Parse(report.ToJson()).Given);
        // What was written before there was such a line is read, and diagnosed.
        string before = Regex.Replace(report.ToJson(), "\\s*\"(given|version)\": (\\[[^]]*\\]|\\d+),", "");
        Assert.DoesNotContain("\"given\"", before, StringComparison.Ordinal);
        EvaluationReport read = EvaluationReport.Parse(before);
        Assert.Equal(0, read.Version);
        Assert.Empty(read.Given);
        Assert.Equal(DataPart.Test, read.On(DataPart.Test).Part);
    }
}
