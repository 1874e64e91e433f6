using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>What each latent variable tells of the data: KL per element, active units, mutual information, and the marginal KL.</summary>
/// <remarks>
/// KL terms per element need a q and p that factorise, active units a q whose mean is known, the aggregated posterior a site whose prior
/// and posterior depend on no other latent variable; what is missing is said in <see cref="SiteStatistics.NotDefined"/>.
/// </remarks>
public static class LatentStatistics
{
    /// <summary>The statistics of every latent site.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data, as the model sees it.</param>
    /// <param name="options">How many examples, and what counts as active.</param>
    /// <param name="context">Randomness, device and cancellation.</param>
    /// <exception cref="ArgumentException">The data set is empty.</exception>
    /// <exception cref="OperationCanceledException">Cancelled on the way.</exception>
    public static LatentStatisticsResult Run(LatentModel model, IDataset data, LatentStatisticsOptions options, EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        data = EvaluationData.Subset(data, options.Examples, context);
        List<SiteCollector> sites =
            [.. SiteDependence.Read(model, data, context).Select(static entry => new SiteCollector(entry.Key, entry.Value))];
        EvaluationData.ForEach(data, data.Count, context.RowsFor(data), context.Part(0, 0.5), "noise", (batch, pass, _) =>
        {
            Trace trace = model.Trace(pass, batch, TraceMode.Posterior());
            foreach (SiteCollector site in sites)
                site.Add(trace);
        });
        List<SiteStatistics> results = [];
        foreach (SiteCollector site in sites)
        {
            results.Add(site.Result(options, context));
            context.Progress?.Report(0.5 + (0.5 * results.Count / sites.Count));
        }

        return new LatentStatisticsResult(data.Name, results);
    }

    /// <summary>The posteriors of some examples at a site that stands by itself; null at any other.</summary>
    internal static AggregatedPosterior? Aggregate(LatentModel model, IDataset data, string site, int examples, EvaluationContext context)
    {
        if (!SiteDependence.Read(model, data, context).TryGetValue(site, out string? reason) || reason is not null) return null;
        AggregatedPosterior.Builder builder = new();
        data = EvaluationData.Subset(data, examples, context);
        EvaluationData.ForEach(data, data.Count, context.RowsFor(data), context with { Progress = null }, "noise",
            (batch, pass, _) =>
            {
                Site at = model.Trace(pass, batch, TraceMode.Posterior())[site];
                builder.Add(at.Posterior!, at.Value!, pass);
            });
        return builder.Build(context.Device);
    }

    // One site's sums.
    private sealed class SiteCollector(string name, string? noAggregate)
    {
        private readonly AggregatedPosterior.Builder? _posteriors = noAggregate is null ? new() : null;
        private readonly List<double> _logQ = [];
        private readonly List<double> _logP = [];
        private readonly List<string> _missing = noAggregate is null ? [] : [$"the aggregated posterior: {noAggregate}"];
        private RunningMoments _kl;
        private RunningMoments[]? _klOf;
        private RunningMoments[]? _means;
        private RunningMoments[]? _variances;
        private KlEstimate _estimate;
        private bool _isFirst = true;
        private bool _factorises = true;
        private bool _hasMean = true;
        private bool _hasVariance = true;

        public void Add(Trace trace)
        {
            Site site = trace[name];
            if (_isFirst) _estimate = EvaluationData.KlEstimateOf(trace, site);
            AddTo(ref _kl, trace.Kl(site, _estimate).ToDoubles());
            // A site without a posterior, or one that is enumerated, has no elements to speak of.
            if (site.Posterior is { } posterior && !site.IsEnumerated && site.Kind == SiteKind.Latent)
            {
                if (_factorises) Try(ref _factorises, "KL per element", () => AddTo(ref _klOf, site.KlOfFactors(_estimate, null, false), trace));
                if (_hasMean) Try(ref _hasMean, "active units", () => AddTo(ref _means, Rows(posterior.Mean, posterior, trace), trace));
                if (_hasVariance) Try(ref _hasVariance, "variances of q", () => AddTo(ref _variances, Rows(posterior.Variance, posterior, trace), trace));
            }

            if (_posteriors is not null)
            {
                _posteriors.Add(site.Posterior!, site.Value!, trace.Pass);
                _logQ.AddRange(site.LogQ().ToDoubles());
                _logP.AddRange(Rows(site.LogP(), trace.Count));
            }

            _isFirst = false;
        }

        public SiteStatistics Result(LatentStatisticsOptions options, EvaluationContext context)
        {
            List<ElementStatistics> elements = [];
            for (int i = 0; i < (_means?.Length ?? 0); i++)
            {
                RunningMoments mean = _means![i];
                double? within = _hasVariance && _variances is not null ? _variances[i].Mean : null;
                elements.Add(new ElementStatistics(
                    i, _factorises && _klOf?.Length == _means.Length ? _klOf[i].Estimate : null, mean.Variance, within, mean.Mean,
                    within + mean.Variance, mean.Variance > options.ActiveVariance));
            }

            return new SiteStatistics(
                name, _kl.Count, _kl.Estimate, elements, elements.Count > 0 ? elements.Count(static e => e.IsActive) : null,
                Aggregate(context), _missing);
        }

        private AggregateStatistics? Aggregate(EvaluationContext context)
        {
            if (_posteriors is null) return null;
            if (_logQ.Count < 2)
            {
                _missing.Add("the aggregated posterior: it takes at least two examples");
                return null;
            }

            AggregatedPosterior aggregate = _posteriors.Build(context.Device);
            (double[] with, double[] without) = aggregate.AtDraws(context);
            // Neither part of the KL term is negative, so neither exceeds it.
            return new AggregateStatistics(
                _logQ.Count, new Enclosure(AtMostKl(Difference(_logQ, with)), AtMostKl(Difference(_logQ, without))),
                new Enclosure(NotNegative(Difference(without, _logP)), NotNegative(Difference(with, _logP))));
        }

        private Estimate AtMostKl(Estimate part) => part.Value > _kl.Mean ? _kl.Estimate : part;

        private static Estimate NotNegative(Estimate part) => part.Value < 0 ? part with { Value = 0 } : part;

        private static Estimate Difference(IReadOnlyList<double> a, IReadOnlyList<double> b)
        {
            RunningMoments moments = default;
            for (int i = 0; i < a.Count; i++)
                moments.Add(a[i] - b[i]);
            return moments.Estimate;
        }

        private void Try(ref bool works, string what, Action action)
        {
            try
            {
                action();
            }
            catch (NotSupportedException error)
            {
                works = false;
                _missing.Add($"{what}: {error.Message}");
            }
        }

        // A q without batch axes is the same for all.
        private static Tensor Rows(Tensor values, Distribution posterior, Trace trace) => posterior.BatchShape.Rank == 0
            ? values.BroadcastTo(Shape.Create([trace.Count]).Concat(posterior.EventShape))
            : values;

        private static double[] Rows(Tensor terms, int count) =>
            (terms.Shape.Count == count ? terms : terms.BroadcastTo([1, count])).ToDoubles();

        private static void AddTo(ref RunningMoments moments, double[] values)
        {
            foreach (double value in values)
                moments.Add(value);
        }

        // [..., B, elements], of one sample: the elements of each example.
        private static void AddTo(ref RunningMoments[]? moments, Tensor values, Trace trace)
        {
            int width = values.Shape.Count / trace.Count;
            moments ??= new RunningMoments[width];
            double[] numbers = values.ToDoubles();
            for (int i = 0; i < numbers.Length; i++)
                moments[i % width].Add(numbers[i]);
        }
    }
}
