using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

/// <summary>What choices promise beyond the conformance tables: impossible classes, missing values, gradients of relaxed samples.</summary>
public sealed class ChoiceTests
{
    private static readonly RandomKey s_key = RandomKey.FromSeed(3);

    [Fact]
    public void A_class_of_logit_minus_infinity_never_occurs_and_disturbs_nothing()
    {
        using Pass pass = Pass.Training();
        Tensor logits = pass.Track(Tensor.From([0.3, double.NegativeInfinity, -0.4], [3]));
        Categorical p = Categorical.FromLogits(logits), two = Categorical.FromLogits(Tensor.From([0.3, -0.4], [2]));
        Assert.Equal(two.Entropy().Item(), p.Entropy().Item(), 1e-14);
        Assert.Equal(double.NegativeInfinity, p.LogProb(1.0).Item());
        Assert.DoesNotContain(1.0, p.Sample(s_key, [1000]).ToDoubles());
        Tensor kl = Kl.Divergence(p, Categorical.FromLogits(Tensor.From([1.0, double.NegativeInfinity, 0.2], [3])));
        Assert.Equal(Kl.Divergence(two, Categorical.FromLogits(Tensor.From([1, 0.2], [2]))).Item(), kl.Item(), 1e-14);
        Assert.All(pass.Backward(kl + p.Entropy())[logits].ToDoubles(), static g => Assert.True(double.IsFinite(g)));
        Assert.Equal(double.PositiveInfinity, Kl.Divergence(Categorical.FromLogits(Tensor.Zeros([3], DType.Float64)), p).Item());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_vector_with_a_class_of_logit_minus_infinity_is_that_of_the_others(bool straightThrough)
    {
        using Pass pass = Pass.Training();
        Tensor logits = pass.Track(Tensor.From([0.3, double.NegativeInfinity, -0.4], [3]));
        Distribution p = Of(logits), two = Of(Tensor.From([0.3, -0.4], [2]));
        Assert.Equal(two.Entropy().Item(), p.Entropy().Item(), 1e-14);
        Tensor value = pass.Track(Tensor.From([1.0, 0, 0, 0, 1, 0, 0, 0, 1], [3, 3])), logProb = p.LogProb(value);
        double[] table = two.LogProb(Tensor.From([1.0, 0, 0, 1], [2, 2])).ToDoubles();
        Assert.Equal([table[0], double.NegativeInfinity, table[1]], logProb.ToDoubles());
        // By an element that is 0 the gradient is the log-probability of its class: what a straight-through estimator lives on.
        Tensor possible = logProb[0..1].Sum() + logProb[2..3].Sum();
        Assert.Equal([table[0], 0, table[1], 0, 0, 0, table[0], 0, table[1]], pass.Backward(possible)[value].ToDoubles());
        Tensor kl = Kl.Divergence(p, Of(Tensor.From([1.0, double.NegativeInfinity, 0.2], [3])));
        Assert.Equal(Kl.Divergence(two, Of(Tensor.From([1, 0.2], [2]))).Item(), kl.Item(), 1e-14);
        Assert.All(pass.Backward(kl + p.Entropy() + possible)[logits].ToDoubles(), static g => Assert.True(double.IsFinite(g)));
        Assert.Equal(double.PositiveInfinity, Kl.Divergence(Of(Tensor.Zeros([3], DType.Float64)), p).Item());

        Distribution Of(Tensor l) => straightThrough ? StraightThroughOneHotCategorical.FromLogits(l, 0.7) : OneHotCategorical.FromLogits(l);
    }

    [Fact]
    public void Indices_broadcast_against_any_axis_of_the_choices()
    {
        Tensor logits = Noise(RandomKey.FromSeed(1), [2, 3, 4]);
        var p = Categorical.FromLogits(logits);
        double[] table = p.LogProbs.ToDoubles();
        double[] each = p.LogProb(Tensor.From([3.0, 1], [2, 1])).ToDoubles();
        Assert.Equal([table[3], table[7], table[11], table[13], table[17], table[21]], each);
        Assert.Equal([5, 2, 3], p.LogProb(Tensor.Zeros([5, 1, 1], DType.Float64)).Shape.Span.ToArray());
        // One choice, many values; and a value that is not known is not known afterwards.
        Tensor many = Categorical.FromLogits(logits[..1, ..1].Reshape(4)).LogProb(Tensor.From([2, double.NaN, 0], [3]));
        Assert.Equal([table[2], double.NaN, table[0]], many.ToDoubles());
    }

    [Fact]
    public void Choices_among_other_classes_are_not_compared()
    {
        ShapeException refused = Assert.Throws<ShapeException>(() => Kl.Divergence(
            Categorical.FromLogits(Tensor.Zeros([3])), Categorical.FromLogits(Tensor.Zeros([1]))));
        Assert.Equal("KL(Categorical || Categorical): q chooses among 3 classes, p among 1; they must be as many.", refused.Message);
    }

    [Fact]
    public void A_straight_through_sample_is_hard_and_has_the_gradient_of_the_relaxed_one()
    {
        double[] values = [0.4, -1, 0.9, 2, 0.1, 0.3];
        Tensor weights = Tensor.From([1.0, -2, 0.5], [3]);
        Tensor logits = Tensor.From(values, [2, 3]);
        Tensor x = StraightThroughOneHotCategorical.FromLogits(logits, 0.6).Sample(s_key, [40]);
        Support.OneHot.Check(x, "x");
        Assert.Equal(OneHotCategorical.FromLogits(logits).Sample(s_key, [40]).ToDoubles(), x.ToDoubles());
        Close.Check(
            Gradient(l => RelaxedOneHotCategorical.FromLogits(l, 0.6)), Gradient(l => StraightThroughOneHotCategorical.FromLogits(l, 0.6)), 1e-12, "gradient");

        double[] Gradient(Func<Tensor, Distribution> choice)
        {
            using Pass pass = Pass.Training();
            Tensor tracked = pass.Track(logits);
            return pass.Backward((choice(tracked).Sample(s_key, [40]) * weights).Sum())[tracked].ToDoubles();
        }
    }

    [Fact]
    public void A_temperature_may_be_one_for_each_choice()
    {
        Tensor logits = Noise(s_key, [3]), temperature = Tensor.From([0.5, 1.5], [2, 1]);
        foreach (Distribution d in new Distribution[]
        {
            StraightThroughOneHotCategorical.FromLogits(logits, temperature), RelaxedOneHotCategorical.FromLogits(logits, temperature),
            ExpRelaxedOneHotCategorical.FromLogits(logits, temperature),
        })
        {
            Assert.Equal("[2, 1]", d.BatchShape.ToString());
            Assert.Equal("[2, 1, 3]", d.Sample(s_key).Shape.ToString());
        }

        ShapeException refused = Assert.Throws<ShapeException>(() => RelaxedOneHotCategorical.FromLogits(Noise(s_key, [3, 2]), Tensor.Ones([2])));
        Assert.Equal(
            "Relaxed one-hot categorical: the temperature has shape [2], the logits are choices of shape [3], which do not broadcast; give one "
            + "temperature, or one for each choice.",
            refused.Message);
    }

    [Fact]
    public void Relaxed_samples_stay_inside_their_support_in_single_precision_however_low_the_temperature()
    {
        Tensor logits = Tensor.From([60f, -60, 0, 20], [4]);
        var hard = RelaxedOneHotCategorical.FromLogits(logits, 0.05f);
        Tensor x = hard.Sample(s_key, [1000]);
        Assert.All(hard.LogProb(x).ToDoubles(), static l => Assert.True(double.IsFinite(l)));
        Assert.Equal(1.17549435e-38f, x.ToArray().Min());
        var coin = RelaxedBernoulli.FromLogits(Tensor.From([0f, 50, -50], [3]), 0.3f);
        Tensor y = coin.Sample(s_key, [1000]);
        Assert.All(coin.LogProb(y).ToDoubles(), static l => Assert.True(double.IsFinite(l)));
        Assert.True(y.ToArray().Max() == 0.99999994f && y.ToArray().Min() > 0);
    }

    private static Tensor Noise(RandomKey key, Shape shape)
    {
        double[] values = new double[shape.Count];
        key.Normal(values);
        return Tensor.From(values, shape);
    }
}
