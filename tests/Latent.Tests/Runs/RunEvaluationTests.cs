using Latent.Checkpoints;
using Latent.Configuration;
using Latent.Data;
using Latent.Data.Columns;
using Latent.Data.Transforms;
using Latent.Evaluation;
using Latent.Evaluation.Pictures;
using Latent.Models;
using Latent.Models.Likelihoods;
using Latent.Networks;
using Latent.Optimization;
using Latent.Probe;
using Latent.Runs;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Tests.Runs;

/// <summary>What a run's evaluation and report are of, and what becomes of them where there is little or nothing to judge.</summary>
public sealed class RunEvaluationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0.2, 0.2, DataPart.Test, "test data")]
    [InlineData(0.2, 0, DataPart.Validation, "validation data")]
    [InlineData(0, 0, DataPart.Train, "training data")]
    public void The_part_that_was_used_is_named_everywhere(double validation, double test, DataPart part, string words)
    {
        ExperimentConfig config = Config(60);
        config.Data = config.Data with { Validation = validation, Test = test };
        using TrainingRun run = TrainingRun.Start(_folder.Path, "run", config, "{}", new StoppedClock());
        _ = run.Train();
        EvaluationReport report = run.Evaluate();
        _ = run.WriteReport(report);
        Assert.Equal(part, report.Part);
        Assert.Contains($"\"part\": \"{part.ToString().ToLowerInvariant()}\"", File.ReadAllText(run.Folder.File(RunFolder.EvaluationFile)), StringComparison.Ordinal);
        Assert.Equal(part == DataPart.Train, report.Findings.Any(static f => f.Code == "seen-data"));
        RunSummary summary = RunSummary.Of(run.Folder);
        Assert.Equal((part, report.Bound!.Elbo, report.Likelihood!.LogLikelihood), (summary.Part, summary.Bound, summary.LogLikelihood));
        Assert.Contains($"nats per example, on {words}", File.ReadAllText(run.Folder.File(RunFolder.ReportFile)), StringComparison.Ordinal);
    }

    [Fact]
    public void Five_rows_are_trained_on_judged_as_far_as_they_go_and_reported_on()
    {
        ExperimentConfig config = Config(5);
        config.Evaluation = config.Evaluation with { Parts = Enum.GetValues<EvaluationPart>() };
        using TrainingRun run = TrainingRun.Start(_folder.Path, "run", config, "{}", new StoppedClock());
        _ = run.Train();
        EvaluationReport report = run.Evaluate();
        Assert.Equal((1, 3), (report.Bound!.Examples, report.TrainingBound!.Available));
        Assert.Equal([EvaluationPart.Continuity, EvaluationPart.Completeness, EvaluationPart.SampleQuality], report.NotDefined.Select(static m => m.Part));
        Assert.Contains("sample-quality: ", File.ReadAllText(run.WriteReport(report)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_that_diverged_before_it_learned_anything_is_not_judged_and_says_so()
    {
        ExperimentConfig config = Config(60);
        config.Optimizer = new SgdConfig { LearningRate = 1e30 };
        using TrainingRun run = TrainingRun.Start(_folder.Path, "run", config, "{}", new StoppedClock());
        Assert.Equal((StopReason.Diverged, 0L), (run.Train().Reason, run.Train().ModelStep));
        Assert.True(run.HasLearnedNothing);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => run.Evaluate());
        Assert.StartsWith("The training diverged before its first evaluation: the parameters are those it was begun with", error.Message, StringComparison.Ordinal);
        string page = File.ReadAllText(run.WriteReport(null));
        Assert.Contains("the training diverged before it had learned anything", page, StringComparison.Ordinal);
        Assert.Contains(error.Message, page, StringComparison.Ordinal);
        Assert.Equal(error.Message, ModelFile.Load(run.Folder.File(RunFolder.ModelFile)).Card.Notes);
        Assert.False(File.Exists(run.Folder.File(RunFolder.EvaluationFile)));
    }

    [Fact]
    public void Standardised_images_are_seen_on_the_scale_of_the_data()
    {
        double[] values = [.. Enumerable.Range(0, 10 * 6).Select(static i => 100 + (3.0 * (i % 7)))];
        IDataset raw = new ColumnDataset("heat", new ValueColumn(new DataColumn("x", [2, 3]), values));
        IReadOnlyList<Transform> transforms = Pipeline.Fit([new Standardize { Per = StandardizePer.Column }], raw);
        IDataset seen = raw.With(transforms);
        VaeConfig config = new() { Latents = 2, Encoder = MlpConfig.Of(3), Likelihood = new GaussianLikelihood() };
        ModelFile file = new(config.Build(seen.Columns, ParameterScope.Initialize(RandomKey.FromSeed(1))), config, raw.Columns, transforms, new ModelCard());
        ImageView view = SeenData.ViewOf(file, raw, seen);
        Assert.Equal((100, 118), (view.Low, view.High));
        using Pass pass = Pass.Evaluation();
        float[] intensities = view.Intensities(seen.Get(0, 10, pass, default)["x"], 10, "the data's");
        for (int i = 0; i < values.Length; i++) Assert.Equal((values[i] - 100) / 18, intensities[i], 1e-4);
        // What is not standardised is seen as it is.
        ModelFile plain = new(file.Model, config, raw.Columns, [], new ModelCard());
        Assert.Null(SeenData.ViewOf(plain, raw, raw).Restore);
    }

    private ExperimentConfig Config(int rows)
    {
        string data = _folder.File("data.csv");
        File.WriteAllText(data, TinyRuns.Table(rows));
        return TrainAndDie.Config(data);
    }
}
