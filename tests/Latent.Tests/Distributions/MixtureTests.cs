using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

public sealed class MixtureTests
{
    [Fact]
    public void Learned_weights_get_their_gradient_by_the_score_function()
    {
        // E[x²] = Σ πₖ·(μₖ² + σₖ²), by 50 blocks of 4,000 draws: 5 standard errors; a twin that keeps the path only has no gradient at all.
        double[] logits = [0.3, -0.5, 1], loc = [-2, 0.5, 1.7], scale = [0.6, 1.1, 0.3];
        double total = logits.Sum(Math.Exp);
        double[] pi = [.. logits.Select(l => Math.Exp(l) / total)], square = [.. loc.Zip(scale, static (m, s) => (m * m) + (s * s))];
        double mean = pi.Zip(square, static (p, s) => p * s).Sum();
        double[] exact = [.. pi.Zip(square, (p, s) => p * (s - mean))];
        double[][] blocks = [.. Enumerable.Range(0, 50).Select(block =>
        {
            using Pass pass = Pass.Training();
            Tensor tracked = pass.Track(Tensor.From(logits, [3]));
            Mixture mixture = Mixture.FromLogits(tracked, Normal.FromScale(Tensor.From(loc, [3]), Tensor.From(scale, [3])));
            Assert.Equal(GradientPath.ScoreFunction, mixture.Gradient);
            Tensor x = mixture.Sample(RandomKey.FromSeed(3).Split(block), [4_000]);
            Assert.False(x.IsTracked);
            return pass.Backward((mixture.LogProb(x) * (x.Square() - mean)).Mean())[tracked].ToDoubles();
        })];
        for (int k = 0; k < 3; k++)
        {
            double average = blocks.Average(b => b[k]), error = Math.Sqrt(blocks.Average(b => (b[k] - average) * (b[k] - average)) / 49);
            Assert.InRange(average, exact[k] - (5 * error), exact[k] + (5 * error));
            Assert.True(Math.Abs(exact[k]) > 10 * error, "a gradient of zero would be noticed");
        }
    }

    [Fact]
    public void Constant_weights_leave_samples_differentiable()
    {
        using Pass pass = Pass.Training();
        Tensor loc = pass.Track(Tensor.From([-2.0, 3], [2]));
        Mixture mixture = Mixture.FromLogits(Tensor.Zeros([2], DType.Float64), Normal.FromScale(loc, 1e-3));
        Assert.Equal(GradientPath.Pathwise, mixture.Gradient);
        double[] x = mixture.Sample(RandomKey.FromSeed(3), [1_000]).ToDoubles();
        double[] gradient = pass.Backward(mixture.Sample(RandomKey.FromSeed(3), [1_000]).Sum())[loc].ToDoubles();
        // Every sample moves with the mean of its component.
        Assert.Equal([x.Count(static v => v < 0), x.Count(static v => v > 0)], gradient);
    }

