using System.Text.Json.Serialization;
using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Objectives;
using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>How the bound is evaluated.</summary>
public sealed record BoundOptions
{
    /// <summary>Samples of the latent variables per example.</summary>
    public int Samples { get; set; } = 1;

    /// <summary>How many examples, chosen at random by the key; 0 for all.</summary>
    public int Examples { get; set; }
}

/// <summary>One site's part of the bound.</summary>
/// <param name="Site">The site.</param>
/// <param name="Kind">Its log-likelihood, or its KL term.</param>
/// <param name="Value">Mean over examples and samples, in nats.</param>
/// <param name="Kl">For a KL term, whether it is in closed form; by the samples where none is known.</param>
public sealed record SiteEstimate(string Site, TermKind Kind, Estimate Value, KlEstimate? Kl = null)
{
    /// <summary>The mean over the samples of each example, in nats.</summary>
    [JsonIgnore]
    public IReadOnlyList<double> PerExample { get; init; } = [];
}

/// <summary>The evidence lower bound on a data set.</summary>
/// <param name="Data">What the data is called.</param>
/// <param name="Examples">How many examples.</param>
/// <param name="Samples">Samples per example.</param>
/// <param name="Elbo">E_q[log p(x | z)] - KL(q ‖ p) in nats per example; the error is over examples.</param>
/// <param name="LogLikelihood">E_q[log p(x | z)], all observed sites, in nats per example.</param>
/// <param name="Kl">KL(q ‖ p), all latent sites, in nats per example.</param>
/// <param name="Sites">The terms, in the order of the model's sites.</param>
/// <param name="Bits">The bound in bits per element; null where that is not defined.</param>
public sealed record BoundResult(
    string Data, int Examples, int Samples, Estimate Elbo, Estimate LogLikelihood, Estimate Kl, IReadOnlyList<SiteEstimate> Sites,
    BitsPerDimension? Bits)
{
    /// <summary>How many examples the data have: where they are more than <see cref="Examples"/>, those are a random subset.</summary>
    public int Available { get; init; } = Examples;

    /// <summary>The bound of each example in nats, in their order: with one key the same examples, and the same noise, for every model.</summary>
    [JsonIgnore]
    public IReadOnlyList<double> PerExample { get; init; } = [];
}

/// <summary>Evaluates the ELBO and its terms for any model.</summary>
/// <remarks>D. P. Kingma, M. Welling, "Auto-encoding variational Bayes", ICLR 2014, eq. 7; eq. 6 for KL terms that have no closed form.</remarks>
public static class BoundEvaluation
{
    /// <summary>Means over the examples.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data, as the model sees it.</param>
    /// <param name="options">How many samples and examples.</param>
    /// <param name="context">Randomness, device and cancellation.</param>
    /// <exception cref="ArgumentException">The data set is empty.</exception>
    /// <exception cref="EvaluationNotDefinedException">q is a point and no density, as of a deterministic autoencoder.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the last batch.</exception>
    public static BoundResult Run(LatentModel model, IDataset data, BoundOptions options, EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Samples, nameof(options));
        int available = data.Count;
        data = EvaluationData.Subset(data, options.Examples, context);
        int count = data.Count;
        SampleChunks chunks = SampleChunks.For(context.RowsFor(data), options.Samples);
        Terms? terms = null;
        for (int first = 0; first < count; first += chunks.Examples)
        {
            Batch batch = EvaluationData.Read(data, first, Math.Min(chunks.Examples, count - first), context);
            for (int k = 0; k < options.Samples; k += chunks.Samples)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                using Pass pass = context.Pass("noise");
                Trace trace = model.Trace(pass, batch, TraceMode.PosteriorSamples(k, Math.Min(chunks.Samples, options.Samples - k)));
                if (terms is null) EvaluationData.NeedDensity(trace, "The bound");
                terms ??= new Terms(trace);
                terms.Add(trace);
            }

            terms!.EndBatch(batch.Count, options.Samples);
            context.Progress?.Report(Math.Min(1, (first + batch.Count) / (double)count));
        }

        using Pass last = context.Pass("noise");
        BitsPerDimension? bits = BitsPerDimension.Of(terms!.Elbo.Estimate, EvaluationData.Sites(model, data, last, context), data);
        return terms.Result(data.Name, options.Samples, bits) with { Available = available };
    }

    // Sums of the terms: over the samples of an example in their order, then over examples in theirs.
    private sealed class Terms
    {
        private readonly (string Site, TermKind Kind, KlEstimate? Kl)[] _terms;
        private readonly RunningMoments[] _moments;
        private readonly double[][] _sums;
        private readonly List<double>[] _perExample;
        private readonly List<double> _elbos = [];
        private RunningMoments _fit;
        private RunningMoments _kl;
        private RunningMoments _elbo;

        public Terms(Trace trace)
        {
            List<(string, TermKind, KlEstimate?)> terms = [];
            foreach (Site site in trace.Sites)
            {
                if (site.Kind != SiteKind.Observed) terms.Add((site.Name, TermKind.Kl, EvaluationData.KlEstimateOf(trace, site)));
                if (site.Kind != SiteKind.Latent) terms.Add((site.Name, TermKind.LogLikelihood, null));
            }

            _terms = [.. terms];
            _moments = new RunningMoments[_terms.Length];
            _sums = [.. _terms.Select(static _ => Array.Empty<double>())];
            _perExample = [.. _terms.Select(static _ => new List<double>())];
        }

        public RunningMoments Elbo => _elbo;

        public void Add(Trace trace)
        {
            for (int i = 0; i < _terms.Length; i++)
            {
                Site site = trace[_terms[i].Site];
                double[] values = (_terms[i].Kl is { } kl ? trace.Kl(site, kl) : trace.LogLikelihood(site)).ToDoubles();
                if (_sums[i].Length == 0) _sums[i] = new double[trace.Count];
                for (int v = 0; v < values.Length; v++)
                    _sums[i][v % trace.Count] += values[v];
            }
        }

        public void EndBatch(int count, int samples)
        {
            for (int example = 0; example < count; example++)
            {
                double fit = 0, kl = 0;
                for (int i = 0; i < _terms.Length; i++)
                {
                    double mean = _sums[i][example] / samples;
                    _moments[i].Add(mean);
                    _perExample[i].Add(mean);
                    if (_terms[i].Kind == TermKind.Kl) kl += mean;
                    else fit += mean;
                }

                _fit.Add(fit);
                _kl.Add(kl);
                _elbo.Add(fit - kl);
                _elbos.Add(fit - kl);
            }

            for (int i = 0; i < _sums.Length; i++)
                _sums[i] = [];
        }

        public BoundResult Result(string data, int samples, BitsPerDimension? bits) => new(
            data, Elbo.Count, samples, Elbo.Estimate, _fit.Estimate, _kl.Estimate,
            [.. _terms.Select((term, i) => new SiteEstimate(term.Site, term.Kind, _moments[i].Estimate, term.Kl) { PerExample = _perExample[i] })], bits)
        {
            PerExample = _elbos,
        };
    }
}
