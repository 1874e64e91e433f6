using System.Text.Json.Serialization;
using Latent.Json;
using Latent.Tensors;

namespace Latent.Data.Transforms;

/// <summary>How intensities become zeros and ones.</summary>
[JsonConverter(typeof(KebabNames<BinarizeMode>))]
public enum BinarizeMode
{
    /// <summary>1 with the probability of the intensity, drawn anew with every key: another picture each epoch.</summary>
    Dynamic,

    /// <summary>1 with the probability of the intensity, drawn once by a seed of its own: the same picture each epoch.</summary>
    Static,

    /// <summary>1 where the intensity is above a threshold.</summary>
    Threshold,
}

/// <summary>Intensities in [0, 1] become zeros and ones.</summary>
/// <remarks>
/// Dynamic: Y. Burda, R. Grosse, R. Salakhutdinov, "Importance weighted autoencoders", ICLR 2016. Static: R. Salakhutdinov, I. Murray, "On
/// the quantitative analysis of deep belief networks", ICML 2008; their very draw of MNIST is a data set of its own, not a seed.
/// </remarks>
public sealed record Binarize : Transform
{
    /// <summary>How; dynamic by default.</summary>
    public BinarizeMode Mode { get; set; }

    /// <summary>Which pictures a static binarisation draws.</summary>
    public ulong Seed { get; set; }

    /// <summary>Above this intensity a threshold gives 1.</summary>
    public double Threshold { get; set; } = 0.5;

    /// <inheritdoc/>
    protected internal override DataColumn Describe(DataColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (column.Levels == 0)
        {
            throw new ArgumentException(
                $"binarize: {column} has no levels, so that its values need not lie between 0 and 1; it is for intensities.");
        }

        return column with { Levels = 2 };
    }

    /// <inheritdoc/>
    protected internal override (Tensor Value, Tensor? Mask) Compute(Tensor value, Tensor? mask, RowNoise noise)
    {
        ArgumentNullException.ThrowIfNull(value);
        Tensor binary = Mode switch
        {
            BinarizeMode.Dynamic => value.Greater(noise.Uniform(value, RandomPurpose.Binarization)),
            BinarizeMode.Static =>
                value.Greater(noise.With(RandomKey.FromSeed(Seed).Split("static")).Uniform(value, RandomPurpose.Binarization)),
            _ => value.Greater(Threshold),
        };
        // A comparison with NaN is 0; what is missing stays missing.
        return (mask?.Shape == value.Shape ? mask.Where(binary, value) : binary, mask);
    }
}