    [Fact]
    public void Weights_and_components_of_different_batches_broadcast()
    {
        Normal four = Normal.FromScale(Tensor.From([-2.0, 0.5, 1.7, 4], [4]), 0.3), two = Normal.FromScale(Tensor.From([1.0, 2, 3, 4], [2, 2]), 0.5);
        Mixture weights = Mixture.FromLogits(Tensor.From([0.0, -50, -50, -50, -50, -50, -50, 0], [2, 4]), four);
        Assert.Equal("[2]", weights.BatchShape.ToString());
        Assert.Equal([-2, 4], weights.Mean.ToDoubles().Select(static v => Math.Round(v, 9)));
        // The draws of the two batch elements come from different components.
        double[] x = weights.Sample(RandomKey.FromSeed(1), [100]).ToDoubles();
        Assert.All(x.Where(static (_, i) => i % 2 == 0), static v => Assert.InRange(v, -4, 0));
        Assert.All(x.Where(static (_, i) => i % 2 == 1), static v => Assert.InRange(v, 2, 6));
        Mixture components = Mixture.FromLogits(Tensor.From([0.0, -50], [2]), two);
        Assert.Equal([1, 3], components.Mean.ToDoubles().Select(static v => Math.Round(v, 9)));
        ShapeException refused = Assert.Throws<ShapeException>(() => Mixture.FromLogits(Tensor.Zeros([3], DType.Float64), two));
        Assert.StartsWith("Mixture: logits [3] and components of batch shape [2, 2] do not fit", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mixtures_of_full_covariances_of_flows_and_of_mixtures_are_drawn_from()
    {
        Tensor logits = Tensor.From([0.0, 0], [2]);
        Mixture full = Mixture.FromLogits(logits, MultivariateNormal.FromScaleTril(
            Tensor.From([-5.0, -5, 5, 5], [2, 2]), Tensor.From([1.0, 0, 0.5, 1], [2, 2])));
        Mixture flow = Mixture.FromLogits(logits, Transformed.FromBase(
            Normal.Standard([2, 1], 1, DType.Float64), Transform.Affine(Tensor.From([-5.0, 5], [2, 1]), 0.5)));
        Mixture nested = Mixture.FromLogits(logits, Mixture.FromLogits(
            Tensor.From([0.0, 0, -50, 0], [2, 2]), Normal.FromScale(Tensor.From([-9.0, -4, 0, 5], [2, 2]), 0.1)));
        foreach (Mixture mixture in new[] { full, flow, nested })
        {
            Tensor x = mixture.Sample(RandomKey.FromSeed(1), [400]);
            double[] first = [.. x.ToDoubles().Chunk(mixture.EventShape.Count).Select(static e => e[0])];
            Assert.InRange(first.Count(static v => v < -2), 150, 250);
            Assert.InRange(first.Count(static v => v > 2), 150, 250);
            Assert.Equal("[400]", mixture.LogProb(x).Shape.ToString());
        }
    }

    [Fact]
    public void A_choice_within_a_choice_has_noise_of_its_own()
    {
        // Two equal mixtures of 0 and 1 and of 10 and 11, all four equally likely: 4,000 draws, each count within 5 standard errors, 137.
        Tensor logits = Tensor.Zeros([2], DType.Float64), all = Tensor.Zeros([2, 2], DType.Float64), loc = Tensor.From([0.0, 1, 10, 11], [2, 2]);
        Mixture normals = Mixture.FromLogits(all, Normal.FromScale(loc, 1e-3));
        DiscretizedLogisticMixture levels = DiscretizedLogisticMixture.FromLogits(all, loc, Tensor.Full([2, 2], -20, DType.Float64), 16, 0, 15);
        Distribution[] nested =
        [
            Mixture.FromLogits(logits, normals), VampPrior.From(normals, logits), Mixture.FromLogits(logits, levels),
            Mixture.FromLogits(logits, VampPrior.From(Normal.FromScale(loc, 1e-3), all)),
        ];
        foreach (Distribution d in nested)
        {
            double[] x = d.Sample(RandomKey.FromSeed(5), [4_000]).ToDoubles();
            foreach (double expected in new[] { 0, 1, 10, 11 })
                Assert.InRange(x.Count(v => Math.Round(v).Equals(expected)), 1000 - 137, 1000 + 137);
        }
    }

    [Fact]
    public void Missing_elements_leave_the_mixture_of_the_others()
    {
        Mixture mixture = Mixture.FromLogits(Tensor.From([0.3, -0.5], [2]), Normal.FromScale(Tensor.From([-2, 0.5, 1.7, 1], [2, 2]), 0.7, 1));
        Mixture second = Mixture.FromLogits(Tensor.From([0.3, -0.5], [2]), Normal.FromScale(Tensor.From([0.5, 1], [2]), 0.7));
        double missing = mixture.LogProb(Tensor.From([double.NaN, 0.9], [2]), Tensor.From([0.0, 1], [2])).Item();
        Assert.Equal(second.LogProb(Tensor.Full([], 0.9, DType.Float64)).Item(), missing, 1e-12);
    }

    [Fact]
    public void Temperature_sharpens_weights_and_components()
    {
        Mixture mixture = Mixture.FromLogits(Tensor.From([0.0, 1], [2]), Normal.FromScale(Tensor.From([-2.0, 2], [2]), 1.0));
        Mixture cold = (Mixture)mixture.Tempered(0.1);
        Assert.Equal([0, 10], cold.Logits.ToDoubles());
        Assert.Equal(0.01, cold.Components.Variance.ToDoubles()[0], 1e-12);
        Assert.Same(mixture, mixture.Tempered(1));
    }
}
