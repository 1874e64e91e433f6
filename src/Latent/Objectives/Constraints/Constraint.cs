using Latent.Objectives.Regularizers;
using Latent.Optimization;

namespace Latent.Objectives.Constraints;

/// <summary>A quantity that is to stay at or below a bound, and how its multiplier is found.</summary>
/// <param name="quantity">What is bounded; its estimate on a batch has gradients to the model.</param>
/// <param name="bound">c, in the unit of the quantity; a schedule may tighten it over the steps.</param>
public sealed class Constraint(Penalty quantity, Schedule bound)
{
    /// <summary>What is bounded.</summary>
    public Penalty Quantity { get; } = quantity ?? throw new ArgumentNullException(nameof(quantity));

    /// <summary>c.</summary>
    public Schedule Bound { get; } = bound ?? throw new ArgumentNullException(nameof(bound));

    /// <summary>The name of the quantity.</summary>
    public string Name => Quantity.Name;

    /// <summary>The rule of the multiplier.</summary>
    public MultiplierUpdate Update { get; init; }

    /// <summary>
    /// η, at least 0, by the step. The multiplier should move slowly beside the model: too large a step makes both swing about the
    /// solution. It comes to rest in spite of the noise of batches if η falls to 0.
    /// </summary>
    public Schedule StepSize { get; init; } = 0.01;

    /// <summary>The multiplier before the first step; positive for <see cref="MultiplierUpdate.Exponential"/>, which cannot leave 0.</summary>
    public double InitialMultiplier
    {
        get;
        init => field = value >= 0 && double.IsFinite(value) ? value : throw Refused(nameof(InitialMultiplier), value, "at least 0");
    }

    /// <summary>
    /// What the multiplier never exceeds; infinite by default. A finite one keeps a bound that cannot be met from taking all digits of the loss:
    /// the multiplier then stops there, and the bound stays broken.
    /// </summary>
    public double LargestMultiplier
    {
        get;
        init => field = value > 0 ? value : throw Refused(nameof(LargestMultiplier), value, "positive");
    } = double.PositiveInfinity;

    /// <summary>
    /// The decay α in [0, 1) of the moving average v̄ ← α·v̄ + (1 - α)·v that the multiplier follows instead of v itself; 0 for none. The
    /// model's gradient is that of the batch's own estimate either way (Rezende and Viola 2018, algorithm 1).
    /// </summary>
    public double Average
    {
        get;
        init => field = value is >= 0 and < 1 ? value : throw Refused(nameof(Average), value, "in [0, 1)");
    }

    private static ArgumentOutOfRangeException Refused(string property, double value, string rule) =>
        new(property, value, $"Constraint: {property} must be {rule}.");
}
