using Latent.Distributions;
using Latent.Tensors;
using Xunit.Sdk;

namespace Latent.Tests.Distributions;

/// <summary>
/// Samples against the distribution they are said to have, with fixed keys. Each check is at a level of about 1e-6 (5 standard errors
/// two-sided 6e-7) and is run on broken samplers, which it must refuse: one whose deviations from the mean are 2 % too large, one where
/// every twentieth draw is the same.
/// </summary>
public sealed class SampleTests
{
    private const int Count = 200_000;

    public static TheoryData<string> Names => DistributionCases.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Samples_lie_in_the_support_and_have_the_moments_and_the_entropy(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        if (!c.HasSamples) return;
        Draw draw = new(c, c.Make());
        draw.Distribution.Support.Check(draw.Tensor, name);
        CheckMoments(draw);
        if (ScaledTwin.Applies(c)) Assert.ThrowsAny<XunitException>(() => CheckMoments(new Draw(c, new ScaledTwin(c.Make(), 1.02))));
        if (RepeatingTwin.Shows(draw)) Assert.ThrowsAny<XunitException>(() => CheckMoments(new Draw(c, new RepeatingTwin(c.Make(), c.Values[0], 20))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Samples_have_the_distribution(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        if (!c.HasSamples || !c.Integrable) return;
        CheckCells(new Draw(c, c.Make()));
        Assert.ThrowsAny<XunitException>(() => CheckCells(new Draw(c, new RepeatingTwin(c.Make(), c.Values[0], 20))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_and_its_score_agree(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        if (!c.HasSamples) return;
        Distribution d = c.Make();
        (Tensor value, Tensor logProb) = d.SampleAndLogProb(RandomKey.FromSeed(4), [50]);
        Assert.Equal(d.Sample(RandomKey.FromSeed(4), [50]).ToDoubles(), value.ToDoubles());
        Close.Check(d.LogProb(value).ToDoubles(), logProb.ToDoubles(), 1e-9, $"{name} score of a sample");
    }

    // Mean, variance and E[-log p] within 5 standard errors, which come from the samples themselves.
    private static void CheckMoments(Draw draw)
    {
        DistributionCase c = draw.Case;
        double[][] mean = draw.Moment(static (x, _) => x), square = draw.Moment(static (x, centre) => (x - centre) * (x - centre));
        for (int i = 0; i < draw.Mean.Length; i++)
        {
            if (c.HasSampleVariance) Within(draw.Mean[i], mean[i], $"mean of element {i}");
            if (c.HasSampleVariance) Within(draw.Variance[i], square[i], $"variance of element {i}");
        }

        double[] scores = draw.Distribution.LogProb(draw.Tensor).ToDoubles();
        double average = scores.Average(), spread = Math.Sqrt(scores.Average(s => (s - average) * (s - average)));
        if (draw.Entropy is { } entropy) Within(entropy, [-average, spread / Math.Sqrt(Count)], "entropy");

        void Within(double expected, double[] estimate, string what) => Assert.True(
            !double.IsFinite(expected) || Math.Abs(expected - estimate[0]) <= (5 * estimate[1]) + 1e-9,
            $"{c.Name}: {what} of {Count} samples is {estimate[0]:R} ± {estimate[1]:R}, expected {expected:R}");
    }

    // Pearson's χ² over cells whose probabilities are integrals of the density, and for scalar densities Kolmogorov's distance at the edges.
    private static void CheckCells(Draw draw)
    {
        Domain domain = DensityTests.Domain(draw.Case, draw.Distribution);
        (double[] expected, int[] observed) = domain.IsDiscrete ? Cells.Points(domain, draw) : Cells.Intervals(domain, draw);
        Cells.Check(expected, observed, Count, draw.Case.Name);
    }

    /// <summary>Samples with what is expected of them; of a twin, what is expected of the distribution it pretends to be.</summary>
    internal sealed class Draw
    {
        private readonly double[] _flat;

        public Draw(DistributionCase c, Distribution d)
        {
            Case = c;
            Distribution = d;
            Tensor = d.Sample(RandomKey.FromSeed(7), [Count]);
            _flat = Tensor.ToDoubles();
            Size = d.EventShape.Count;
            Domain? domain = c.Integrable ? DensityTests.Domain(c, d) : null;
            Mean = DensityTests.Known(() => d.Mean) ?? domain?.Expect(d, static (x, _) => x) ?? Fill(double.NaN);
            Variance = DensityTests.Known(() => d.Variance)
                ?? domain?.Expect(d, (x, _) => [.. x.Select((v, i) => (v - Mean[i]) * (v - Mean[i]))]) ?? Fill(double.NaN);
            Entropy = (DensityTests.Known(d.Entropy) ?? domain?.Expect(d, static (_, l) => [-l]))?[0];
        }

        public DistributionCase Case { get; }

        public Distribution Distribution { get; }

        public Tensor Tensor { get; }

        public int Size { get; }

        public double[] Mean { get; }

        public double[] Variance { get; }

        public double? Entropy { get; }

        public double[] this[int i] => _flat.AsSpan(i * Size, Size).ToArray();

        public double[] Column(int element) => [.. Enumerable.Range(0, Count).Select(i => _flat[(i * Size) + element])];

        /// <summary>Per element, the mean of a function of it and the mean's standard error.</summary>
        public double[][] Moment(Func<double, double, double> f) => [.. Enumerable.Range(0, Size).Select(element =>
        {
            double[] values = [.. Column(element).Select(x => f(x, Mean[element]))];
            double mean = values.Average();
            return new[] { mean, Math.Sqrt(values.Average(v => (v - mean) * (v - mean)) / Count) };
        })];

        private double[] Fill(double value) => [.. Enumerable.Repeat(value, Size)];
    }
}
