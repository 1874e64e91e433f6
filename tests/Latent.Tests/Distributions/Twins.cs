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
