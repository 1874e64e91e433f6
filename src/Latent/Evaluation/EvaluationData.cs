using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>Reads a data set for an evaluation.</summary>
internal static class EvaluationData
{
    /// <summary>How many examples are used of those there are.</summary>
    /// <param name="data">The data.</param>
    /// <param name="asked">How many at most; 0 for all.</param>
    /// <exception cref="ArgumentException">The data set is empty.</exception>
    public static int CountOf(IDataset data, int asked)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(asked);
        return data.Count == 0
            ? throw new ArgumentException($"{data.Name} holds no examples to evaluate on.", nameof(data))
            : asked == 0 ? data.Count : Math.Min(asked, data.Count);
    }

    /// <summary>The examples that are used: all, or a random subset of them, numbered anew from 0 and in the order of the data.</summary>
    /// <remarks>
    /// Files are often sorted, by class or by time, so the first of them are no sample of the rest. The key alone decides: parts of an
    /// evaluation that ask for equally many examples are given the same.
    /// </remarks>
    /// <param name="data">The data.</param>
    /// <param name="asked">How many at most; 0 for all.</param>
    /// <param name="context">Its key chooses.</param>
    /// <exception cref="ArgumentException">The data set is empty.</exception>
    public static IDataset Subset(IDataset data, int asked, EvaluationContext context) => Subset(data, Rows(data, asked, context));

    /// <summary>The examples of these numbers, or the data set itself where they are all.</summary>
    public static IDataset Subset(IDataset data, int[] rows) => rows.Length == data.Count ? data : data.Select(rows);

    /// <summary>The numbers in the data set of the examples that are used, rising.</summary>
    /// <param name="data">The data.</param>
    /// <param name="asked">How many at most; 0 for all.</param>
    /// <param name="context">Its key chooses.</param>
    /// <exception cref="ArgumentException">The data set is empty.</exception>
    public static int[] Rows(IDataset data, int asked, EvaluationContext context)
    {
        int count = CountOf(data, asked);
        if (count == data.Count) return [.. Enumerable.Range(0, count)];
        int[] rows = Choose(data.Count, count, context.Key.Split("examples"));
        Array.Sort(rows);
        return rows;
    }

    /// <summary>Walks through the first examples in batches; calls <paramref name="use"/> with each.</summary>
    public static void ForEach(IDataset data, int count, int batchSize, EvaluationContext context, string noise, Action<Batch, Pass, int> use)
    {
        for (int first = 0; first < count; first += batchSize)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using Pass pass = context.Pass(noise);
            use(data.Get(first, Math.Min(batchSize, count - first), pass, context.DataKey), pass, first);
            context.Progress?.Report(Math.Min(1, (first + batchSize) / (double)count));
        }
    }

    /// <summary>A batch whose tensors outlive the pass they were read in, to be evaluated in several.</summary>
    public static Batch Read(IDataset data, int first, int count, EvaluationContext context)
    {
        using Pass pass = Pass.Evaluation(default, context.Device);
        Batch batch = data.Get(first, count, pass, context.DataKey);
        foreach (string name in batch.Names.ToArray())
            batch = batch.With(name, pass.Keep(batch[name]), batch.Mask(name) is { } mask ? pass.Keep(mask) : null);
        return batch;
    }

    /// <summary>A trace of one example, to see what sites the model has.</summary>
    public static Trace Sites(LatentModel model, IDataset data, Pass pass, EvaluationContext context) =>
        model.Trace(pass, data.Get(0, 1, pass, context.DataKey), TraceMode.Posterior());

    /// <summary>Refuses what needs a density of q, where q is a point of a continuous space: log q is infinite there, and the bound -∞.</summary>
    /// <exception cref="EvaluationNotDefinedException">Some latent variable is such.</exception>
    public static void NeedDensity(Trace trace, string part)
    {
        foreach (Site site in trace.LatentSites)
        {
            if (site.Posterior is Delta && !site.Prior.Support.IsDiscrete)
            {
                throw new EvaluationNotDefinedException(part,
                    $"the encoder gives one value of '{site.Name}', no density: KL(q ‖ p) is infinite. The likelihood of reconstructions is the part "
                        + $"'reconstruction'");
            }
        }
    }

    /// <summary>The KL term of a site in closed form if one is known and holds, else by the samples.</summary>
    public static KlEstimate KlEstimateOf(Trace trace, Site site)
    {
        if (site.IsInferredAhead) return KlEstimate.Sampled;
        try
        {
            _ = trace.Kl(site);
            return KlEstimate.ClosedForm;
        }
        catch (KlNotKnownException)
        {
            return KlEstimate.Sampled;
        }
    }

    /// <summary>A column of some examples as numbers, [rows, elements]; sequences that are shorter than the longest end in zeros.</summary>
    public static double[] Values(IDataset data, string column, ReadOnlySpan<int> rows, EvaluationContext context)
    {
        const int piece = 512;
        int width = data.Column(column).Shape.Count;
        double[] values = new double[rows.Length * width];
        IDataset only = data.Only(column);
        for (int first = 0; first < rows.Length; first += piece)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<int> some = rows.Slice(first, Math.Min(piece, rows.Length - first));
            using Pass pass = Pass.Evaluation(default, context.Device);
            double[] numbers = only.Get(some, pass, context.DataKey)[column].ToDoubles();
            // A batch of sequences is as long as the longest in it.
            int own = numbers.Length / some.Length;
            for (int i = 0; i < some.Length; i++)
                numbers.AsSpan(i * own, own).CopyTo(values.AsSpan((first + i) * width));
        }

        return values;
    }

    /// <summary>Some rows of a data set in random order, each at most once.</summary>
    public static int[] Choose(int count, int asked, RandomKey key)
    {
        int[] rows = new int[Math.Min(count, asked)];
        key.For(RandomPurpose.Resampling).Permutation(count).Fill(rows);
        return rows;
    }
}
