using Latent.Evaluation;

namespace Latent.Tests.Evaluation;

public sealed class WeightStreamTests
{
    [Fact]
    public void Means_sizes_and_variances_are_those_of_the_definitions()
    {
        double[] weights = [0.5, 3, 0.25, 1, 7, 0.125];
        WeightStream stream = Of([.. weights.Select(static w => Math.Log(w))]);
        double sum = weights.Sum(), squares = weights.Sum(static w => w * w), mean = sum / 6;
        Assert.Equal(Math.Log(mean), stream.LogMean, 14);
        Assert.Equal(sum * sum / squares, stream.EffectiveSampleSize, 13);
        double variance = weights.Sum(w => (w - mean) * (w - mean)) / 5;
        Assert.Equal(variance / 6 / (mean * mean), stream.Variance, 13);
    }

    [Fact]
    public void Weights_beyond_the_range_of_double_precision_are_no_difficulty()
    {
        Assert.Equal(-10_000 + Math.Log(0.5), Of(-10_000, -20_000).LogMean, 10);
        Assert.Equal(10_000 + Math.Log(0.5), Of(-20_000, 10_000).LogMean, 10);
        Assert.Equal(1, Of(-20_000, 10_000).EffectiveSampleSize);
    }

    [Fact]
    public void Weights_of_zero_count_and_NaN_stays()
    {
        double zero = double.NegativeInfinity;
        Assert.Equal(Math.Log(1.0 / 3), Of(zero, 0, zero).LogMean, 14);
        Assert.Equal(zero, Of(zero, zero).LogMean);
        Assert.Equal(0, Of(zero, zero).EffectiveSampleSize);
        Assert.True(double.IsNaN(Of(0, double.NaN, 1).LogMean));
    }

    private static WeightStream Of(params double[] logs)
    {
        WeightStream stream = WeightStream.Empty;
        foreach (double log in logs)
            stream.Add(log);
        return stream;
    }
}
