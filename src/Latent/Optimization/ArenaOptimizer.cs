using Latent.Optimization.Rules;
using Latent.Optimization.Schedules;
using Latent.Tensors;
using Latent.Tensors.Kernels;

namespace Latent.Optimization;

/// <summary>
/// An optimiser whose parameters are one flat arena with one rate, updated in one sweep of one kernel: each number from its gradient and up
/// to three numbers of state.
/// </summary>
public abstract class ArenaOptimizer : Optimizer
{
    private readonly Counter _steps = new();
    private readonly Counter _updates = new();
    private readonly (string Name, Tensor Flat)[] _states;

    private protected ArenaOptimizer(
        string name, IReadOnlyList<Parameter> parameters, Schedule rate, double weightDecay, params ReadOnlySpan<string> states)
    {
        Name = name;
        Rate = rate;
        WeightDecay = OptimizerChecks.NotNegative(name, weightDecay);
        Arena = new ParameterArena(parameters);
        _states = new (string, Tensor)[states.Length];
        for (int i = 0; i < states.Length; i++) _states[i] = (states[i], Tensor.Zeros([Arena.Count], Arena.Values.DType));
    }

    /// <summary>The optimiser's name in errors and profiles.</summary>
    public string Name { get; }

    /// <summary>The step size; a number is a constant. May be replaced between steps, for instance when a figure stops improving.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A constant that is not positive.</exception>
    public Schedule Rate
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value is ConstantSchedule { Value: <= 0 } constant)
            {
                throw new ArgumentOutOfRangeException(nameof(Rate), constant.Value,
                    $"{Name}: the rate is {constant}; it must be positive. To keep parameters as they are, leave them out.");
            }

            field = value;
        }
    }

    /// <summary>λ, with which weights decay.</summary>
    public double WeightDecay { get; }

    /// <summary>The flat parameters.</summary>
    public ParameterArena Arena { get; }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Parameter> Parameters => Arena.Parameters;

    /// <inheritdoc/>
    public sealed override long Steps => _steps.Value;

    /// <summary>Updates made: steps that were not skipped. Corrections of moments count these.</summary>
    public long Updates => _updates.Value;

    internal sealed override IReadOnlyList<ParameterArena> Arenas => [Arena];

    /// <summary>Whether the decay is added to the gradient; else the rule sees to it.</summary>
    private protected virtual bool DecaysThroughGradient => true;

    /// <inheritdoc/>
    public sealed override void Skip() => _steps.Value++;

    /// <summary>What it is, with its rate.</summary>
    public override string ToString() => $"{Name}, rate {Rate}";

    internal sealed override UpdateReport Apply(Gradients gradients, GradientScaling scaling)
    {
        double rate = Rate.At(Steps);
        if (!double.IsFinite(rate) || rate < 0)
        {
            throw new InvalidOperationException(
                $"{Name}: the rate of step {Steps} is {ScheduleChecks.Text(rate)} by '{Rate}'; it must be finite and not negative.");
        }

        Tensor gradient = gradients.Flat(Arena);
        UpdatePlan plan = default;
        plan.Value = Arena.Values.Operand;
        plan.Gradient = gradient.Operand;
        if (_states.Length > 0) plan.First = _states[0].Flat.Operand;
        if (_states.Length > 1) plan.Second = _states[1].Flat.Operand;
        if (_states.Length > 2) plan.Third = _states[2].Flat.Operand;
        plan.Count = Arena.Count;
        plan.DType = Arena.Values.DType;
        double decay = DecaysThroughGradient ? WeightDecay : 0;
        Update(new Sweep(gradient.Device.Kernels, scaling, decay), ref plan, rate, Updates + 1);
        _steps.Value++;
        _updates.Value++;
        return UpdateReport.Nothing;
    }

    internal sealed override void Describe(StateMap map, string prefix)
    {
        map.Add(prefix + "steps", _steps);
        map.Add(prefix + "updates", _updates);
        foreach ((string name, Tensor flat) in _states) map.Add(prefix + name, Arena, flat);
    }

    /// <summary>Lets a state start from another number than 0; padding between parameters stays 0.</summary>
    private protected void Fill(int state, double value)
    {
        foreach (Parameter parameter in Parameters)
            _states[state].Flat.ViewAt(parameter.ArenaOffset, parameter.Shape).FillWith(value);
    }

    /// <summary>Sets the rule's numbers for update number <paramref name="t"/>, from 1, and runs it.</summary>
    private protected abstract void Update(Sweep sweep, ref UpdatePlan plan, double rate, long t);
}
