using Latent.Tensors;

namespace Latent.Data;

/// <summary>A data set in its parts: what a model learns from, what decides when it stops, and what it is judged by.</summary>
/// <param name="Train">What models learn from.</param>
/// <param name="Validation">What training is watched with; null if there is none yet.</param>
/// <param name="Test">What the finished model is judged by; null if there is none yet.</param>
public sealed record DataSplits(IDataset Train, IDataset? Validation = null, IDataset? Test = null)
{
    /// <summary>Cuts the parts that are missing out of the training set, at random by the key; parts there are stay as they are.</summary>
    /// <param name="key">The same key gives the same parts.</param>
    /// <param name="validation">The share of the validation set, of <see cref="Train"/> as it is; 0 for none.</param>
    /// <param name="test">The share of the test set; 0 for none.</param>
    /// <returns>
    /// Parts without common rows, within each the rows in the order of the whole. A share that is not 0 gives at least one row.
    /// </returns>
    /// <exception cref="ArgumentException">The shares leave nothing to learn from.</exception>
    public DataSplits Complete(RandomKey key, double validation = 0.1, double test = 0.1)
    {
        int total = Train.Count;
        int forTest = Test is null ? RowsOf(test, total, nameof(test)) : 0;
        int forValidation = Validation is null ? RowsOf(validation, total, nameof(validation)) : 0;
        if (forTest + forValidation == 0)
            return this;
        if ((long)forTest + forValidation >= total)
        {
            throw new ArgumentException(
                $"{Train.Name} has {total} examples; {forValidation} for validation and {forTest} for testing leave none to learn from.");
        }

        int[] order = new int[total];
        key.Split("splits").For(RandomPurpose.Shuffling).Permutation(total).Fill(order);
        return new DataSplits(
            Part("train", order.AsSpan(forTest + forValidation)),
            forValidation == 0 ? Validation : Part("validation", order.AsSpan(forTest, forValidation)),
            forTest == 0 ? Test : Part("test", order.AsSpan(0, forTest)));

        // In order, so that a file is read from front to back.
        IDataset Part(string part, Span<int> rows)
        {
            rows.Sort();
            return Train.Select(rows, $"{WithoutPart(Train.Name)} {part}");
        }
    }

    /// <summary>Every part there is, changed alike: seen through a transform, cut short.</summary>
    public DataSplits Map(Func<IDataset, IDataset> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new DataSplits(change(Train), Validation is null ? null : change(Validation), Test is null ? null : change(Test));
    }

    private static int RowsOf(double share, int total, string name)
    {
        if (!(share is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(name, share, "A share of the examples is at least 0 and below 1.");
        return share == 0 ? 0 : Math.Max(1, (int)Math.Round(share * total));
    }

    private static string WithoutPart(string name) => name.EndsWith(" train", StringComparison.Ordinal) ? name[..^6] : name;
}
