using Latent.Data;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>Estimates log p(x) by importance sampling from q: log 1/K Σₖ p(x, zₖ)/q(zₖ | x), zₖ ~ q(z | x), for any model.</summary>
/// <remarks>
/// <para>
/// A lower bound in expectation that rises to log p(x) with K (Y. Burda, R. Grosse, R. Salakhutdinov, "Importance weighted autoencoders",
/// ICLR 2016, theorem 1); exact for every K where q is the posterior. Enumerated sites are summed out exactly.
/// </para>
/// <para>
/// Samples come in chunks, of which nothing is kept but two sums per example in double precision; sample k of an example is the same in any
/// chunk, and sums run in the order of k, so the result has the same bits for any <see cref="EvaluationContext.Rows"/>.
/// </para>
/// </remarks>
public static class ImportanceWeightedEvaluation
{
    /// <summary>Estimates for the examples, and their mean.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data, as the model sees it.</param>
    /// <param name="options">How many samples and examples.</param>
    /// <param name="context">Randomness, device and cancellation, which is looked at before each chunk.</param>
    /// <exception cref="ArgumentException">The data set is empty.</exception>
    /// <exception cref="EvaluationNotDefinedException">q is a point and no density, as of a deterministic autoencoder.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the last chunk.</exception>
    public static ImportanceWeightedResult Run(LatentModel model, IDataset data, ImportanceWeightedOptions options, EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Samples, nameof(options));
        int available = data.Count, samples = options.Samples;
        int[] rows = EvaluationData.Rows(data, options.Examples, context);
        data = EvaluationData.Subset(data, rows);
        int count = data.Count;
        SampleChunks chunks = SampleChunks.For(context.RowsFor(data), samples);
        WeightStream[] streams = new WeightStream[count];
        Array.Fill(streams, WeightStream.Empty);
        for (int first = 0; first < count; first += chunks.Examples)
        {
            Batch batch = EvaluationData.Read(data, first, Math.Min(chunks.Examples, count - first), context);
            for (int k = 0; k < samples; k += chunks.Samples)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                using Pass pass = context.Pass("noise");
                Trace trace = model.Trace(pass, batch, TraceMode.PosteriorSamples(k, Math.Min(chunks.Samples, samples - k)));
                if (first == 0 && k == 0) EvaluationData.NeedDensity(trace, "log p(x) by importance sampling");
                Add(trace.LogWeights(), streams.AsSpan(first, batch.Count));
                context.Progress?.Report((first + (batch.Count * Math.Min(1, (k + chunks.Samples) / (double)samples))) / count);
            }
        }

        using Pass last = context.Pass("noise");
        return Result(streams, rows, data, EvaluationData.Sites(model, data, last, context), options) with { Available = available };
    }

    private static void Add(Tensor logWeights, Span<WeightStream> streams)
    {
        int samples = logWeights.Shape[0], count = streams.Length;
        double[] values = logWeights.ToDoubles();
        for (int k = 0; k < samples; k++)
        {
            ReadOnlySpan<double> row = values.AsSpan(k * count, count);
            for (int i = 0; i < count; i++)
                streams[i].Add(row[i]);
        }
    }

    private static ImportanceWeightedResult Result(
        ReadOnlySpan<WeightStream> streams, int[] rows, IDataset data, Trace sites, ImportanceWeightedOptions options)
    {
        double[] logLikelihoods = new double[streams.Length], sizes = new double[streams.Length];
        double variance = 0;
        int least = 0, below = 0;
        for (int i = 0; i < streams.Length; i++)
        {
            logLikelihoods[i] = streams[i].LogMean;
            sizes[i] = streams[i].EffectiveSampleSize;
            variance += streams[i].Variance;
            if (sizes[i] < sizes[least]) least = i;
            if (sizes[i] < options.Threshold) below++;
        }

        int n = streams.Length;
        Estimate mean = RunningMoments.Of(logLikelihoods).Estimate;
        bool several = options.Samples > 1;
        return new ImportanceWeightedResult(
            data.Name, n, options.Samples, mean, several ? Math.Sqrt(variance) / n : null, several ? -0.5 * variance / n : null,
            new EffectiveSampleSizes(RunningMoments.Of(sizes).Mean, sizes[least], rows[least], options.Threshold, below / (double)n),
            BitsPerDimension.Of(mean, sites, data))
        {
            Rows = rows,
            PerExample = logLikelihoods,
            EffectivePerExample = sizes,
        };
    }
}
