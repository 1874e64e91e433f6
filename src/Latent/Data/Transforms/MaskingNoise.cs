using Latent.Tensors;

namespace Latent.Data.Transforms;

/// <summary>Sets each element to 0 with a probability; the model is not told which.</summary>
/// <remarks>
/// P. Vincent, H. Larochelle, Y. Bengio, P. Manzagol, "Extracting and composing robust features with denoising autoencoders", ICML 2008.
/// </remarks>
public sealed record MaskingNoise : Transform
{
    /// <summary>The probability of an element to be lost.</summary>
    public double Probability { get; set; } = 0.25;

    internal override bool IsNoise => true;

    /// <inheritdoc/>
    protected internal override DataColumn Describe(DataColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        Chance.Check("masking-noise", Probability);
        return column;
    }

    /// <inheritdoc/>
    protected internal override (Tensor Value, Tensor? Mask) Compute(Tensor value, Tensor? mask, RowNoise noise)
    {
        ArgumentNullException.ThrowIfNull(value);
        return (value * noise.Uniform(value, RandomPurpose.Augmentation).Greater(Probability), mask);
    }
}
