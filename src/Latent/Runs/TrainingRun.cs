using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Latent.Checkpoints;
using Latent.Configuration;
using Latent.Data;
using Latent.Evaluation;
using Latent.Files;
using Latent.Models;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Runs;

/// <summary>A training in a run folder: started or resumed, with its metrics, checkpoints and model.</summary>
/// <remarks>
/// The folder is claimed and locked before anything is written, and holds all that the result depends on. A process that is killed at any
/// moment leaves a run that <see cref="Resume(string, TimeProvider, Device?)"/> takes to the bits of one that was never disturbed.
/// </remarks>
public sealed class TrainingRun : IDisposable
{
    private const string UntrainedNote = "The training diverged before its first evaluation: the parameters are those it was begun with, the model has "
        + "learned nothing, and is not evaluated.";

    private readonly RunLock _lock;
    private readonly CheckpointStore _store;
    private readonly FileSystem _system;
    private TrainingResult? _result;
    private ModelFile? _file;

    private TrainingRun(
        RunFolder folder, RunLock runLock, string configText, Experiment experiment, IReadOnlyList<DataFinding> findings, TimeProvider clock, FileSystem system)
    {
        Folder = folder;
        _system = system;
        _lock = runLock;
        Experiment = experiment;
        Findings = findings;
        string id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(configText)))[..16];
        _store = new CheckpointStore(system, folder.File(RunFolder.CheckpointsFolder), id, clock, null);
    }

    /// <summary>The folder.</summary>
    public RunFolder Folder { get; }

    /// <summary>What is trained.</summary>
    public Experiment Experiment { get; }

    /// <summary>What a look through the training data found.</summary>
    public IReadOnlyList<DataFinding> Findings { get; }

    /// <summary>The step a resumed training goes on from; 0 if it begins.</summary>
    public long ResumedFrom { get; private set; }

    /// <summary>Checkpoints that could not be used, and why.</summary>
    public IReadOnlyList<SkippedCheckpoint> Skipped { get; private set; } = [];

    /// <summary>The newest checkpoint that this process has written; null before the first. After a divergence it is of the last good step.</summary>
    public SavedCheckpoint? LastCheckpoint { get; private set; }

    /// <summary>Makes a new run.</summary>
    /// <param name="parent">Where runs lie.</param>
    /// <param name="name">What the run is about.</param>
    /// <param name="config">A valid configuration.</param>
    /// <param name="environment">Machine and versions as JSON, for the record.</param>
    /// <param name="clock">The time.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="data">Its data, if opened already.</param>
    /// <exception cref="DataFormatException">A data file is missing, damaged or of another format.</exception>
    /// <exception cref="UnusableDataException">The data cannot be learned from.</exception>
    /// <exception cref="ArgumentException">Model and data do not fit together.</exception>
    /// <exception cref="RunOutputException">The folder cannot be written.</exception>
    public static TrainingRun Start(
        string parent, string name, ExperimentConfig config, string environment, TimeProvider clock, Device? device = null, DataSplits? data = null) =>
        Start(parent, name, config, environment, clock, device, FileSystem.Real, data);

    internal static TrainingRun Start(
        string parent, string name, ExperimentConfig config, string environment, TimeProvider clock, Device? device, FileSystem system,
        DataSplits? data = null)
    {
        data ??= Experiment.OpenData(config);
        IReadOnlyList<DataFinding> findings = Look(data);
        Experiment experiment = Experiment.Open(config, data, device, clock);
        string text = ConfigurationReader.Write(config);
        return RunOutputException.Guard(() =>
        {
            RunFolder folder = RunFolder.CreateLocked(parent, name, text, clock, system, out RunLock held);
            try
            {
                folder.Write(RunFolder.EnvironmentFile, environment);
                WriteFingerprint(folder, data);
                return new TrainingRun(folder, held, text, experiment, findings, clock, system);
            }
            catch
            {
                held.Dispose();
                throw;
            }
        });
    }

    /// <summary>Goes on with a run that was stopped, or killed, at any moment.</summary>
    /// <param name="path">The run folder.</param>
    /// <param name="clock">The time.</param>
    /// <param name="device">Where to compute; another number of threads changes nothing.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such run.</exception>
    /// <exception cref="ConfigurationException">Its configuration is damaged, or not the one that it was begun with.</exception>
    /// <exception cref="UnusableDataException">The data are not those it was begun with.</exception>
    /// <exception cref="RunLockedException">Another process trains in this folder.</exception>
    public static TrainingRun Resume(string path, TimeProvider clock, Device? device = null) => Resume(path, clock, device, FileSystem.Real);

    internal static TrainingRun Resume(string path, TimeProvider clock, Device? device, FileSystem system)
    {
        RunFolder folder = RunFolder.Open(path, system);
        RunLock held = RunLock.Acquire(folder.Path);
        try
        {
            string file = folder.File(RunFolder.ConfigFile);
            ExperimentConfig config = ConfigurationReader.Read(ConfigurationLayer.FromFile(file)).Config;
            DataSplits data = Experiment.OpenData(config);
            CompareData(folder, data);
            TrainingRun run = new(folder, held, File.ReadAllText(file), Experiment.Open(config, data, device, clock), Look(data), clock, system);
            run.RestoreNewest();
            folder.Sweep();
            return run;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Trains to the end, or until cancelled; then the model file is written, with the best parameters so far.</summary>
    /// <param name="observer">Is told of steps and evaluations.</param>
    /// <param name="cancellation">The step is finished and a checkpoint written.</param>
    /// <exception cref="RunOutputException">The folder cannot be written.</exception>
    public TrainingResult Train(ITrainingObserver? observer = null, CancellationToken cancellation = default)
    {
        MetricsWriter metrics = new(Folder.File(RunFolder.MetricsFile), observer);
        _result = Experiment.Fit.Run(metrics, SaveCheckpoint, cancellation);
        _ = RunOutputException.Guard(() =>
        {
            _file = MakeFile(_result);
            _file.Save(_system, Folder.File(RunFolder.ModelFile), Experiment.Data.Validation ?? Experiment.Data.Train);
            Folder.Write(RunFolder.ResultFile, JsonSerializer.Serialize(ResultOf(_result), RunJson.Default.RunResult));
            return true;
        });
        return _result;
    }

    /// <summary>
    /// Evaluates the trained model on the test set, on the validation set where there is none, else on the training set; the result says on
    /// which, and is written to the run.
    /// </summary>
    /// <param name="progress">Told the share done.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <exception cref="OperationCanceledException">Cancelled on the way.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to judge: <see cref="HasLearnedNothing"/>.</exception>
    /// <exception cref="RunOutputException">The folder cannot be written.</exception>
    public EvaluationReport Evaluate(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        if (HasLearnedNothing) throw new InvalidOperationException(UntrainedNote);
        DataSplits data = Experiment.Data;
        EvaluationContext context = new(RandomKey.FromSeed(0).Split("evaluation"))
        {
            Device = Experiment.Trainer.Device,
            Progress = progress,
            Cancellation = cancellation,
        };
        (IDataset judged, DataPart part) = data switch
        {
            { Test: { } test } => (test, DataPart.Test),
            { Validation: { } validation } => (validation, DataPart.Validation),
            _ => (data.Train, DataPart.Train),
        };
        EvaluationReport report = ModelEvaluation.Run(Experiment.Model, judged, data.Train, Experiment.Config.Evaluation, context).On(part);
        _ = RunOutputException.Guard(() =>
        {
            Folder.Write(RunFolder.EvaluationFile, report.ToJson());
            return true;
        });
        return report;
    }

    /// <summary>Whether the training diverged before its first evaluation, so that the parameters are those it was begun with.</summary>
    public bool HasLearnedNothing => _result is { } result && IsUntrained(result);

    /// <summary>Writes the run's report.</summary>
    /// <param name="evaluation">What <see cref="Evaluate"/> gave; null if it was cancelled.</param>
    /// <param name="colophon">What the result was made with, in a line.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <returns>The page.</returns>
    /// <exception cref="OperationCanceledException">Cancelled on the way.</exception>
    /// <exception cref="RunOutputException">The folder cannot be written.</exception>
    public string WriteReport(EvaluationReport? evaluation, string colophon = "", CancellationToken cancellation = default)
    {
        ReportContent content = new(Path.GetFileName(Path.TrimEndingDirectorySeparator(Folder.Path)), _file ?? MakeFile(Result),
            Experiment.Raw, MetricsWriter.ReadAll(Folder.File(RunFolder.MetricsFile)), evaluation)
        {
            DataFindings = Findings,
            Result = ResultOf(Result),
            Colophon = colophon,
            Device = Experiment.Trainer.Device,
            Cancellation = cancellation,
        };
        return RunOutputException.Guard(() => RunReport.Write(content, Folder.Path))[0];
    }

    /// <summary>Lets another process have the folder.</summary>
    public void Dispose() => _lock.Dispose();

    private static IReadOnlyList<DataFinding> Look(DataSplits data)
    {
        IReadOnlyList<DataFinding> findings = DataCheck.Run(data.Train);
        return findings.Any(static finding => finding.Level == FindingLevel.Error) ? throw UnusableDataException.Of(findings) : findings;
    }

    private static void CompareData(RunFolder folder, DataSplits data)
    {
        if (!File.Exists(folder.File(RunFolder.FingerprintFile)))
        {
            // Killed before it was written, when nothing had been learned yet; or deleted by somebody who has looked at the data.
            _ = RunOutputException.Guard(() => WriteFingerprint(folder, data));
            return;
        }

        if (DataFingerprint.Read(folder) is { } was && DataFingerprint.Of(data).DifferenceFrom(was) is { } difference)
            throw new UnusableDataException($"The data are not those the run was begun with: {difference}. Start a new run.");
    }

    private static bool WriteFingerprint(RunFolder folder, DataSplits data)
    {
        folder.Write(RunFolder.FingerprintFile, JsonSerializer.Serialize(DataFingerprint.Of(data), RunJson.Default.DataFingerprint));
        return true;
    }

    private void RestoreNewest()
    {
        CheckpointSearch search = _store.LoadNewest();
        Skipped = search.Skipped;
        if (search.Checkpoint is not { } checkpoint)
        {
            // Going on from nothing would take the metrics of what was learned with the other configuration for those of this one.
            if (_store.List().Any(summary => summary.Run is { } run && !string.Equals(run, _store.Run, StringComparison.Ordinal)))
            {
                throw new ConfigurationException([new ConfigurationError("", "this is not the configuration that the run was begun with: its checkpoints are "
                    + "of another one. Undo the change to go on, or start a new run with this file as its configuration.", Folder.File(RunFolder.ConfigFile))]);
            }

            MetricsWriter.CutAfter(Folder.File(RunFolder.MetricsFile), 0);
            return;
        }

        Experiment.Fit.Restore(FitCheckpoint.ToState(checkpoint));
        ResumedFrom = checkpoint.Step;
        MetricsWriter.CutAfter(Folder.File(RunFolder.MetricsFile), checkpoint.Step);
    }

    private void SaveCheckpoint(FitState state) => _ = RunOutputException.Guard(() =>
    {
        MetricsWriter.Flush(Folder.File(RunFolder.MetricsFile));
        return LastCheckpoint = _store.Save(FitCheckpoint.From(state));
    });

    private TrainingResult Result => _result ?? throw new InvalidOperationException("The run has not been trained: call Train first.");

    private static RunResult ResultOf(TrainingResult result) => new(
        result.Reason, result.Steps, result.ModelStep, result.RollBacks, result.Model?.Validation?.Bound, result.Error?.Message);

    private static bool IsUntrained(TrainingResult result) => result is { Reason: StopReason.Diverged, ModelStep: 0 };

    private ModelFile MakeFile(TrainingResult result)
    {
        ExperimentConfig config = Experiment.Config;
        IDataset train = Experiment.Data.Train;
        using Pass pass = Pass.Evaluation();
        ModelGraph graph = ModelGraph.Read(Experiment.Model, train.Get(0, 1, pass, default));
        ModelCard card = new()
        {
            Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Folder.Path)),
            Data = train.Name,
            TrainExamples = train.Count,
            Steps = result.ModelStep,
            Parameters = Experiment.Model.Parameters.Sum(static parameter => (long)parameter.Shape.Count),
            ValidationBound = result.Model?.Validation?.Bound,
            Factorisation = graph.ToString(),
            Notes = result.Reason == StopReason.Completed || result.Reason == StopReason.EarlyStopping
                ? "" : IsUntrained(result) ? UntrainedNote
                : $"The training was not finished: {result.Reason}, after {result.Steps} of {Experiment.Trainer.TotalSteps} steps (seed {config.Seed}).",
        };
        return Experiment.ToFile(card);
    }
}
