using System.Runtime.InteropServices;
using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>q(z) = (1/N) Σⱼ q(z | xⱼ), the mixture of the posteriors of some examples, and one draw of each.</summary>
internal sealed class AggregatedPosterior
{
    private readonly Distribution _posteriors;
    private readonly Device? _device;

    private AggregatedPosterior(Distribution posteriors, double[] draws, DType dtype, Device? device)
    {
        _posteriors = posteriors;
        _device = device;
        Draws = draws;
        DType = dtype;
    }

    /// <summary>N.</summary>
    public int Count => _posteriors.BatchShape[0];

    /// <summary>A draw of each posterior, row after row.</summary>
    public IReadOnlyList<double> Draws { get; }

    private DType DType { get; }

    /// <summary>log q(z) at some points, in nats.</summary>
    /// <param name="points">Row after row.</param>
    /// <param name="context">Its cancellation is looked at.</param>
    public double[] LogDensity(ReadOnlySpan<double> points, EvaluationContext context) => LogDensities(points, areDraws: false, context).With;

    /// <summary>log q(z) at the draws, with the posterior each came from and without it, in nats.</summary>
    public (double[] With, double[] Without) AtDraws(EvaluationContext context) => LogDensities([.. Draws], areDraws: true, context);

    /// <summary>
    /// KL(q(z) ‖ Π q(z_d)), the total correlation in nats of the mixture of these N posteriors, over the draws: E log q(z) - Σ_d log q(z_d), every
    /// posterior among the N. Null where posteriors do not factorise over elements. The standard error takes draws for independent.
    /// </summary>
    /// <remarks>
    /// It is that of these examples as the whole population, without bias. Of more examples it is less, for few posteriors that lie apart fill no
    /// product of marginals: the estimate for a population is too high, at most log N too high per element but one.
    /// </remarks>
    public Estimate? TotalCorrelation(EvaluationContext context)
    {
        if (_posteriors.Factors is not { EventShape.Rank: 0 } factors) return null;
        double[] draws = [.. Draws], whole = LogDensities(draws, areDraws: false, context).With;
        int n = Count, width = Math.Max(1, _posteriors.EventShape.Count), piece = (int)Math.Clamp((1L << 22) / ((long)n * width), 1, n);
        RunningMoments moments = default;
        double[] logs = new double[n];
        for (int first = 0; first < n; first += piece)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            int some = Math.Min(piece, n - first);
            using Pass pass = Pass.Evaluation(default, _device);
            Tensor z = pass.From(draws.AsSpan(first * width, some * width), Shape.Create([some, 1]).Concat(_posteriors.EventShape)).To(DType);
            double[] pairs = factors.LogProb(z).ToDoubles();
            for (int i = 0; i < some; i++)
            {
                double marginals = 0;
                for (int d = 0; d < width; d++)
                {
                    for (int j = 0; j < n; j++) logs[j] = pairs[(((i * n) + j) * width) + d];
                    marginals += LogMean(logs, -1);
                }

                moments.Add(whole[first + i] - marginals);
            }
        }

        return moments.Estimate;
    }

    private (double[] With, double[] Without) LogDensities(ReadOnlySpan<double> points, bool areDraws, EvaluationContext context)
    {
        if (areDraws && _posteriors is Delta) return AtPoints(points);
        Shape events = _posteriors.EventShape;
        int width = Math.Max(1, events.Count), rows = points.Length / width, n = Count;
        // Some families need every element of every pair at once: 4 M numbers.
        int piece = (int)Math.Clamp((1L << 22) / ((long)n * width), 1, rows);
        double[] with = new double[rows], without = new double[areDraws ? rows : 0];
        for (int first = 0; first < rows; first += piece)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            int some = Math.Min(piece, rows - first);
            using Pass pass = Pass.Evaluation(default, _device);
            // An axis of size 1 before the event meets the batch of posteriors.
            Tensor z = pass.From(points.Slice(first * width, some * width), Shape.Create([some, 1]).Concat(events)).To(DType);
            double[] pairs = _posteriors.LogProb(z).ToDoubles();
            for (int i = 0; i < some; i++)
            {
                ReadOnlySpan<double> row = pairs.AsSpan(i * n, n);
                with[first + i] = LogMean(row, -1);
                if (areDraws) without[first + i] = LogMean(row, first + i);
            }
        }

        return (with, without);
    }

    // Of points the mixture is how many of them are the same: no pairs need be looked at.
    private (double[] With, double[] Without) AtPoints(ReadOnlySpan<double> points)
    {
        int n = Count, width = points.Length / Math.Max(1, n);
        string[] keys = new string[n];
        for (int i = 0; i < n; i++) keys[i] = Convert.ToBase64String(MemoryMarshal.AsBytes(points.Slice(i * width, width)));
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        foreach (string key in keys) counts[key] = counts.GetValueOrDefault(key) + 1;
        return ([.. keys.Select(key => Math.Log(counts[key] / (double)n))], [.. keys.Select(key => Math.Log((counts[key] - 1) / (n - 1.0)))]);
    }

    private static double LogMean(ReadOnlySpan<double> logs, int except)
    {
        double largest = double.NegativeInfinity, sum = 0;
        for (int j = 0; j < logs.Length; j++)
        {
            if (j != except) largest = Math.Max(largest, logs[j]);
        }

        if (!double.IsFinite(largest)) return largest;
        for (int j = 0; j < logs.Length; j++)
        {
            if (j != except) sum += Math.Exp(logs[j] - largest);
        }

        return largest + Math.Log(sum / (except < 0 ? logs.Length : logs.Length - 1));
    }

    /// <summary>Gathers posteriors and draws batch by batch.</summary>
    internal sealed class Builder
    {
        private readonly List<List<Tensor>> _parameters = [];
        private readonly List<double> _draws = [];
        private Distribution? _last;
        private int _count;
        private DType _dtype;

        /// <summary>Takes the posteriors of a batch, one row per example.</summary>
        public void Add(Distribution posterior, Tensor draws, Pass pass)
        {
            int rows = posterior.BatchShape[0], place = 0;
            _last = posterior.Map((parameter, eventAxes) =>
            {
                if (place == _parameters.Count) _parameters.Add([]);
                List<Tensor> kept = _parameters[place++];
                // What all rows share is kept once.
                if (HasRows(parameter, eventAxes, rows) || kept.Count == 0) kept.Add(pass.Keep(parameter.Detach()));
                return kept[^1];
            });
            _draws.AddRange(draws.ToDoubles());
            _dtype = draws.DType;
            _count += rows;
        }

        /// <summary>The mixture.</summary>
        public AggregatedPosterior Build(Device? device)
        {
            int place = 0, rows = _last!.BatchShape[0];
            Distribution all = _last.Map((parameter, eventAxes) =>
            {
                List<Tensor> kept = _parameters[place++];
                return HasRows(parameter, eventAxes, rows) ? Ops.Concat([.. kept]) : kept[0];
            });
            if (all.BatchShape.Rank == 0 || all.BatchShape[0] != _count)
                throw new ShapeException($"AggregatedPosterior: {_count} posteriors were gathered, and made {all}.");
            return new AggregatedPosterior(all, [.. _draws], _dtype, device);
        }

        private static bool HasRows(Tensor parameter, int eventAxes, int rows) =>
            parameter.Shape.Rank == eventAxes + 1 && parameter.Shape[0] == rows;
    }
}
