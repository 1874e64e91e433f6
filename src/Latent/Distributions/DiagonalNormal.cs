using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>Independent normal variables N(μ, σ²), given by mean and log σ.</summary>
public sealed class DiagonalNormal
{
    private DiagonalNormal(Tensor mean, Tensor logScale)
    {
        Mean = mean;
        LogScale = logScale;
    }

    /// <summary>μ, [..., D].</summary>
    public Tensor Mean { get; }

    /// <summary>log σ, [..., D].</summary>
    public Tensor LogScale { get; }

    /// <summary>Makes the distribution from mean and log σ of one shape [..., D].</summary>
    public static DiagonalNormal FromLogScale(Tensor mean, Tensor logScale)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(logScale);
        if (mean.Shape != logScale.Shape)
            throw new ShapeException(
                $"DiagonalNormal: mean {mean.Shape} and log scale {logScale.Shape} differ; one layer each, of the same width, makes them.");
        return new DiagonalNormal(mean, logScale);
    }

    /// <summary>A sample μ + σ·ε through which gradients flow, for ε ~ N(0, 1) given by the caller.</summary>
    /// <param name="noise">ε, of the shape of the mean.</param>
    /// <remarks>D. P. Kingma, M. Welling, "Auto-encoding variational Bayes", 2014, section 2.4.</remarks>
    public Tensor Reparameterize(Tensor noise) => Ops.Reparameterize(Mean, LogScale, noise);

    /// <summary>KL(N(μ, σ²) ‖ N(0, 1)) in nats, summed over the last axis: Σ ½μ² + ½(σ² - 1) - log σ; [..., D] -> [...].</summary>
    /// <remarks>Kingma and Welling 2014, appendix B.</remarks>
    public Tensor KlToStandard() => Ops.KlStandardNormal(Mean, LogScale, eventAxes: 1);
}
