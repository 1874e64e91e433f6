using Latent.Tensors;

namespace Latent.Data.Sources;

/// <summary>The built-in digits: see <see cref="DrawnDigits"/>.</summary>
public sealed record DigitsSource : DataSource
{
    /// <summary>How many training images.</summary>
    public int TrainCount { get; init; } = DrawnDigits.DefaultTrainCount;

    /// <summary>How many test images.</summary>
    public int TestCount { get; init; } = DrawnDigits.DefaultTestCount;

    /// <inheritdoc/>
    public override DataSplits Open(RandomKey key)
    {
        ImageSplits splits = DrawnDigits.Make(key.Split("digits"), TrainCount, TestCount);
        return new DataSplits(splits.Train, null, splits.Test);
    }
}
