using Latent.Data;
using Latent.Models;
using Latent.Objectives;
using Latent.Tensors;

namespace Latent.Training;

/// <summary>
/// Walks a <see cref="Trainer"/> to its end: evaluates on a validation set, keeps the best parameters, stops early, contains numbers that
/// are not finite, hands out checkpoints, and ends in good order when cancelled.
/// </summary>
/// <remarks>
/// Where it stands is <see cref="Save"/>; restored, it goes on to the bits of a training that was never stopped. Evaluation uses the same
/// noise each time, so that two evaluations differ by the parameters alone.
/// </remarks>
public sealed class Fit
{
    /// <summary>How often training goes back at most.</summary>
    public const int MostRollBacks = 5;

    // Numbers of a batch that is validated on: what a network holds of an example is some multiple of it.
    private const int EvaluationNumbers = 1 << 19, LargestEvaluationBatch = 500;

    private readonly Trainer _trainer;
    private readonly IDataset? _validation;
    private readonly TimeProvider _clock;
    private readonly RandomKey _validationData;
    private readonly RandomKey _validationNoise;
    private readonly TermMeter _meter = new();
    private Dictionary<string, Tensor>? _best;
    private TrainingPoint? _bestPoint;
    private TrainingPoint? _lastPoint;
    private TrainerState? _lastGood;
    private int _misses;
    private int _rollBacks;

    /// <summary>Prepares the walk.</summary>
    /// <param name="trainer">Where it stands is where the walk begins.</param>
    /// <param name="validation">What decides which parameters are best and when to stop; null to train to the end and keep the last.</param>
    /// <param name="clock">For speeds and the times of checkpoints.</param>
    public Fit(Trainer trainer, IDataset? validation = null, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        if (validation is { Count: 0 }) throw new ArgumentException($"{validation.Name} holds no examples to validate on.", nameof(validation));
        _trainer = trainer;
        _validation = validation;
        _clock = clock ?? TimeProvider.System;
        RandomKey key = trainer.Key.Split("validation");
        _validationData = key.Split("data");
        _validationNoise = key.Split("noise");
    }

    /// <summary>Runs to the end, or until stopped. The model then has the best parameters, or the last.</summary>
    /// <param name="observer">Is told of steps and evaluations.</param>
    /// <param name="checkpoint">Takes what to save, as often as the options say and when the training is stopped.</param>
    /// <param name="cancellation">Looked at after every step; the step is finished, a checkpoint handed out, and the result returned.</param>
    public TrainingResult Run(ITrainingObserver? observer = null, Action<FitState>? checkpoint = null, CancellationToken cancellation = default)
    {
        _lastGood ??= _trainer.Save();
        long saved = _clock.GetTimestamp(), savedStep = _trainer.Step;
        Interval interval = new(_clock);
        while (true)
        {
            try
            {
                // A stage that had ended when it was stopped has still ended.
                bool isTired = HasLostPatience() && _trainer.Step < _trainer.StageEnd;
                foreach (StepReport step in isTired ? [] : _trainer.Steps())
                {
                    _meter.Add(step.Examples, step.Loss, step.Bound, step.Terms, step.Measures);
                    interval.Examples += step.Examples;
                    observer?.OnStep(step);
                    if (IsEvaluationDue())
                    {
                        TrainingPoint point = Evaluate(interval);
                        observer?.OnPoint(point);
                        interval = new Interval(_clock);
                        isTired = HasLostPatience() && _trainer.Step < _trainer.StageEnd;
                        if (isTired) break;
                    }

                    if (cancellation.IsCancellationRequested && _trainer.Step < _trainer.TotalSteps) return End(StopReason.Cancelled, checkpoint);
                    if (checkpoint is not null && IsCheckpointDue(saved, savedStep))
                    {
                        checkpoint(Save());
                        (saved, savedStep) = (_clock.GetTimestamp(), _trainer.Step);
                    }
                }

                if (_trainer.StageNumber == _trainer.StageCount - 1)
                    return End(isTired ? StopReason.EarlyStopping : StopReason.Completed, checkpoint);
                NextStage();
                interval = new Interval(_clock);
                if (cancellation.IsCancellationRequested) return End(StopReason.Cancelled, checkpoint);
            }
            catch (TrainingDivergedException error)
            {
                _trainer.Restore(_lastGood);
                _meter.Clear();
                if (_trainer.Options.OnNonFinite != NonFinitePolicy.RollBack || _rollBacks == MostRollBacks)
                    return End(StopReason.Diverged, checkpoint, error);
                _rollBacks++;
                _trainer.ScaleRate(_trainer.RateFactor / 2);
                observer?.OnRollBack(error, _trainer.Step, _trainer.RateFactor);
                _lastGood = _trainer.Save();
            }
        }
    }

    /// <summary>A copy of all that the walk goes on from.</summary>
    public FitState Save()
    {
        // The parameters of a checkpoint between two evaluations have been looked at by nobody: they may be what is about to diverge.
        bool goesBack = _lastGood is { } good && good.Step != _trainer.Step;
        FitProgress progress = new(_bestPoint, _lastPoint, _misses, _rollBacks, _meter.Save());
        return new FitState(_trainer.Save(), progress, _best, goesBack ? _lastGood : null);
    }

    /// <summary>Goes on where <see cref="Save"/> was called.</summary>
    /// <exception cref="ArgumentException">The state is of another model, objective or optimiser.</exception>
    public void Restore(FitState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _trainer.Restore(state.Trainer);
        (_bestPoint, _lastPoint, _misses, _rollBacks) =
            (state.Progress.BestPoint, state.Progress.LastPoint, state.Progress.Misses, state.Progress.RollBacks);
        _meter.Restore(state.Progress.Meter);
        _lastGood = state.LastGood ?? state.Trainer;
        _best = state.Best is null ? null : new Dictionary<string, Tensor>(state.Best, StringComparer.Ordinal);
    }

