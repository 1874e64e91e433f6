using Latent.Optimization.Schedules;
using Latent.Tensors;

namespace Latent.Optimization;

/// <summary>Scales the gradient down where its norm over all parameters exceeds a limit; its direction stays.</summary>
/// <remarks>
/// g ← g·min(1, limit/(‖g‖ + 10⁻⁶)) with ‖g‖ = √Σg², as <c>torch.nn.utils.clip_grad_norm_</c>. Pascanu, Mikolov, Bengio, "On the
/// difficulty of training recurrent neural networks", ICML 2013, algorithm 1. The gradients themselves stay as they are: the scale is
/// part of the optimiser's sweep. The report has the norm as met and the scale. A gradient that is not finite is a
/// <see cref="NonFiniteException"/> that names the parameter, before anything is changed; <see cref="StepSkipping"/> around this skips
/// such steps instead.
/// </remarks>
public sealed class NormClipping : OptimizerDecorator
{
    /// <summary>Stands before an optimiser.</summary>
    /// <param name="inner">Who makes the step.</param>
    /// <param name="limit">The largest norm that is left alone.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not positive.</exception>
    public NormClipping(Optimizer inner, double limit) : base(inner) => Limit = OptimizerChecks.Positive(nameof(NormClipping), limit);

    /// <summary>The largest norm that is left alone.</summary>
    public double Limit { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Inner}, norm clipped at {ScheduleChecks.Text(Limit)}";

    // A gradient that is not finite has no direction to keep: an error that names where, before any parameter is changed.
    internal override UpdateReport Apply(Gradients gradients, GradientScaling scaling)
    {
        double norm = GradientMeasures.Norm(Arenas, gradients, scaling);
        if (!double.IsFinite(norm))
        {
            GradientMeasures.ThrowIfNotFinite(Arenas, gradients, nameof(NormClipping));
            throw new NonFiniteException(
                $"{nameof(NormClipping)}: the norm of the gradient is {ScheduleChecks.Text(norm)}; finite values are required.");
        }

        double scale = Math.Min(1, Limit / (norm + 1e-6));
        scaling = scaling with { Norm = norm };
        UpdateReport report = Inner.Apply(gradients, scale < 1 ? scaling.Times(scale) : scaling);
        return report with { Norm = norm, Scale = scale * report.Scale };
    }
}
