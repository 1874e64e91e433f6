using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

public sealed class DiscretizedTests
{
    [Fact]
    public void A_bin_far_out_has_its_probability_to_all_digits()
    {
        // With s so small that both logistic functions round to 1, the difference is e^((μ - x + h)/s)·(1 - e^(-2h/s)).
        double h = 1 / 255.0, scale = 0.005, x = (200 / 127.5) - 1, loc = -0.6;
        double expected = ((loc - x + h) / scale) + Math.Log(1 - Math.Exp(-2 * h / scale));
        var single = DiscretizedLogistic.FromLocLogScale((float)loc, Tensor.Full([], Math.Log(scale)));
        Assert.Equal(expected, DiscretizedLogistic.FromLocLogScale(loc, Tensor.Full([], Math.Log(scale), DType.Float64)).LogProb(x).Item(), 1e-9);
        Assert.Equal(1, single.LogProb(Tensor.From([(float)x], [1])).Item() / expected, 1e-5);
    }

    [Fact]
    public void Wide_bins_are_uniform_and_narrow_ones_certain()
    {
        Tensor levels = Tensor.From([.. Enumerable.Range(0, 256).Select(static i => (float)i)], [256]);
        double[] wide = DiscretizedLogistic.FromLocLogScale(100f, 20f, 256, 0, 255).LogProb(levels).ToDoubles();
        Assert.Equal(Math.Log(0.25) - 20, wide[77], 1e-5);
        Assert.Equal(Math.Log(0.5), wide[0], 1e-5);
        double[] narrow = DiscretizedLogistic.FromLocLogScale(100f, -20f, 256, 0, 255).LogProb(levels).ToDoubles();
        Assert.Equal(0, narrow[100]);
        Assert.True(narrow[101] < -1e8);
    }

    [Fact]
    public void Samples_of_a_mixture_take_location_and_scale_of_one_component()
    {
        var p = DiscretizedLogisticMixture.FromLogits(
            Tensor.From([0.0, Math.Log(3)], [2]), Tensor.From([10.0, 200], [2]), Tensor.From([-3.0, 1], [2]), 256, 0, 255);
        double[] x = p.Sample(RandomKey.FromSeed(2), [10_000]).ToDoubles();
        // 5 standard errors of a share of a quarter: 0.022.
        Assert.Equal(0.25, x.Count(static v => v == 10) / 10_000.0, 0.022);
        Assert.All(x, static v => Assert.True(v == 10 || v > 120));
    }

    [Fact]
    public void Missing_pixels_of_a_mixture_are_left_out()
    {
        Tensor logits = Tensor.Zeros([2, 3, 4], DType.Float64), loc = Tensor.From([.. Enumerable.Range(0, 24).Select(static i => 10.0 * i)], [2, 3, 4]);
        var p = DiscretizedLogisticMixture.FromLogits(logits, loc, 2.0, 256, 0, 255, eventAxes: 1);
        Tensor x = Tensor.From([3, double.NaN, 100, 7, 8, double.NaN], [2, 3]), mask = Tensor.From([1.0, 0, 1, 1, 1, 0], [2, 3]);
        double[] elements = p.ElementLogProb(Tensor.From([3.0, 0, 100, 7, 8, 0], [2, 3])).ToDoubles();
        Close.Check([elements[0] + elements[2], elements[3] + elements[4]], p.LogProb(x, mask).ToDoubles(), 1e-14, "masked");
    }

    [Fact]
    public void Levels_that_are_none_and_weights_without_components_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => DiscretizedLogistic.FromLocLogScale(0.0, 0.0, levels: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => DiscretizedLogistic.FromLocLogScale(0.0, 0.0, lower: 1, upper: 1));
        ShapeException refused = Assert.Throws<ShapeException>(() => DiscretizedLogisticMixture.FromLogits(Tensor.Zeros([1]), Tensor.Zeros([2, 3]), 0.0));
        Assert.StartsWith("DiscretizedLogisticMixture: logits of shape [1] do not name every component; the parameters broadcast to [2, 3]", refused.Message);
    }
}
