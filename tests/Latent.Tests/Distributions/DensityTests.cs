using Latent.Distributions;
using Latent.Tensors;
using Xunit.Sdk;

namespace Latent.Tests.Distributions;

/// <summary>Log-probabilities against the cases' definitions, and integrals over the support.</summary>
public sealed class DensityTests
{
    public static TheoryData<string> Names => DistributionCases.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Log_probability_equals_the_definition(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        Assert.True(c.LogProb is not null || c.Expected is not null, $"{name}: give LogProb or Expected");
        CheckDefinition(c, c.Make());
        Assert.ThrowsAny<XunitException>(() => CheckDefinition(c, new OffsetTwin(c.Make(), 100 * c.Tolerance)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Probability_is_one_in_all(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        if (!c.Integrable) return;
        CheckNormalisation(c, c.Make());
        Assert.ThrowsAny<XunitException>(() => CheckNormalisation(c, new OffsetTwin(c.Make(), 1e-6)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Entropy_mean_and_variance_equal_their_integrals(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        if (c.ExpectedEntropy is { } published) Assert.Equal(published, c.Make().Entropy().Item(), 1e-10);
        if (!c.Integrable) return;
        Distribution d = c.Make();
        double[]? mean = Known(() => d.Mean), variance = Known(() => d.Variance);
        double[]? entropy = Known(d.Entropy);
        int size = d.EventShape.Count;
        if (entropy is not null) Close.Check(Domain(c, d).Expect(d, static (_, l) => [-l]), entropy, 1e-8, $"{name} entropy");
        if (mean is not null && mean.All(double.IsFinite))
            Close.Check(Domain(c, d).Expect(d, static (x, _) => x), mean, 1e-8, $"{name} mean");
        if (variance is null || !variance.All(double.IsFinite)) return;
        double[] centre = mean ?? Domain(c, d).Expect(d, static (x, _) => x);
        double[] integral = Domain(c, d).Expect(d, (x, _) => [.. x.Select((v, i) => (v - centre[i]) * (v - centre[i]))]);
        Assert.Equal(size, integral.Length);
        Close.Check(integral, variance, 1e-8, $"{name} variance");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_CDF_of_the_case_is_the_integral_of_the_density(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        if (c.Cdf is null || !c.Integrable) return;
        Distribution d = c.Make();
        Domain domain = Domain(c, d);
        foreach (double[] value in c.Values)
        {
            double integral = domain.IsDiscrete
                ? domain.Expect(d, (x, _) => [x[0] <= value[0] ? 1 : 0])[0]
                : domain.Between([(double.NegativeInfinity, value[0])]).Expect(d, static (_, _) => [1])[0];
            Close.Check(c.Cdf(value[0], c.Theta), integral, 1e-8, $"{name} P(X <= {value[0]})");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_tempered_distribution_is_one_and_grows_with_the_temperature(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        Distribution d = c.Make();
        Assert.Same(d, d.Tempered(1));
        Distribution cold, warm;
        try
        {
            (cold, warm) = (d.Tempered(0.5), d.Tempered(2));
        }
        catch (NotSupportedException refused)
        {
            Assert.Contains("use temperature 1", refused.Message, StringComparison.Ordinal);
            return;
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => d.Tempered(0));
        if (!c.Integrable) return;
        double[] entropies = [.. new[] { cold, d, warm }.Select(x =>
        {
            double[] sums = Domain(c, x).Expect(x, static (_, l) => [1, -l]);
            Close.Check(1, sums[0], 1e-8, $"{name} total probability");
            return sums[1];
        })];
        Assert.NotEqual(Scores(cold), Scores(warm));
        if (!c.HasEntropyByTemperature) return;
        Assert.True(entropies[0] < entropies[1] && entropies[1] < entropies[2], $"{name}: entropies {string.Join(", ", entropies)} at temperatures ½, 1, 2");

        double[] Scores(Distribution x) => Distributions.Domain.Score(x)(c.Values);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Enumerated_values_are_the_whole_support(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        if (c.Make() is not IEnumerableSupport { SupportSize: < int.MaxValue } finite) return;
        Distribution d = c.Make();
        Tensor values = finite.Enumerate();
        Assert.Equal(Shape.Create([finite.SupportSize]).Concat(d.EventShape), values.Shape);
        double[] scores = d.LogProb(values).ToDoubles();
        Close.Check(1, scores.Sum(Math.Exp), 1e-12, $"{name} total probability");
        double[] flat = values.ToDoubles();
        int size = d.EventShape.Count;
        Assert.Equal(finite.SupportSize, Enumerable.Range(0, finite.SupportSize).Select(i => string.Join(' ', flat.AsSpan(i * size, size).ToArray())).Distinct().Count());
        // The values of a batch are those of its elements.
        if (c.Parameters.Length > 0 && c.Create([.. c.Parameters.Select(static p => p.Create([2]))]) is IEnumerableSupport batch)
            Assert.Equal(flat, batch.Enumerate().ToDoubles());
    }

    /// <summary>The domain of a case.</summary>
    internal static Domain Domain(DistributionCase c, Distribution d) =>
        Distributions.Domain.Of(d, c.Breaks, Centre(c)) ?? throw new XunitException(
            $"{c.Name}: events of shape {d.EventShape} on '{d.Support}' have too many dimensions to integrate over; say Integrable = false.");

    /// <summary>What a distribution gives, or null where it says that there is no closed form.</summary>
    internal static double[]? Known(Func<Tensor> quantity)
    {
        try
        {
            return quantity().ToDoubles();
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    private static double[] Centre(DistributionCase c) =>
        [.. Enumerable.Range(0, c.Values[0].Length).Select(i => c.Values.Average(x => x[i]))];

    private static void CheckDefinition(DistributionCase c, Distribution d)
    {
        double[] actual = Distributions.Domain.Score(d)(c.Values);
        if (c.LogProb is not null)
            Close.Check([.. c.Values.Select(x => c.LogProb(x, c.Theta))], actual, c.Tolerance, $"{c.Name} log-probability");
        if (c.Expected is not null) Close.Check(c.Expected, actual, 1e-10, $"{c.Name} published log-probability");
    }

    private static void CheckNormalisation(DistributionCase c, Distribution d) =>
        Close.Check(1, Domain(c, d).Expect(d, static (_, _) => [1])[0], 1e-8, $"{c.Name} total probability");
}
