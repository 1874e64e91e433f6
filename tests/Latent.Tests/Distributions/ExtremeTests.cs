using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

/// <summary>
/// Parameters so large or small that log-gammas cancel in every digit, against values of 60 digits; all inputs are float32 numbers. The plain
/// formulas are off by 1 and more there in float32, and by 1e-8 and more in float64.
/// </summary>
public sealed class ExtremeTests
{
    [Theory]
    [InlineData(1e10, 1e10, 1, -12.431863998183)]
    [InlineData(1000100, 1e6, 1, -7.8317935572121)]
    [InlineData(1048576, 16781312, 16, -6.9639532420985)]
    [InlineData(7.8886090522101181e-31, 9.5367431640625e-7, 1, 55.451708891604)]
    public void Gamma_log_probability(double x, double shape, double rate, double expected) =>
        Check(expected, t => Gamma.FromShapeRate(t[1], t[2]).LogProb(t[0]), x, shape, rate);

    [Theory]
    [InlineData(0.5, 1e8, 1e8, 9.3311226083614)]
    [InlineData(0.50048828125, 1048576, 1048576, 6.0522544008627)]
    [InlineData(9.5367431640625e-7, 0.5, 1048576, 12.290579025902)]
    [InlineData(0.9990234375, 131072, 128, 8.4383253049999)]
    public void Beta_log_probability(double x, double one, double zero, double expected) =>
        Check(expected, t => Beta.FromConcentrations(t[1], t[2]).LogProb(t[0]), x, one, zero);

    [Theory]
    [InlineData(2, 1.0000000150474662e+30, -2.9189385332047)]
    [InlineData(3, 1048576, -5.4189237513449)]
    [InlineData(4, 0.0009765625, -9.0163587141725)]
    [InlineData(1.152921504606847e+18, 3, -165.15898760667)]
    public void StudentT_log_probability(double x, double df, double expected) =>
        Check(expected, t => StudentT.FromLogScale(t[1], 0.0, 0.0).LogProb(t[0]), x, df);

    [Theory]
    [InlineData(1e8, 1e8, 2e8, 19.701965988188)]
    [InlineData(1048576, 1049600, 2096128, 14.39459450224)]
    [InlineData(9.5367431640625e-7, 9.5367431640625e-7, 1, -24.953301144303)]
    public void Dirichlet_log_probability_at_a_quarter_a_quarter_and_a_half(double a, double b, double c, double expected) => Check(
        expected,
        t => Dirichlet.FromConcentration(Ops.Stack([t[0], t[1], t[2]])).LogProb(Tensor.From([0.25, 0.25, 0.5], [3]).To(t[0].DType)), a, b, c);

    [Theory]
    [InlineData(1048576, 1, 1049600, 1, 0.49983755727321)]
    [InlineData(1048576, 1, 1048577, 1.00000095367431640625, 2.2737360316312e-13)]
    [InlineData(9.5367431640625e-7, 1, 1.52587890625e-5, 2, 12.227401655016)]
    public void Gamma_divergence(double a, double b, double c, double d, double expected) =>
        Check(expected, t => Kl.Divergence(Gamma.FromShapeRate(t[0], t[1]), Gamma.FromShapeRate(t[2], t[3])), a, b, c, d);

    [Theory]
    [InlineData(1048576, 1048576, 1049600, 1048576, 0.24987817786092)]
    [InlineData(1048576, 3, 1048576, 4, 0.17582747673377)]
    [InlineData(1e6, 3e6, 2e6, 6e6, 0.153426454858916)]
    [InlineData(1e10, 1e10, 2e10, 2e10, 0.153426409726277)]
    [InlineData(1e10, 5e9, 10001000448, 5e9, 16.6806762342718)]
    [InlineData(9.5367431640625e-7, 1.52587890625e-5, 1.52587890625e-5, 9.5367431640625e-7, 14.062500000337)]
    public void Beta_divergence(double a, double b, double c, double d, double expected) =>
        Check(expected, t => Kl.Divergence(Beta.FromConcentrations(t[0], t[1]), Beta.FromConcentrations(t[2], t[3])), a, b, c, d);

    [Theory]
    [InlineData(1e4, 1e4, 1e4, 2e4, 2e4, 2e4, 0.306863930551148)]
    [InlineData(1e6, 1e6, 1e6, 2e6, 2e6, 2e6, 0.306852930551166)]
    [InlineData(1e10, 1e10, 1e10, 2e10, 2e10, 2e10, 0.306852819451166)]
    [InlineData(1e10, 1, 9.9999999747524271e-7, 2e10, 2, 9.9999999747524271e-7, 0.190921610634461)]
    [InlineData(9.5367431640625e-7, 9.5367431640625e-7, 9.5367431640625e-7, 1.52587890625e-5, 1.52587890625e-5, 1.52587890625e-5, 24.4548225545106)]
    public void Dirichlet_divergence(double a, double b, double c, double d, double e, double f, double expected) => Check(
        expected,
        t => Kl.Divergence(Dirichlet.FromConcentration(Ops.Stack([t[0], t[1], t[2]])), Dirichlet.FromConcentration(Ops.Stack([t[3], t[4], t[5]]))),
        a, b, c, d, e, f);

