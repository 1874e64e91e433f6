using Latent.Data;
using Latent.Evaluation.Pictures;
using Latent.Models;

namespace Latent.Evaluation.Disentanglement;

/// <summary>
/// How far single latent variables of a model stand for single factors of variation, by every metric of <see cref="DisentanglementCatalog"/>.
/// </summary>
/// <remarks>
/// Codes are the means of q of all latent sites, one after the other. The data must say what they were made from: a column <c>factors</c>, as
/// those of <see cref="DrawnSprites"/> and <see cref="DrawnDigits"/>. Dimensions that carry no information stay in: metrics say themselves what they
/// do about them. No metric by itself shows disentanglement (F. Locatello et al., ICML 2019); they are read together, over several seeds.
/// </remarks>
public static class DisentanglementEvaluation
{
    /// <summary>The name of the total correlation of the aggregated posterior among the scores.</summary>
    public const string AggregateFigure = "total correlation of q(z)";

    /// <summary>Measures a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Held-out data with factors, as the model sees it.</param>
    /// <param name="options">How many examples, and how errors are found.</param>
    /// <param name="context">Randomness, device, cancellation and progress.</param>
    /// <exception cref="EvaluationNotDefinedException">The data have no factors, fewer than ten examples, or the codes are not finite numbers.</exception>
    /// <exception cref="OperationCanceledException">Cancelled on the way.</exception>
    public static DisentanglementResult Run(LatentModel model, IDataset data, DisentanglementOptions options, EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FactorBins, 2, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Resamples, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Posteriors, nameof(options));
        context.Cancellation.ThrowIfCancellationRequested();
        const int least = 10;
        IDataset some = EvaluationData.Subset(data, options.Examples, context);
        List<string> missing = [];
        (IReadOnlyList<Factor> factors, IReadOnlyList<bool> binned, int[] values) = FactorColumns.Read(some, options.FactorBins, context, missing);
        if (some.Count < least)
            throw new EvaluationNotDefinedException("Disentanglement", $"{least} examples are needed, and {some.Name} has {some.Count}");
        FactorTable table = Table(model, some, factors, values, context);
        context.Progress?.Report(0.3);
        InformationMatrix information = InformationMatrix.Of(table, new MutualInformationGap().Bins);
        List<MetricScore> scores = [];
        MetricContext metrics = new(context.Key.Split("disentanglement"))
        {
            Resamples = options.Resamples,
            Device = context.Device,
            Cancellation = context.Cancellation,
        };
        IReadOnlyList<DisentanglementEntry> all = DisentanglementCatalog.All;
        for (int i = 0; i < all.Count; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            try
            {
                scores.AddRange(all[i].Metric.Score(table, metrics));
            }
            catch (EvaluationNotDefinedException error)
            {
                missing.Add($"{error.Part}: {error.Reason}");
            }

            context.Progress?.Report(0.3 + (0.6 * (i + 1) / all.Count));
        }

        if (options.Posteriors > 1) Aggregate(model, some, options, context, scores, missing);
        context.Progress?.Report(1);
        return new DisentanglementResult(
            data.Name, some.Count, data.Count,
            [.. factors.Select((factor, j) => new FactorStatistics(factor.Name, factor.Values, binned[j], information.Entropies[j]))],
            table.Dimensions, scores, information.Information, missing);
    }

    private static FactorTable Table(LatentModel model, IDataset data, IReadOnlyList<Factor> factors, int[] values, EvaluationContext context)
    {
        LatentCodes codes = LatentCodes.Encode(
            model, data, context.Key, batchSize: context.RowsFor(data), device: context.Device, cancellation: context.Cancellation);
        return FactorTable.Of(codes.Flat(), codes.Sites.Sum(static site => site.Width), values, factors,
            [.. codes.Sites.SelectMany(static site => Enumerable.Range(0, site.Width).Select(site.NameOf))]);
    }

    private static void Aggregate(
        LatentModel model, IDataset data, DisentanglementOptions options, EvaluationContext context, List<MetricScore> scores, List<string> missing)
    {
        IReadOnlyDictionary<string, string?> sites = SiteDependence.Read(model, data, context);
        string? reason = sites.Count == 1 ? sites.Values.First() : $"the model has {sites.Count} latent sites, one is needed";
        AggregatedPosterior? posterior = reason is null ? LatentStatistics.Aggregate(model, data, sites.Keys.First(), options.Posteriors, context) : null;
        if (posterior?.TotalCorrelation(context) is { } total) scores.Add(new MetricScore(AggregateFigure, total.Value, total.StandardError));
        else missing.Add($"{AggregateFigure}: {reason ?? "the posterior does not factorise over the elements of a code"}");
    }
}