    /// <summary>The objective's terms over a data set, with the noise of this training's validation.</summary>
    /// <param name="data">Any part of the data.</param>
    public TermSummary Summarize(IDataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        TermMeter meter = new();
        long width = data.Columns.Sum(static column => (long)column.Shape.Count);
        int rows = (int)Math.Clamp(EvaluationNumbers / Math.Max(1, width), 1, LargestEvaluationBatch);
        Batches batches = new(data.Count, rows);
        for (int i = 0; i < batches.Number; i++)
        {
            (int first, int length) = batches[i];
            // The step is that of the training, so that a loss whose weights follow a schedule is the one that training makes small.
            using Pass pass = Pass.Evaluation(_validationNoise, _trainer.Device, _trainer.StageStep);
            Batch batch = data.Get(first, length, pass, _validationData);
            ObjectiveTerms terms = _trainer.StageObjective.Evaluate(_trainer.Stage.Model, batch, pass);
            meter.Add(batch.Count, TermMeans.MeanOf(terms.Loss), TermMeans.MeanOf(terms.Bound), TermMeans.Of(terms), terms.Measures);
        }

        return meter.Summary();
    }

    private bool IsEvaluationDue()
    {
        if (_trainer.Step == _trainer.StageEnd) return true;
        long every = _trainer.Options.EvaluateEverySteps ?? (long)_trainer.Options.EvaluateEveryEpochs * _trainer.StepsPerEpoch;
        return _trainer.StageStep % every == 0;
    }

    // The next stage stands on the best that this one has found; its bound is another, so nothing is compared across.
    private void NextStage()
    {
        TakeBest();
        _ = _trainer.TryAdvance();
        (_best, _bestPoint, _misses) = (null, null, 0);
        _meter.Clear();
        _lastGood = _trainer.Save();
    }

    private bool IsCheckpointDue(long saved, long savedStep) => _trainer.Options.CheckpointSteps is { } steps
        ? _trainer.Step - savedStep >= steps
        : _clock.GetElapsedTime(saved).TotalSeconds >= _trainer.Options.CheckpointSeconds;

    private bool HasLostPatience() => _validation is not null && _trainer.Options.Patience is { } patience && _misses >= patience;

    private TrainingPoint Evaluate(Interval interval)
    {
        double trained = interval.Seconds;
        _trainer.ThrowIfDiverged();
        TermSummary? validation = null;
        bool isBest = false;
        using (_trainer.UseAverage())
        {
            if (_validation is not null)
            {
                validation = Validate(_validation);
                if (TermMeans.FirstNotFinite([.. validation.Terms], validation.Bound) is var (what, value))
                {
                    throw new TrainingDivergedException(_trainer.Step, EpochOfLastStep(), $"validation {what}", value,
                        "The parameters are finite; the model is not at these examples. Lower the learning rate.");
                }

                isBest = _bestPoint?.Validation is not { } best
                    || Merit.Of(validation, _trainer.StageObjective).IsBetterThan(Merit.Of(best, _trainer.StageObjective));
                if (isBest && _trainer.Options.KeepBest) _best = Trainer.Snapshot(_trainer.Stage.Model.Parameters);
            }
        }

        TermSummary train = _meter.Summary();
        TrainingPoint point = new(_trainer.Step, EpochOfLastStep(), train, validation, isBest, _trainer.RateFactor, interval.Seconds,
            trained > 0 ? interval.Examples / trained : 0)
        {
            Stage = _trainer.StageCount > 1 ? _trainer.Stage.Name : null,
        };
        _meter.Clear();
        _lastPoint = point;
        if (isBest) _bestPoint = point;
        _misses = !isBest ? _misses + 1 : _trainer.Options.PatienceIsCumulative ? _misses : 0;
        _lastGood = _trainer.Save();
        return point;
    }

    private TermSummary Validate(IDataset validation)
    {
        try
        {
            return Summarize(validation);
        }
        catch (NonFiniteException error)
        {
            throw new TrainingDivergedException(_trainer.Step, EpochOfLastStep(), "validation's forward traversal", double.NaN, error.Message, error);
        }
    }

    private int EpochOfLastStep() => _trainer.EpochOf(_trainer.Step - Math.Min(1, _trainer.StageStep));

    private TrainingResult End(StopReason reason, Action<FitState>? checkpoint, TrainingDivergedException? error = null)
    {
        checkpoint?.Invoke(Save());
        return TakeBest()
            ? new TrainingResult(reason, _trainer.Step, _bestPoint, _bestPoint!.Step, _rollBacks, error)
            : new TrainingResult(reason, _trainer.Step, _lastPoint, _trainer.Step, _rollBacks, error);
    }

    // The parameters that count: those of the best evaluation, or the averages, or the last.
    private bool TakeBest()
    {
        if (_best is not null)
        {
            Trainer.SetParameters(_trainer.Stage.Model.Parameters, _best);
            return true;
        }

        if (_trainer.Options.AverageDecay > 0)
        {
            Dictionary<string, Tensor> average;
            using (_trainer.UseAverage()) average = Trainer.Snapshot(_trainer.Stage.Model.Parameters);
            Trainer.SetParameters(_trainer.Stage.Model.Parameters, average);
        }

        return false;
    }

    /// <summary>Time since the last evaluation.</summary>
    private sealed class Interval(TimeProvider clock)
    {
        private readonly long _start = clock.GetTimestamp();

        public double Seconds => clock.GetElapsedTime(_start).TotalSeconds;

        // Counted here, as after a resume the sums have the examples of before.
        public long Examples { get; set; }
    }
}
