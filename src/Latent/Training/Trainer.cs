using System.Diagnostics.CodeAnalysis;
using Latent.Data;
using Latent.Models;
using Latent.Objectives;
using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Training;

/// <summary>Trains a model by an objective, as a sequence of steps that the caller walks through; <see cref="Fit"/> does the walking.</summary>
/// <remarks>
/// <para>
/// All randomness comes from the key, by purpose, epoch and step: the same key gives the same parameters to the bit, whatever the number of
/// threads and whatever runs between the steps. Stopping is leaving the loop; <see cref="Save"/> and <see cref="Restore"/> go on where it was
/// left, with the bits of a training that was never stopped.
/// </para>
/// <para>
/// A step: the batch of the epoch's random order, the objective, the gradients of all players, their updates, the objective's own update.
/// </para>
/// <para>
/// A model that is trained in stages (<see cref="LatentModel.Stages"/>) has its steps counted through; every stage has an optimiser, an order
/// of examples and noise of its own, and schedules begin anew. <see cref="Steps"/> ends with the stage: <see cref="TryAdvance"/> goes to the next.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// Trainer trainer = new(model, new Elbo(), digits.Train, new AdamConfig(), new TrainingOptions { Epochs = 5 }, key);
/// foreach (StepReport step in trainer.Steps())
///     if (step.Step % 100 == 0) Console.WriteLine(step);
/// </code>
/// </example>
public sealed class Trainer
{
    private const string OptimizerName = "optimizer", AdversaryName = "adversary", AverageName = "average";

    private readonly IDataset _train;
    private readonly OptimizerConfig _settings;
    private readonly OptimizerConfig _adversarySettings;
    private readonly IReadOnlyList<TrainingStage> _stages;
    private readonly Batches _batches;
    private readonly int[] _rows;
    private RandomKey _order;
    private RandomKey _data;
    private RandomKey _noise;
    private Optimizer _optimizer;
    private Optimizer? _adversary;
    private ParameterAverage? _average;
    private long _stageStart;
    private bool _hasBegun;
    private int _orderedEpoch = -1;

    /// <summary>Prepares training; the parameters are changed by the steps.</summary>
    /// <param name="model">The model, new or read from a file.</param>
    /// <param name="objective">What is made large.</param>
    /// <param name="train">The training set, seen through its transforms.</param>
    /// <param name="optimizer">How the parameters of the model and of the objective are moved.</param>
    /// <param name="options">How long, on how much at once.</param>
    /// <param name="key">The source of all randomness.</param>
    /// <param name="device">Where to compute; the shared processor device by default.</param>
    /// <param name="adversary">How a second player's parameters are moved, where there is one; as the model's by default.</param>
    /// <exception cref="ArgumentException">There is nothing to learn from, or a setting makes no sense.</exception>
    public Trainer(
        LatentModel model, Objective objective, IDataset train, OptimizerConfig optimizer, TrainingOptions options, RandomKey key,
        Device? device = null, OptimizerConfig? adversary = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (train.Count == 0) throw new ArgumentException($"{train.Name} holds no examples to train on.", nameof(train));
        Model = model;
        Objective = objective;
        Options = options;
        Device = device ?? Device.Cpu;
        Key = key;
        _train = train;
        _settings = optimizer;
        _adversarySettings = adversary ?? optimizer;
        _rows = new int[train.Count];
        _stages = model.Stages;
        _batches = new Batches(train.Count, options.BatchSize);
        Enter(0, 0);
    }

    /// <summary>What is trained.</summary>
    public LatentModel Model { get; }

    /// <summary>What is made large.</summary>
    public Objective Objective { get; }

    /// <summary>How long, on how much at once.</summary>
    public TrainingOptions Options { get; }

    /// <summary>Where it computes.</summary>
    public Device Device { get; }

    /// <summary>The source of all randomness.</summary>
    public RandomKey Key { get; }

    /// <summary>The stage that is trained; with its model, the whole one where there is one stage.</summary>
    public TrainingStage Stage => _stages[StageNumber];

    /// <summary>The number of the stage, from 0.</summary>
    public int StageNumber { get; private set; }

    /// <summary>How many stages there are.</summary>
    public int StageCount => _stages.Count;

    /// <summary>What this stage makes large: the objective, without penalties and constraints where the stage leaves them out.</summary>
    public Objective StageObjective => Stage.IsPlain ? Objective.Plain : Objective;

    /// <summary>Steps made, in all stages.</summary>
    public long Step => _stageStart + _optimizer.Steps;

    /// <summary>Steps made in this stage, which schedules count by.</summary>
    public long StageStep => _optimizer.Steps;

    /// <summary>Steps of one epoch.</summary>
    public int StepsPerEpoch => _batches.Number;

    /// <summary>The step at which this stage ends if nothing ends it before.</summary>
    public long StageEnd => _stageStart + StepsOf(Stage);

    /// <summary>Steps in all, where no stage to come ends before its time.</summary>
    public long TotalSteps => StageEnd + _stages.Skip(StageNumber + 1).Sum(StepsOf);

    /// <summary>What the step size is multiplied by: 1 but after a roll-back.</summary>
    public double RateFactor { get; private set; } = 1;

