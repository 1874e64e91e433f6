using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Samples.Theory;

/// <summary>Two observations encoded at ±2 with unit spread: how the average KL splits.</summary>
public static class TermsSample
{
    /// <summary>The numbers of docs/theory/terms.md.</summary>
    public static Numbers Run()
    {
        Normal q = Normal.FromScale(Tensor.From([-2.0, 2], [2]), 1.0), prior = Normal.Standard([], dtype: DType.Float64);
        double average = Kl.Divergence(q, prior).Mean().Item();

        // The aggregate ½q(z|1) + ½q(z|2) on a grid; the trapezoidal rule is exact to rounding for it.
        const int points = 20_001;
        const double width = 24;
        double[] grid = [.. Enumerable.Range(0, points).Select(static i => (width * i / (points - 1)) - (width / 2))];
        Tensor z = Tensor.From(grid, [points, 1]);
        Tensor logAggregate = q.LogProb(z).LogSumExp(1) - Math.Log(2);
        double marginal = ((logAggregate - prior.LogProb(z.Squeeze(1))) * logAggregate.Exp()).Sum().Item() * width / (points - 1);

        double squared = -Normal.FromScale(Tensor.Zeros([], DType.Float64), 0.5).LogProb(1.0).Item();
        return new Numbers()
            .Add("average KL(q(z|x) || p(z))", average)
            .Add("index-code information, marginal KL", average - marginal, marginal)
            .Add("-log N(1; 0, 0.5²), and its squared error part", squared, 1 / (2 * 0.25));
    }
}
