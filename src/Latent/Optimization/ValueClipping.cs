using Latent.Optimization.Schedules;
using Latent.Tensors;

namespace Latent.Optimization;

/// <summary>Sets each element of the gradient that lies beyond ±limit to the limit.</summary>
/// <remarks>
/// g ← min(max(g, -limit), limit), as <c>torch.nn.utils.clip_grad_value_</c>; a NaN stays one. The gradients themselves stay as they are:
/// the limit is part of the optimiser's sweep. The report counts the elements.
/// </remarks>
public sealed class ValueClipping : OptimizerDecorator
{
    /// <summary>Stands before an optimiser.</summary>
    /// <param name="inner">Who makes the step.</param>
    /// <param name="limit">The largest size of an element.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not positive.</exception>
    public ValueClipping(Optimizer inner, double limit) : base(inner) => Limit = OptimizerChecks.Positive(nameof(ValueClipping), limit);

    /// <summary>The largest size of an element.</summary>
    public double Limit { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Inner}, values clipped at {ScheduleChecks.Text(Limit)}";

    internal override UpdateReport Apply(Gradients gradients, GradientScaling scaling)
    {
        long beyond = GradientMeasures.CountBeyond(Arenas, gradients, scaling, Limit);
        UpdateReport report = Inner.Apply(gradients, beyond > 0 ? scaling.Within(Limit) : scaling);
        return report with { Clipped = beyond + report.Clipped };
    }
}
