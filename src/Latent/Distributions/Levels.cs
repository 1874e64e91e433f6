using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>The levels a discretised logistic variable is rounded to, and its probabilities there.</summary>
/// <param name="Count">How many.</param>
/// <param name="Lower">The first.</param>
/// <param name="Step">The distance of two.</param>
/// <param name="Support">The set of them.</param>
internal sealed record Levels(int Count, double Lower, double Step, Support Support)
{
    public static Levels Between(int count, double lower, double upper)
    {
        var support = Support.Levels(count, lower, upper);
        return new Levels(count, lower, (upper - lower) / (count - 1), support);
    }

    /// <summary>All levels, [count, 1].</summary>
    public Tensor Values(DType dtype) => FiniteSet.Column([.. Enumerable.Range(0, Count).Select(k => Lower + (k * Step))], dtype);

    /// <summary>log p of each element.</summary>
    public Tensor LogProb(Tensor value, Tensor loc, Tensor logScale)
    {
        value = Arguments.Typed(value, loc);
        Tensor inverse = (-logScale).Exp(), centred = value - loc;
        Tensor belowBin = ((centred - (Step / 2)) * inverse).Softplus(), aboveBin = ((-Step / 2) - centred) * inverse;
        // 1 where the value is the first level, or the last: half a step from the next.
        Tensor first = (Lower + (Step / 2) - value).Greater(0.0), last = (value - (Lower + ((Count - 1.5) * Step))).Greater(0.0);
        // log(1 - e⁻ᵈ) = log d + log((1 - e⁻ᵈ)/d), d = 2h/s; from d = e⁴ on it is 0 to the last bit, and so is its gradient, which ∞ would make NaN.
        Tensor logD = (Math.Log(Step) - logScale).Minimum(4.0), width = logD + (-logD.Exp()).LogExprel();
        return (first + last).Where(0.0, width) - first.Where(0.0, belowBin) - last.Where(0.0, aboveBin.Softplus());
    }

    /// <summary>Levels from uniform noise.</summary>
    public Tensor Sample(Tensor loc, Tensor logScale, Tensor u)
    {
        Tensor x = loc + (logScale.Exp() * (u.Log() - (-u).Log1p()));
        return Lower + (Step * (((x - Lower) / Step) + 0.5).Floor().Clamp(0.0, Count - 1.0));
    }
}