    /// <summary>Runs the steps from where training stands to the end of its stage, one per element, lazily.</summary>
    /// <exception cref="TrainingDivergedException">
    /// A term of the objective is not finite; nothing has been changed in this step, but the update before it is to blame as often as not.
    /// </exception>
    public IEnumerable<StepReport> Steps()
    {
        Begin();
        while (Step < StageEnd) yield return MakeStep();
    }

    /// <summary>Goes on to the next stage, with the parameters as they are.</summary>
    /// <returns>Whether there is one.</returns>
    public bool TryAdvance()
    {
        if (StageNumber == _stages.Count - 1) return false;
        Enter(StageNumber + 1, Step);
        return true;
    }

    /// <summary>Exchanges the parameters for their averages, where there are such, until the result is disposed: for evaluation.</summary>
    public IDisposable? UseAverage() => _average?.Use();

    /// <summary>A copy of all that the next steps depend on.</summary>
    public TrainerState Save()
    {
        Dictionary<string, OptimizerState> optimizers = new(StringComparer.Ordinal) { [OptimizerName] = _optimizer.Save() };
        if (_adversary is not null) optimizers.Add(AdversaryName, _adversary.Save());
        if (_average is not null) optimizers.Add(AverageName, _average.Save());
        return new TrainerState(Step, RateFactor, Snapshot(Parameters()), optimizers, Objective.State) { Stage = StageNumber, StageStart = _stageStart };
    }

    /// <summary>Goes on where <see cref="Save"/> was called.</summary>
    /// <exception cref="ArgumentException">The state is of another model, objective or optimiser.</exception>
    public void Restore(TrainerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Stage < 0 || state.Stage >= _stages.Count)
            throw new ArgumentException($"The state is of stage {state.Stage + 1}; this model has {_stages.Count}.", nameof(state));
        if (state.Stage != StageNumber || state.StageStart != _stageStart) Enter(state.Stage, state.StageStart);
        // The parameters of a stage's first place are those before what it begins with.
        _hasBegun = false;
        SetParameters(Parameters(), state.Parameters);
        _optimizer.Restore(StateOf(OptimizerName));
        _adversary?.Restore(StateOf(AdversaryName));
        _average?.Restore(StateOf(AverageName));
        Objective.Restore(state.Objective);
        ScaleRate(state.RateFactor);
        _orderedEpoch = -1;