    [Theory]
    [InlineData(12, 11, 4.41319323844644e-6)]
    [InlineData(-12, -11, 4.41319323844644e-6)]
    [InlineData(20, 19.5, 3.06537384311477e-10)]
    [InlineData(80, 82, 2.04911146161947e-35)]
    [InlineData(0.5, 0.50048828125, 2.80135085963546e-8)]
    [InlineData(30, 30.00390625, 7.1300128581803e-19)]
    [InlineData(40, -760, 760)]
    [InlineData(800, -800, 800)]
    public void Bernoulli_divergence(double logit, double other, double expected)
    {
        CheckRelative(expected, t => Kl.Divergence(Bernoulli.FromLogits(t[0]), Bernoulli.FromLogits(t[1])), logit, other);
        CheckRelative(7 * expected, t => Kl.Divergence(Binomial.FromLogits(7, t[0]), Binomial.FromLogits(7, t[1])), logit, other);
    }

    [Theory]
    [InlineData(20, 4.32842259841185e-8)]
    [InlineData(-20, 4.32842259841185e-8)]
    [InlineData(80, 1.46192962415479e-33)]
    [InlineData(0.5, 0.662847318579179)]
    public void Bernoulli_entropy(double logit, double expected) => CheckRelative(expected, t => Bernoulli.FromLogits(t[0]).Entropy(), logit);

    [Theory]
    [InlineData(1.0000001, 0.443147197747444, 0.0311900093715176)]
    [InlineData(0.999999999999, 0.443147180559773, 0.0311900062585686)]
    [InlineData(1.0000000000000002, 0.443147180559945, 0.0311900062585998)]
    [InlineData(1.001, 0.443318961867037, 0.0312211353759059)]
    public void Renyi_divergence_near_the_order_of_KL(double alpha, double expected, double near)
    {
        Check(expected, t => Divergences.Renyi(Normal.FromScale(t[0], t[1]), Normal.FromScale(t[2], t[3]), alpha), 0, 1, 1, 2);
        // Scales of 2 and 2.002.
        Check(near, t => Divergences.Renyi(Normal.FromScale(t[0], t[1]), Normal.FromScale(t[2], t[3]), alpha), 0.5, 2, 0, 2.001953125);
    }

    [Theory]
    [InlineData(1048576, 8.3504100209126)]
    [InlineData(9.5367431640625e-7, -1048561.7142695)]
    public void Gamma_entropy(double shape, double expected) => Check(expected, t => Gamma.FromShapeRate(t[0], 1.0).Entropy(), shape);

    [Theory]
    [InlineData(1048576, 1048576, -6.5522542816534)]
    [InlineData(1048576, 3, -12.015368915529)]
    [InlineData(0.0009765625, 0.0009765625, -1015.3785853473)]
    public void Beta_entropy(double one, double zero, double expected) => Check(expected, t => Beta.FromConcentrations(t[0], t[1]).Entropy(), one, zero);

    [Theory]
    [InlineData(1048576, 1.4189394868792)]
    [InlineData(0.015625, 67.092174189178)]
    [InlineData(4, 1.6817600168787)]
    public void StudentT_entropy(double df, double expected) => Check(expected, t => StudentT.FromLogScale(t[0], 0.0, 0.0).Entropy(), df);

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void No_sample_stands_on_the_edge_of_an_open_support(DType dtype)
    {
        Distribution[] all =
        [
            Gamma.FromShapeRate(One(1e-4), One(1)), Gamma.FromShapeRate(One(1), One(1e30)), LogNormal.FromLogScale(One(-700), One(3)),
            Beta.FromConcentrations(One(1e-4), One(1e-4)), Beta.FromConcentrations(One(1e9), One(1e-3)),
            Dirichlet.FromConcentration(Tensor.From([1e-4, 1e-4, 1], [3]).To(dtype)),
            Transformed.FromBase(Normal.FromLogScale(One(0), One(6)), Transform.Sigmoid), Transformed.FromBase(Normal.FromLogScale(One(0), One(6)), Transform.Tanh),
            Transformed.FromBase(Normal.FromLogScale(One(0), One(8)), Transform.Softplus), Transformed.FromBase(Normal.FromLogScale(One(-800), One(5)), Transform.Exp),
        ];
        foreach (Distribution d in all)
        {
            Tensor x = d.Sample(RandomKey.FromSeed(2), [5_000]);
            Assert.All(x.ToDoubles(), v => Assert.True(v > d.Support.Lower && (d.Support.Upper > 1.5 || v <= d.Support.Upper), $"{d.Name}: {v:R}"));
            // Its log-probability is a number, and the check of the support lets it pass.
            Assert.All(d.LogProb(x).ToDoubles(), v => Assert.True(double.IsFinite(v), $"{d.Name}: log p = {v:R}"));
        }

        Tensor One(double v) => Tensor.Full([], v, dtype);
    }

    // Of numbers that may be tiny every digit counts.
    private static void CheckRelative(double expected, Func<Tensor[], Tensor> quantity, params double[] inputs)
    {
        Close.Check(1, quantity([.. inputs.Select(static v => Tensor.Full([], v, DType.Float64))]).Item() / expected, 1e-12, "float64");
        Close.Check(1, quantity([.. inputs.Select(static v => Tensor.Full([], v))]).Item() / expected, 1e-6, "float32");
    }

    private static void Check(double expected, Func<Tensor[], Tensor> quantity, params double[] inputs)
    {
        Close.Check(expected, quantity([.. inputs.Select(static v => Tensor.Full([], v, DType.Float64))]).Item(), 2e-13, "float64");
        Close.Check(expected, quantity([.. inputs.Select(static v => Tensor.Full([], v))]).Item(), 1e-6, "float32");
    }
}
