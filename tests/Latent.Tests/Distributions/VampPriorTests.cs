using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

public sealed class VampPriorTests
{
    private static readonly RandomKey s_key = RandomKey.FromSeed(3);

    [Fact]
    public void With_one_component_it_is_that_component()
    {
        Normal q = Normal.FromLogScale(Tensor.From([0.3, -1], [1, 2]), Tensor.From([0.1, 0.4], [1, 2]), eventAxes: 1);
        var prior = VampPrior.From(q);
        Tensor z = Tensor.From([1, 2, -3, 0.5], [2, 2]);
        Close.Check(q.LogProb(z).ToDoubles(), prior.LogProb(z).ToDoubles(), 1e-14, "log p");
        Assert.Equal(q.Mean.ToDoubles(), prior.Mean.ToDoubles());
        Close.Check(q.Variance.ToDoubles(), prior.Variance.ToDoubles(), 1e-14, "variance");
    }

    [Fact]
    public void Values_of_any_leading_axes_meet_every_component()
    {
        Tensor loc = Tensor.From([0.3, -1, 2, 0.4, 1, 1], [3, 2]), z = Tensor.From([.. Enumerable.Range(0, 20).Select(static i => 0.1 * i)], [5, 2, 2]);
        var prior = VampPrior.From(Normal.FromLogScale(loc, Tensor.Zeros([3, 2], DType.Float64), eventAxes: 1));
        double[] scores = prior.LogProb(z).ToDoubles();
        Assert.Equal(10, scores.Length);
        for (int i = 0; i < 10; i++)
            Assert.Equal(prior.LogProb(z.Reshape(10, 2)[i..(i + 1)]).Item(), scores[i], 1e-14);
    }

    [Fact]
    public void The_sweep_without_intermediate_is_the_general_way()
    {
        Normal elements = Normal.FromLogScale(Values(1, [40, 3]), Values(2, [40, 3]));
        Tensor z = Values(3, [7, 3]);
        double[] general = VampPrior.From(new Wrapped(elements.ToEvent(1))).LogProb(z).ToDoubles();
        Close.Check(general, VampPrior.From(elements.ToEvent(1)).LogProb(z).ToDoubles(), 1e-12, "log p");
        Normal single = Normal.FromLogScale(elements.Loc.To(DType.Float32), elements.LogScale.To(DType.Float32), 1);
        Close.Check(general, VampPrior.From(single).LogProb(z.To(DType.Float32)).ToDoubles(), 1e-6, "log p by products");
    }

    // By matrix products where they are exact, else by differences: narrow components far from zero, of whose z²/σ² float32 knows no nats.
    [Theory]
    [InlineData(1, 0.1, 1e-5)]
    [InlineData(10, 1e-3, 1e-5)]
    [InlineData(10, 1e-4, 1e-5)]
    [InlineData(0.5, 2e-9, 1e-5)]
    public void Single_precision_loses_nothing(double loc, double scale, double tolerance)
    {
        Tensor locs = Tensor.From([(float)loc, (float)(loc + scale)], [2, 1]), logScale = Tensor.Full([2, 1], Math.Log(scale));
        Tensor z = Tensor.From([(float)(loc + (0.4 * scale)), (float)(loc + (3 * scale)), (float)(2 * loc), -1f], [4, 1]);
        (double[] single, double[] slope) = Score(locs, logScale, z);
        (double[] full, double[] fullSlope) = Score(locs.To(DType.Float64), logScale.To(DType.Float64), z.To(DType.Float64));
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(1, (single[i] + 1) / (full[i] + 1), tolerance);
            Assert.True(Math.Abs(slope[i] - fullSlope[i]) <= 1e-4 * (Math.Abs(fullSlope[i]) + (1 / scale)), $"{slope[i]} is not {fullSlope[i]}");
        }

