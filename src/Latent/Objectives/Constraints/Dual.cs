using Latent.Tensors;

namespace Latent.Objectives.Constraints;

/// <summary>A constraint's multiplier and moving average, as they stand.</summary>
internal sealed class Dual
{
    private readonly Constraint _constraint;
    private double? _average;

    public Dual(Constraint constraint)
    {
        if (constraint is { Update: MultiplierUpdate.Exponential, InitialMultiplier: 0 })
        {
            throw new ArgumentException(
                $"Constraint on '{constraint.Name}': the exponential rule never leaves a multiplier of 0; give a positive InitialMultiplier, such as 1.");
        }

        _constraint = constraint;
        Multiplier = Math.Min(constraint.InitialMultiplier, constraint.LargestMultiplier);
    }

    public double Multiplier { get; private set; }

    public string MultiplierName => _constraint.Name + ".multiplier";

    public string AverageName => _constraint.Name + ".average";

    public string StepSizeName => _constraint.Name + ".step-size";

    public void Step(double violation, double stepSize)
    {
        if (!(stepSize >= 0))
            throw new ArgumentException($"Constraint on '{_constraint.Name}': its step size is {stepSize}; it must be at least 0 at every step.");
        if (!double.IsFinite(violation))
        {
            throw new ArgumentException(
                $"Constraint on '{_constraint.Name}': its violation is {violation}; the multiplier cannot follow it. The training has diverged.");
        }

        double followed = violation;
        if (_constraint.Average > 0)
        {
            // The first value stands for the average, which so is not drawn to 0.
            _average = _average is { } average ? (_constraint.Average * average) + ((1 - _constraint.Average) * violation) : violation;
            followed = _average.Value;
        }

        double step = stepSize * followed;
        double moved = _constraint.Update == MultiplierUpdate.Additive ? Multiplier + step : Multiplier * Exp(step);
        Multiplier = Math.Clamp(moved, 0, _constraint.LargestMultiplier);
        // Finite, so that a state can hold it, and positive under the exponential rule, which could not come back from 0.
        if (_constraint.Update == MultiplierUpdate.Exponential) Multiplier = Math.Clamp(Multiplier, 1e-300, 1e300);
    }

    public IEnumerable<KeyValuePair<string, double>> Save()
    {
        yield return new(MultiplierName, Multiplier);
        if (_average is { } average) yield return new(AverageName, average);
    }

    /// <summary>The change that takes up a state, made only if the whole state fits.</summary>
    public Action Prepare(ObjectiveState state)
    {
        double multiplier = state[MultiplierName];
        if (multiplier < 0) throw new ArgumentException($"Objective state: '{MultiplierName}' is {multiplier}; a multiplier is at least 0.");
        double? average = state.Values.TryGetValue(AverageName, out double value) ? value : null;
        return () => (Multiplier, _average) = (multiplier, average);
    }

    // The engine's own polynomial: the platform's may differ in its last bit from machine to machine.
    private static double Exp(double x) => Tensor.Full([], x, DType.Float64).Exp().Item();
}
