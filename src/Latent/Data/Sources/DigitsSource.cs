using Latent.Tensors;

namespace Latent.Data.Sources;

/// <summary>The built-in digits: see <see cref="DrawnDigits"/>.</summary>
public sealed record DigitsSource : DataSource
{
    /// <summary>How many training images.</summary>
    public int TrainCount { get; set; } = DrawnDigits.DefaultTrainCount;

    /// <summary>How many test images.</summary>
    public int TestCount { get; set; } = DrawnDigits.DefaultTestCount;

    /// <inheritdoc/>
    public override DataSplits Open(RandomKey key)
    {
        if (TrainCount < 1 || TestCount < 0)
            throw new ArgumentException($"trainCount is {TrainCount} and testCount {TestCount}; at least one image is needed to learn from.");
        key = key.Split("digits");
        return new DataSplits(
            DrawnDigits.MakeWithFactors("digits train", key.Split("train"), TrainCount), null,
            TestCount == 0 ? null : DrawnDigits.MakeWithFactors("digits test", key.Split("test"), TestCount));
    }
}
