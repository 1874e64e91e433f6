using Latent.Optimization.Schedules;
using Latent.Tensors;

namespace Latent.Optimization;

/// <summary>
/// Skips a step whose gradient is not finite, or has a norm over all parameters above a threshold. Schedules go on; parameters and moments
/// stay as they were.
/// </summary>
/// <remarks>
/// The <c>skip_threshold</c> of Child, "Very deep VAEs generalize autoregressive models and can outperform them on images", ICLR 2021,
/// which has a clipped norm behind it: <c>new StepSkipping(new NormClipping(adam, 200), 400)</c>. The report has the norm, and whether
/// the step was skipped.
/// </remarks>
public sealed class StepSkipping : OptimizerDecorator
{
    /// <summary>Stands before an optimiser.</summary>
    /// <param name="inner">Who makes the step.</param>
    /// <param name="threshold">The largest norm with which a step is made; without one only those that are not finite are skipped.</param>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is not positive.</exception>
    public StepSkipping(Optimizer inner, double threshold = double.PositiveInfinity) : base(inner) =>
        Threshold = OptimizerChecks.Positive(nameof(StepSkipping), threshold);

    /// <summary>The largest norm with which a step is made.</summary>
    public double Threshold { get; }

    /// <inheritdoc/>
    public override string ToString() => double.IsPositiveInfinity(Threshold)
        ? $"{Inner}, skipped where not finite"
        : $"{Inner}, skipped above norm {ScheduleChecks.Text(Threshold)}";

    internal override UpdateReport Apply(Gradients gradients, GradientScaling scaling)
    {
        double norm = GradientMeasures.Norm(Arenas, gradients, scaling);
        if (!double.IsFinite(norm) || norm > Threshold)
        {
            Inner.Skip();
            return UpdateReport.Nothing with { Norm = norm, Skipped = true };
        }

        return Inner.Apply(gradients, scaling with { Norm = norm }) with { Norm = norm };
    }
}