        static (double[] LogProb, double[] Slope) Score(Tensor loc, Tensor logScale, Tensor z)
        {
            using Pass pass = Pass.Training();
            Tensor tracked = pass.Track(z), logProb = VampPrior.From(Normal.FromLogScale(loc, logScale, 1)).LogProb(tracked);
            return (logProb.ToDoubles(), pass.Backward(logProb.Sum())[tracked].ToDoubles());
        }
    }

    [Fact]
    public void A_value_has_the_same_bits_in_any_batch()
    {
        var prior = VampPrior.From(Normal.FromLogScale(Values(1, [30, 5]).To(DType.Float32), Values(2, [30, 5]).To(DType.Float32), 1));
        Tensor z = Values(3, [64, 5]).To(DType.Float32);
        float[] whole = prior.LogProb(z).ToArray();
        for (int i = 0; i < 64; i++)
            Assert.Equal(whole[i], prior.LogProb(z[i..(i + 1)]).ToArray()[0]);
    }

    [Fact]
    public void Components_without_parameters_of_their_own_are_drawn_too()
    {
        var prior = VampPrior.From(Normal.Standard([4, 2], eventAxes: 1));
        double[] z = prior.Sample(s_key, [20_000]).ToDoubles();
        Assert.Equal("[5, 2]", prior.Sample(s_key, [5]).Shape.ToString());
        // 5 standard errors of a mean, 1/√40000 each.
        Assert.True(Math.Abs(z.Average()) < 0.025);
        Assert.Equal(1, z.Average(static v => v * v), 0.04);
    }

    [Fact]
    public void Learned_weights_are_those_of_the_samples()
    {
        Normal apart = Normal.FromLogScale(Tensor.From([-50.0, 0, 50], [3, 1]), Tensor.Zeros([3, 1], DType.Float64), 1);
        var prior = VampPrior.From(apart, Tensor.From([Math.Log(0.2), Math.Log(0.5), Math.Log(0.3)], [3]));
        double[] z = prior.Sample(s_key, [20_000]).ToDoubles();
        // 5 standard errors of a share of one half: 0.018.
        Assert.Equal(0.2, z.Count(static v => v < -25) / 20_000.0, 0.018);
        Assert.Equal(0.3, z.Count(static v => v > 25) / 20_000.0, 0.018);
        Assert.Equal(GradientPath.ScoreFunction, prior.Gradient);
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        Normal one = Normal.Standard([2], 1), three = Normal.Standard([3, 2], 1);
        Assert.Equal(
            "VampPrior: Normal batch [] event [2] has no batch axis of pseudo-inputs; give the posteriors of a batch of them, [K].",
            Assert.Throws<ShapeException>(() => VampPrior.From(one)).Message);
        Assert.Equal(
            "VampPrior: logits have shape [2]; there are 3 components in a batch of shape [3].",
            Assert.Throws<ShapeException>(() => VampPrior.From(three, Tensor.Zeros([2]))).Message);
        Assert.Equal(
            "VampPrior: a value of shape [] has no event of shape [2].",
            Assert.Throws<ShapeException>(() => VampPrior.From(three).LogProb(0.0)).Message);
    }

    private static Tensor Values(int seed, Shape shape)
    {
        double[] values = new double[shape.Count];
        RandomKey.FromSeed((ulong)seed).Normal(values);
        return Tensor.From(values, shape);
    }

    // The same distribution under a class that has no shorter way.
    private sealed class Wrapped(Distribution inner) : Distribution
    {
        public override Shape BatchShape => inner.BatchShape;

        public override Shape EventShape => inner.EventShape;

        public override Support Support => inner.Support;

        public override GradientPath Gradient => inner.Gradient;

        public override Tensor Sample(Draws draws, Shape samples = default) => inner.Sample(draws, samples);

        public override Tensor LogProb(Tensor value) => inner.LogProb(value);

        public override Distribution Map(ParameterMap map) => new Wrapped(inner.Map(map));
    }
}
