using Latent.Data;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>Whether what the prior draws decodes to plausible examples, the second property a generative latent space needs.</summary>
public static class Completeness
{
    /// <summary>Compares prior draws with encodings, and what they decode to with data.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Held-out data, as the model sees it.</param>
    /// <param name="train">The training set, as the model sees it; null to leave out what needs it.</param>
    /// <param name="options">How many samples.</param>
    /// <param name="context">Randomness, device and cancellation.</param>
    /// <exception cref="EvaluationNotDefinedException">
    /// There are fewer than two examples, or the model does not encode, decode to means or generate by itself.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled on the way.</exception>
    public static CompletenessResult Run(LatentModel model, IDataset data, IDataset? train, CompletenessOptions options, EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Samples, 2, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Permutations, nameof(options));
        if (data.Count < 2) throw new EvaluationNotDefinedException("Completeness", $"two examples are needed, and {data.Name} has {data.Count}");
        ModelCodes codes = ModelCodes.Read(model, data, context, out string? obstacle) ?? throw new EvaluationNotDefinedException("Completeness", obstacle!);
        List<string> missing = [];
        (double[] drawn, double[] outputs) = codes.Generate(options.Samples, means: true, context);
        context.Progress?.Report(0.1);
        (DensityRatio? ratio, DiscrepancyTest? encodings) = Aggregate(model, codes, data, drawn, options, context, missing);
        context.Progress?.Report(0.6);
        NeighbourStatistics? neighbours = Neighbours(codes, data, train, outputs, options, context, missing);
        context.Progress?.Report(0.9);
        RoundTrip? trip = Trip(codes, options, context, missing);
        context.Progress?.Report(1);
        return new CompletenessResult(codes.Output, ratio, encodings, neighbours, trip, missing);
    }

    private static (DensityRatio?, DiscrepancyTest?) Aggregate(
        LatentModel model, ModelCodes codes, IDataset data, double[] drawn, CompletenessOptions options, EvaluationContext context, List<string> missing)
    {
        if (codes.Sites.Count != 1)
        {
            missing.Add($"the aggregated posterior against the prior: the model has {codes.Sites.Count} latent sites, one is needed");
            return (null, null);
        }

        AggregatedPosterior? posterior = LatentStatistics.Aggregate(model, data, codes.Sites[0].Name, options.Posteriors, context);
        if (posterior is null)
        {
            missing.Add($"the aggregated posterior against the prior: {SiteDependence.Read(model, data, context)[codes.Sites[0].Name]}");
            return (null, null);
        }

        int width = codes.Width, samples = drawn.Length / width;
        double[] draws = [.. posterior.Draws];
        double[] atPrior = Minus(posterior.LogDensity(drawn, context), LogPrior(model, codes, drawn, context));
        double[] atEncodings = Minus(posterior.AtDraws(context).Without, LogPrior(model, codes, draws, context));
        Quantiles encodings = Quantiles.Of(atEncodings);
        double[] sorted = [.. atEncodings.Order()];
        double limit = sorted[(int)(0.01 * (sorted.Length - 1))];
        DensityRatio ratio = new(Quantiles.Of(atPrior), encodings, atPrior.Count(r => r < limit) / (double)atPrior.Length, posterior.Count);
        int tested = Math.Min(samples, posterior.Count);
        return (ratio, DiscrepancyTest.Run(
            draws[..(tested * width)], drawn[..(tested * width)], width, options.Permutations, context.Key.Split("permutations"), context));
    }

    // The prior of a site that stands by itself needs no data.
    private static double[] LogPrior(LatentModel model, ModelCodes codes, double[] points, EvaluationContext context)
    {
        using Pass pass = context.Pass("noise");
        Site site = model.Trace(pass, null, TraceMode.Generate(1))[codes.Sites[0].Name];
        int rows = points.Length / codes.Width;
        Tensor z = pass.From(points, Shape.Create([rows]).Concat(site.Prior.EventShape)).To(site.Value!.DType);
        return site.Prior.LogProb(z).ToDoubles();
    }

    private static double[] Minus(double[] a, double[] b) => [.. a.Zip(b, static (x, y) => x - y)];

    private static NeighbourStatistics? Neighbours(
        ModelCodes codes, IDataset data, IDataset? train, double[] outputs, CompletenessOptions options, EvaluationContext context, List<string> missing)
    {
        string what = "nearest neighbours in training data: ";
        if (train is null)
        {
            missing.Add(what + "no training set is given");
            return null;
        }

        foreach (IDataset set in new[] { data, train })
        {
            if (set.Count > 0 && set.Has(codes.Output) && set.Column(codes.Output) is { HasMissing: false } column && column.Shape.Count == codes.OutputWidth)
                continue;
            missing.Add($"{what}{set.Name} has no column '{codes.Output}' of {codes.OutputWidth} numbers without missing values");
            return null;
        }

        int width = codes.OutputWidth;
        int[] trainRows = EvaluationData.Choose(train.Count, options.TrainingExamples, context.Key.Split("training examples"));
        double[] known = EvaluationData.Values(train, codes.Output, trainRows, context);
        int[] heldRows = EvaluationData.Choose(data.Count, options.TrainingExamples, context.Key.Split("held-out examples"));
        double[] held = EvaluationData.Values(data, codes.Output, heldRows, context);
        NeighbourPair[] pairs = [.. Nearest(outputs, known).Select((n, i) => new NeighbourPair(i, trainRows[n.Index], n.Distance))];
        int some = Math.Min(options.Samples, heldRows.Length);
        double[] ofHeld = [.. Nearest(held[..(some * width)], known).Select(static n => n.Distance)];
        // Equally many of both, or the larger set would be nearer.
        int equal = Math.Min(trainRows.Length, heldRows.Length);
        (int Index, double Distance)[] toKnown = Nearest(outputs, known[..(equal * width)]), toHeld = Nearest(outputs, held[..(equal * width)]);
        double[] closer = [.. toKnown.Zip(toHeld, static (a, b) => a.Distance < b.Distance ? 1 : a.Distance > b.Distance ? 0 : 0.5)];
        Quantiles samples = Quantiles.Of([.. pairs.Select(static p => p.Distance)]), others = Quantiles.Of(ofHeld);
        return new NeighbourStatistics(
            samples, others, others.Median > 0 ? samples.Median / others.Median : samples.Median > 0 ? double.PositiveInfinity : 1,
            RunningMoments.Of(closer).Estimate, trainRows.Length, [.. pairs.OrderBy(static p => p.Distance).Take(options.Pairs)])
        {
            DistinctTraining = Distinct(toKnown, toHeld),
            DistinctHeldOut = Distinct(toHeld, toKnown),
            All = pairs,
        };

        static int Distinct((int Index, double Distance)[] these, (int Index, double Distance)[] those) =>
            these.Zip(those).Where(static n => n.First.Distance <= n.Second.Distance).Select(static n => n.First.Index).Distinct().Count();

        (int Index, double Distance)[] Nearest(double[] queries, double[] points) =>
            [.. NearestNeighbours.Find(queries, points, width, 1, areOne: false, context).Select(static nearest => nearest[0])];
    }

    private static RoundTrip? Trip(ModelCodes codes, CompletenessOptions options, EvaluationContext context, List<string> missing)
    {
        try
        {
            (double[] drawn, double[] means, double[]? variances) = codes.RoundTrip(options.Samples, context);
            int width = codes.Width, count = drawn.Length / width;
            double[] distances = new double[count];
            for (int i = 0; i < count; i++)
                distances[i] = Geometry.Distance(drawn.AsSpan(i * width, width), means.AsSpan(i * width, width)) / Math.Sqrt(width);
            if (variances is null) return new RoundTrip(Quantiles.Of(distances), null, null);
            RunningMoments scores = default, within = default;
            for (int i = 0; i < drawn.Length; i++)
            {
                scores.Add((drawn[i] - means[i]) * (drawn[i] - means[i]) / variances[i]);
                within.Add(variances[i]);
            }

            return new RoundTrip(Quantiles.Of(distances), Math.Sqrt(within.Mean), Math.Sqrt(scores.Mean));
        }
        catch (Exception error) when (error is NotSupportedException or KeyNotFoundException)
        {
            missing.Add($"the round trip: {error.Message}");
            return null;
        }
    }
}
