using Latent.Distributions;

namespace Latent.Tests.Distributions;

public sealed class DiscreteDivergenceTests
{
    private const double Third = 1.0 / 3;

    private static readonly double[] s_p = [0.36, 0.48, 0.16], s_q = [Third, Third, Third];

    [Fact]
    public void Published_values_of_P_and_the_uniform_Q()
    {
        Assert.Equal(((32 * Math.Log(2)) + (55 * Math.Log(3)) - (50 * Math.Log(5))) / 25, Kl.Divergence(s_p, s_q), 1e-15);
        Assert.Equal(0.0852996013, Kl.Divergence(s_p, s_q), 1e-10);
        Assert.Equal(0.0974550068, Kl.Divergence(s_q, s_p), 1e-10);
        Assert.Equal(0.0224598604, Divergences.JensenShannon(s_p, s_q), 1e-10);
        Assert.Equal(1.0133126873, Divergences.Entropy(s_p), 1e-10);
        Assert.Equal(0.1568, Divergences.ChiSquared(s_p, s_q), 1e-14);
        Assert.Equal(0.1733333333, Divergences.TotalVariation(s_p, s_q), 1e-10);
        Assert.Equal(0.0226497308, 1 - Divergences.BhattacharyyaCoefficient(s_p, s_q), 1e-10);
        Assert.Equal(0.0226497308, Math.Pow(Divergences.Hellinger(s_p, s_q), 2), 1e-10);
        Assert.Equal(0.0458203523, Divergences.Renyi(s_p, s_q, 0.5), 1e-10);
        Assert.Equal(0.1456575724, Divergences.Renyi(s_p, s_q, 2), 1e-10);
        Assert.Equal(Divergences.Entropy(s_p) + Kl.Divergence(s_p, s_q), Divergences.CrossEntropy(s_p, s_q), 1e-15);
    }

    [Fact]
    public void Inequalities_between_them_hold()
    {
        double kl = Kl.Divergence(s_p, s_q), tv = Divergences.TotalVariation(s_p, s_q), h = Divergences.Hellinger(s_p, s_q);
        Assert.True(2 * tv * tv <= kl, "Pinsker");
        Assert.True(h * h <= tv && tv <= h * Math.Sqrt(2), "Le Cam");
        Assert.True(kl <= Math.Log(1 + Divergences.ChiSquared(s_p, s_q)), "KL <= log(1 + χ²), which is Rényi's of order 2");
        double[] orders = [0, 0.3, 0.999999, 1, 1.000001, 2, 10, double.PositiveInfinity];
        double[] values = [.. orders.Select(static a => Divergences.Renyi(s_p, s_q, a))];
        Assert.Equal(values.Order(), values);
        Assert.Equal(kl, Divergences.Renyi(s_p, s_q, 1 + 1e-6), 1e-6);
        Assert.Equal(Math.Log(0.48 * 3), values[^1], 1e-15);
    }

    [Fact]
    public void Where_one_is_zero_the_limits_hold()
    {
        double[] some = [0.5, 0.5, 0], all = [0.25, 0.25, 0.5];
        Assert.Equal(Math.Log(2), Kl.Divergence(some, all), 1e-15);
        Assert.Equal(double.PositiveInfinity, Kl.Divergence(all, some));
        Assert.Equal(double.PositiveInfinity, Divergences.CrossEntropy(all, some));
        Assert.Equal(double.PositiveInfinity, Divergences.ChiSquared(all, some));
        Assert.Equal(0.25 + 0.25, Divergences.ChiSquared(some, all) - 0.5, 1e-15);
        Assert.Equal(double.PositiveInfinity, Divergences.Renyi(all, some, 2));
        Assert.Equal(Math.Log(2), Divergences.Renyi(all, some, 0.5), 1e-15);
        Assert.Equal(Math.Log(2), Divergences.Renyi(some, all, 0), 1e-15);
        double[] left = [1, 0], right = [0, 1];
        Assert.Equal(Math.Log(2), Divergences.JensenShannon(left, right), 1e-15);
        Assert.Equal(1, Divergences.TotalVariation(left, right));
        Assert.Equal(1, Divergences.Hellinger(left, right));
        Assert.Equal(0, Divergences.BhattacharyyaCoefficient(left, right));
        Assert.Equal(double.PositiveInfinity, Divergences.Renyi(left, right, 0.5));
        Assert.Equal(0, Divergences.Entropy(left));
        Assert.Equal(0, Kl.Divergence(left, left));
    }

    [Fact]
    public void Mutual_information_of_a_table()
    {
        // Independent, deterministic, and one between: X uniform on two, Y = X with probability 3/4: log 2 - H(1/4).
        Assert.Equal(0, Divergences.MutualInformation(new[,] { { 0.36 * 0.2, 0.36 * 0.8 }, { 0.64 * 0.2, 0.64 * 0.8 } }), 1e-15);
        Assert.Equal(Math.Log(2), Divergences.MutualInformation(new[,] { { 0.5, 0 }, { 0, 0.5 } }), 1e-15);
        Assert.Equal(
            Math.Log(2) - Divergences.Entropy([0.25, 0.75]), Divergences.MutualInformation(new[,] { { 0.375, 0.125 }, { 0.125, 0.375 } }), 1e-15);
        // It is KL to the product of the marginals, for a table that is not square.
        double[,] joint = { { 0.1, 0.2, 0.05 }, { 0.3, 0.05, 0.3 } };
        double[] x = [0.35, 0.65], y = [0.4, 0.25, 0.35];
        double expected = Kl.Divergence([.. joint.Cast<double>()], [.. x.SelectMany(a => y.Select(b => a * b))]);
        Assert.Equal(expected, Divergences.MutualInformation(joint), 1e-15);
    }

    [Fact]
    public void Errors_say_what_is_wrong()
    {
        Assert.Equal(
            "Kl.Divergence: p has 2 probabilities, q has 3; both must be of the same events, in the same order.", Message(() => Kl.Divergence([0.5, 0.5], s_q)));
        Assert.Equal(
            "Kl.Divergence: q must sum to 1; its 2 elements sum to 0.9. Divide them by their sum.", Message(() => Kl.Divergence([0.5, 0.5], [0.5, 0.4])));
        Assert.Equal(
            "JensenShannon: probabilities cannot be negative or unknown; p has -0.5 at [1].", Message(() => Divergences.JensenShannon([1.5, -0.5], [0.5, 0.5])));
        Assert.Equal("Entropy: probabilities cannot be negative or unknown; p has NaN at [0].", Message(() => Divergences.Entropy([double.NaN, 1])));
        Assert.Equal("Entropy: p has no elements; at least one probability is needed.", Message(() => Divergences.Entropy([])));
        Assert.Contains("the joint probabilities must sum to 1; its 1 elements sum to 2.", Message(() => Divergences.MutualInformation(new[,] { { 2.0 } })), StringComparison.Ordinal);
        Assert.Contains("an order α that is not negative; 1 is KL.", Message(() => Divergences.Renyi(s_p, s_q, -1)), StringComparison.Ordinal);
    }

    private static string Message(Func<double> call) => Assert.ThrowsAny<ArgumentException>(() => call()).Message;
}
