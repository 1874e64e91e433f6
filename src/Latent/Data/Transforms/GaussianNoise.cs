using Latent.Tensors;

namespace Latent.Data.Transforms;

/// <summary>Adds normal noise: x + σ·ε.</summary>
/// <remarks>
/// A corruption for denoising: with <see cref="Transform.Into"/> the clean column stays beside the noisy one. P. Vincent et al., "Stacked
/// denoising autoencoders", JMLR 11, 2010, section 3.3; D. Im et al., "Denoising criterion for variational auto-encoding framework", 2017.
/// </remarks>
public sealed record GaussianNoise : Transform
{
    /// <summary>σ, not negative.</summary>
    public double Scale { get; set; } = 0.1;

    /// <summary>Whether the result is cut to [0, 1], as an intensity is.</summary>
    public bool Clip { get; set; }

    internal override bool IsNoise => true;

    /// <inheritdoc/>
    protected internal override DataColumn Describe(DataColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (!(Scale >= 0 && double.IsFinite(Scale)))
            throw new ArgumentException($"gaussian-noise: the scale is {Scale}; it must be finite and not negative.");
        return column with { Levels = 0, Classes = [] };
    }

    /// <inheritdoc/>
    protected internal override (Tensor Value, Tensor? Mask) Compute(Tensor value, Tensor? mask, RowNoise noise)
    {
        ArgumentNullException.ThrowIfNull(value);
        Tensor noisy = value + (noise.Normal(value, RandomPurpose.Augmentation) * Scale);
        return (Clip ? noisy.Clamp(0, 1) : noisy, mask);
    }
}
