using Latent.Objectives.Regularizers;
using Latent.Optimization;

namespace Latent.Objectives.Constraints;

/// <summary>A constraint as a configuration holds it: quantity ≤ bound, see <see cref="Constraint"/>.</summary>
public sealed record ConstraintConfig
{
    /// <summary>What is bounded.</summary>
    public required PenaltyConfig Quantity { get; set; }

    /// <summary>c, in the unit of the quantity: a number, or a schedule that tightens it.</summary>
    public required ScheduleConfig Bound { get; set; }

    /// <summary>The rule of the multiplier.</summary>
    public MultiplierUpdate Update { get; set; }

    /// <summary>η: a number, or a schedule.</summary>
    public ScheduleConfig StepSize { get; set; } = 0.01;

    /// <summary>The multiplier before the first step; null for 0, and for 1 under the exponential rule, which cannot leave 0.</summary>
    public double? InitialMultiplier { get; set; }

    /// <summary>What the multiplier never exceeds; null for no limit.</summary>
    public double? LargestMultiplier { get; set; }

    /// <summary>The decay of the moving average of violations that the multiplier follows, in [0, 1); 0 for none.</summary>
    public double Average { get; set; }

    /// <summary>Makes the constraint.</summary>
    /// <exception cref="ArgumentException">A setting makes no sense; the message says which.</exception>
    public Constraint Make(ObjectiveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (Quantity.Weight != 1)
            throw new ArgumentException("quantity.weight is set, and a constraint finds the weight itself; leave it out.");
        Constraint constraint = new(Quantity.Make(context), Bound.Make(context.StepsPerEpoch))
        {
            Update = Update,
            StepSize = StepSize.Make(context.StepsPerEpoch),
            InitialMultiplier = InitialMultiplier ?? (Update == MultiplierUpdate.Exponential ? 1 : 0),
            LargestMultiplier = LargestMultiplier ?? double.PositiveInfinity,
            Average = Average,
        };
        // What this refuses would else be found with the other constraints' faults hidden.
        _ = new Dual(constraint);
        return constraint;
    }
}
