using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

/// <summary>A distribution broken on purpose: what every check must notice.</summary>
internal abstract class Twin(Distribution inner) : Distribution
{
    public override string Name => Inner.Name;

    public override Shape BatchShape => Inner.BatchShape;

    public override Shape EventShape => Inner.EventShape;

    public override Support Support => Inner.Support;

    public override GradientPath Gradient => Inner.Gradient;

    public override Tensor Mean => Inner.Mean;

    public override Tensor Variance => Inner.Variance;

    protected Distribution Inner { get; } = inner;

    public override Tensor Sample(Draws draws, Shape samples = default) => Inner.Sample(draws, samples);

    public override Tensor LogProb(Tensor value) => Inner.LogProb(value);

    public override Tensor Entropy() => Inner.Entropy();

    public override Distribution Map(ParameterMap map) => Inner.Map(map);
}

/// <summary>A log-probability with a constant missing.</summary>
internal sealed class OffsetTwin(Distribution inner, double offset) : Twin(inner)
{
    // Relative, as the checks are.
    public override Tensor LogProb(Tensor value)
    {
        Tensor right = Inner.LogProb(value);
        return right + (offset * right.Abs().Maximum(1.0));
    }
}

/// <summary>Samples whose distance from the mean is a little too large.</summary>
internal sealed class ScaledTwin(Distribution inner, double factor) : Twin(inner)
{
    /// <summary>Where such samples stay in the support, and a variance exists to show it.</summary>
    public static bool Applies(DistributionCase c) =>
        c.HasSampleVariance && !c.Make().Support.IsDiscrete && double.IsInfinity(c.Make().Support.Lower) && DensityTests.Known(() => c.Make().Variance) is not null;

    public override Tensor Sample(Draws draws, Shape samples = default)
    {
        Tensor mean = Inner.Mean;
        return mean + (factor * (Inner.Sample(draws, samples) - mean));
    }
}

/// <summary>Samples of which every so-many-th is the same value.</summary>
internal sealed class RepeatingTwin(Distribution inner, double[] value, int every) : Twin(inner)
{
    /// <summary>Whether the repeated value is far enough from the mean for the mean to show it: half a standard deviation.</summary>
    public static bool Shows(SampleTests.Draw draw) => draw.Case.HasSampleVariance
        && draw.Mean.Select((m, i) => Math.Abs(draw.Case.Values[0][i] - m) > 0.5 * Math.Sqrt(draw.Variance[i])).Any(static far => far);

    public override Tensor Sample(Draws draws, Shape samples = default)
    {
        Tensor right = Inner.Sample(draws, samples);
        double[] flat = right.ToDoubles();
        for (int i = 0; i < flat.Length; i += every * value.Length)
            value.CopyTo(flat.AsSpan(i, value.Length));
        return Tensor.From(flat, right.Shape);
    }
}