        OptimizerState StateOf(string name) => state.Optimizers.TryGetValue(name, out OptimizerState? found)
            ? found
            : throw new ArgumentException($"The state has no '{name}'; it has: {string.Join(", ", state.Optimizers.Keys)}.", nameof(state));
    }

    /// <summary>Multiplies the step size of the settings, for instance after a roll-back.</summary>
    /// <param name="factor">Of the settings' own rate, not of the present one.</param>
    public void ScaleRate(double factor)
    {
        RateFactor = factor;
        foreach ((Optimizer? optimizer, OptimizerConfig settings) in new[] { (_optimizer, _settings), (_adversary, _adversarySettings) })
        {
            if (optimizer is null) continue;
            Schedule rate = settings.LearningRate.Make(StepsPerEpoch);
            OptimizerConfig.Innermost(optimizer).Rate = factor == 1 ? rate : rate.Times(factor);
        }
    }

    /// <summary>Looks for parameters that are no finite numbers, which the next step would have shown.</summary>
    /// <exception cref="TrainingDivergedException">The last update has left one.</exception>
    public void ThrowIfDiverged()
    {
        foreach (Parameter parameter in Parameters())
        {
            foreach (double value in parameter.Value.ToDoubles())
            {
                if (!double.IsFinite(value))
                    throw new TrainingDivergedException(Step, EpochOf(Math.Max(_stageStart, Step - 1)), $"parameter '{parameter.Name}'", value,
                        Advice(StageStep));
            }
        }
    }

    /// <summary>Copies of parameters by name.</summary>
    internal static Dictionary<string, Tensor> Snapshot(IEnumerable<Parameter> parameters) =>
        parameters.ToDictionary(static parameter => parameter.Name, static parameter => parameter.Value.Clone(), StringComparer.Ordinal);

    /// <summary>Gives parameters saved values; looked at as a whole before any is changed.</summary>
    internal static void SetParameters(IReadOnlyList<Parameter> parameters, IReadOnlyDictionary<string, Tensor> values)
    {
        foreach (Parameter parameter in parameters)
        {
            if (!values.TryGetValue(parameter.Name, out Tensor? value))
                throw new ArgumentException($"There is no value for the parameter '{parameter.Name}'; the state is of another model.", nameof(values));
            if (value.Shape != parameter.Shape || value.DType != parameter.Value.DType)
            {
                throw new ArgumentException(
                    $"The parameter '{parameter.Name}' is {parameter.Shape} {parameter.Value.DType} and its saved value "
                    + $"{value.Shape} {value.DType}; the state is of another model.", nameof(values));
            }
        }

        foreach (Parameter parameter in parameters) parameter.Set(values[parameter.Name]);
    }

    private long StepsOf(TrainingStage stage) => Math.Min(Options.Steps ?? long.MaxValue, (long)(stage.Epochs ?? Options.Epochs) * StepsPerEpoch);

    // The first stage has the randomness of a training that knows none.
    [MemberNotNull(nameof(_optimizer))]
    private void Enter(int stage, long step)
    {
        (StageNumber, _stageStart, _hasBegun, _orderedEpoch, RateFactor) = (stage, step, false, -1, 1);
        RandomKey key = stage == 0 ? Key : Key.Split("stage").At(stage);
        _order = key.Split("order").For(RandomPurpose.Shuffling);
        _data = key.Split("data");
        _noise = key.Split("noise");
        Objective objective = StageObjective;
        // A parameter has one optimiser at a time, and may be learned in several stages.
        _optimizer?.Release();
        _adversary?.Release();
        _optimizer = _settings.Make([.. Stage.Model.Parameters, .. objective.Parameters], StepsPerEpoch);
        _adversary = objective.AdversaryParameters.Count > 0 ? _adversarySettings.Make(objective.AdversaryParameters, StepsPerEpoch) : null;
        _average = Options.AverageDecay > 0 ? new ParameterAverage(_optimizer, Options.AverageDecay) : null;
    }

    // What a stage begins with is a function of the parameters it finds: a training restored to its first step makes it again.
    private void Begin()
    {
        if (_hasBegun) return;
        _hasBegun = true;
        if (StageStep > 0 || Stage.Begin is not { } begin) return;
        begin(_train, Key.Split("begin").At(StageNumber));
        // An average goes from the values the steps begin with.
        if (_average is not null) _average = new ParameterAverage(_optimizer, Options.AverageDecay);
    }

    private List<Parameter> Parameters() => [.. Model.Parameters, .. Objective.Parameters, .. Objective.AdversaryParameters];

    /// <summary>The epoch of a step, from 1, counted through all stages: a stage begins an epoch.</summary>
    internal int EpochOf(long step) =>
        (int)((_stageStart + StepsPerEpoch - 1) / StepsPerEpoch) + (int)((step - _stageStart) / StepsPerEpoch) + 1;

    private StepReport MakeStep()
    {
        long step = StageStep;
        int epoch = (int)(step / StepsPerEpoch), place = (int)(step % StepsPerEpoch);
        RandomKey noise = _noise.At(step);
        using Pass pass = Pass.Training(noise, step, Device);
        Batch batch = _train.Get(RowsOf(epoch, place), pass, _data.Split(epoch));

        ObjectiveTerms terms = Evaluate(batch, pass);
        TermMean[] means = TermMeans.Of(terms);
        double loss = TermMeans.MeanOf(terms.Loss), bound = TermMeans.MeanOf(terms.Bound);
        if (TermMeans.FirstNotFinite(means, loss) is var (what, value))
            throw new TrainingDivergedException(_stageStart + step + 1, EpochOf(Step), what, value, Advice(step, noise));
        int counted = EpochOf(Step);
        UpdateReport update = Update(pass, terms);
        StageObjective.Update(terms);
        _average?.Update();
        return new StepReport(Step, counted, place + 1, batch.Count, loss, bound, means, terms.Measures, update);
    }

    private ObjectiveTerms Evaluate(Batch batch, Pass pass)
    {
        try
        {
            return StageObjective.Evaluate(Stage.Model, batch, pass);
        }
        catch (NonFiniteException error)
        {
            throw Diverged(pass, "forward traversal", error);
        }
    }

    private UpdateReport Update(Pass pass, ObjectiveTerms terms)
    {
        try
        {
            // All gradients first: no player sees the other's update of the same step.
            Gradients gradients = pass.Backward(terms.Loss);
            Gradients? adversary = _adversary is not null && terms.AdversaryLoss is { } loss ? pass.Backward(loss) : null;
            UpdateReport update = _optimizer.Step(gradients);
            if (adversary is not null) _ = _adversary!.Step(adversary);
            else _adversary?.Skip();
            return update;
        }
        catch (NonFiniteException error)
        {
            throw Diverged(pass, "gradient", error);
        }
    }

    private TrainingDivergedException Diverged(Pass pass, string what, NonFiniteException error) =>
        new(_stageStart + pass.Step + 1, EpochOf(_stageStart + pass.Step), what, double.NaN, $"{error.Message} {Advice(pass.Step, pass.Key)}", error);

    private ReadOnlySpan<int> RowsOf(int epoch, int place)
    {
        if (_orderedEpoch != epoch)
        {
            _order.At(epoch).Permutation(_rows.Length).Fill(_rows);
            _orderedEpoch = epoch;
        }

        (int first, int length) = _batches[place];
        return _rows.AsSpan(first, length);
    }

    private string Advice(long step, RandomKey? noise = null)
    {
        double rate = OptimizerConfig.Innermost(_optimizer).Rate.At(step);
        string key = noise is { } randomness ? $" The randomness of this step was {randomness}." : "";
        return string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"Lower the learning rate ({rate:G4}), clip the gradient (optimizer.clipNorm), or look for extreme values in the data.{key}");
    }
}
