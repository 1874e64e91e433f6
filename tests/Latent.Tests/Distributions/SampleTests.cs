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
    private const int Count = 200_000, Every = 20;

    public static TheoryData<string> Names => DistributionCases.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Samples_have_the_distribution(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        if (!c.HasSamples) return;
        Draw draw = new(c, Count, seed: 7);
        CheckMoments(draw);
        if (draw.ShowsScale) Assert.ThrowsAny<XunitException>(() => CheckMoments(draw.Scaled(1.02)));
        if (!c.Integrable) return;
        Cells cells = Cells.Of(DensityTests.Domain(c, draw.Distribution), draw);
        cells.Check(draw);
        Assert.ThrowsAny<XunitException>(() => cells.Check(draw.Repeating(Every)));
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
        string name = draw.Case.Name;
        if (draw.Case.HasSampleVariance)
        {
            Within(draw.Mean, draw.Moment(static (x, _) => x), "mean");
            Within(draw.Variance, draw.Moment(static (x, centre) => (x - centre) * (x - centre)), "variance");
        }

        if (draw.Entropy is not { } entropy) return;
        double[] scores = draw.Distribution.LogProb(draw.Values).ToDoubles();
        double average = scores.Average(), error = Math.Sqrt(scores.Average(s => (s - average) * (s - average)) / Count);
        Within([entropy], [(-average, error)], "entropy");

        void Within(double[] expected, (double Mean, double Error)[] estimate, string what)
        {
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.True(
                    !double.IsFinite(expected[i]) || Math.Abs(expected[i] - estimate[i].Mean) <= (5 * estimate[i].Error) + 1e-9,
                    $"{name}: {what} [{i}] of {Count} samples is {estimate[i].Mean:R} ± {estimate[i].Error:R}, expected {expected[i]:R}");
            }
        }
    }
}
