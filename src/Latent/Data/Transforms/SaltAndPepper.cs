using Latent.Tensors;

namespace Latent.Data.Transforms;

/// <summary>Sets each element with a probability to the lowest or the highest value, either as likely.</summary>
/// <remarks>P. Vincent et al., "Stacked denoising autoencoders", JMLR 11, 2010, section 3.3.</remarks>
public sealed record SaltAndPepper : Transform
{
    /// <summary>The probability of an element to be hit.</summary>
    public double Probability { get; set; } = 0.1;

    /// <summary>Pepper.</summary>
    public double Low { get; set; }

    /// <summary>Salt.</summary>
    public double High { get; set; } = 1;

    internal override bool IsNoise => true;

    /// <inheritdoc/>
    protected internal override DataColumn Describe(DataColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        Chance.Check("salt-and-pepper", Probability);
        if (!double.IsFinite(Low) || !double.IsFinite(High))
            throw new ArgumentException($"salt-and-pepper: {Low} and {High} must be finite.");
        return column with { Levels = Low is 0 && High is 1 ? column.Levels : 0 };
    }

    /// <inheritdoc/>
    protected internal override (Tensor Value, Tensor? Mask) Compute(Tensor value, Tensor? mask, RowNoise noise)
    {
        ArgumentNullException.ThrowIfNull(value);
        // One number decides both: below p/2 pepper, from there to p salt.
        Tensor u = noise.Uniform(value, RandomPurpose.Augmentation);
        Tensor hit = u.Greater(Probability / 2).Where(High, Low);
        Tensor noisy = u.Greater(Probability).Where(value, hit);
        return (mask?.Shape == value.Shape ? mask.Where(noisy, value) : noisy, mask);
    }
}
