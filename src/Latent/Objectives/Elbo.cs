using Latent.Distributions;
using Latent.Models;
using Latent.Objectives.Estimators;
using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Objectives;

/// <summary>The evidence lower bound E_q[log p(x | z)] - KL(q(z | x) ‖ p(z)) ≤ log p(x), and losses made of its terms.</summary>
/// <remarks>
/// <para>
/// With S samples the expectation is their mean (Kingma and Welling 2014, eq. 7; with a KL by samples, eq. 6). Hierarchies and sequences of
/// sites have a KL each; enumerated sites are averaged over exactly.
/// </para>
/// <para>
/// The loss is -E[log p(x | z)] + β·Σ KL (β-VAE, Higgins et al. 2017; warm-up by <c>Schedule.Linear</c>, Sønderby et al. 2016; cyclical by
/// <c>Schedule.Cyclical</c>, Fu et al. 2019), with <see cref="FreeBits"/>, or with <see cref="Capacity"/> in place of β. Schedules are read at
/// <c>Pass.Step</c>, which is 0 in evaluation. <see cref="ObjectiveTerms.Bound"/> is the bound itself whatever the weights.
/// </para>
/// </remarks>
public sealed class Elbo : Objective
{
    private static readonly Schedule One = 1.0;

    /// <inheritdoc/>
    public override string Name => "elbo";

    /// <summary>S: samples of the latent variables per example.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>Whether KL terms are in closed form or by the samples.</summary>
    public KlEstimate Kl { get; init; }

    /// <summary>The closed forms.</summary>
    public KlRegistry Registry { get; init; } = KlRegistry.Default;

    /// <summary>β: what the KL terms weigh in the loss.</summary>
    public Schedule Beta { get; init; } = One;

    /// <summary>Nats at no cost; none by default.</summary>
    public FreeBits? FreeBits { get; init; }

    /// <summary>A target for the KL in place of β; none by default.</summary>
    public Capacity? Capacity { get; init; }

    /// <summary>
    /// α: the loss gains -α·log q(y | x) for the examples where a site is observed that q can infer (<see cref="Trace.LatentOrObserved"/>),
    /// which otherwise would not teach q.
    /// </summary>
    /// <remarks>
    /// Kingma, Mohamed, Rezende and Welling 2014, eq. 9: their weight 0.1·N of the mean over N_l labelled of N examples is α = 0.1·N/N_l here,
    /// where every example of a batch counts the same.
    /// </remarks>
    public double ClassificationWeight { get; init; }

    /// <summary>How gradients through samples are estimated. Sticking the landing needs KL terms by samples.</summary>
    public PathEstimator Path { get; init; } = PathEstimator.Reparameterized;

    /// <summary>How gradients are estimated at sites whose draws pass none; without it such sites are refused.</summary>
    public ScoreFunction? Score { get; init; }

    /// <inheritdoc/>
    public override TraceMode Mode => TraceMode.Posterior(Samples);

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => Score?.Baseline.Parameters ?? [];

    /// <inheritdoc/>
    public override ObjectiveState State => Score is null ? ObjectiveState.Empty : new ObjectiveState(Score.Baseline.State);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The trace's codes are means of q, not draws.</exception>
    /// <exception cref="InvalidOperationException">Options contradict one another, or a draw passes no gradient; the message says the remedy.</exception>
    public override ObjectiveTerms Evaluate(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ThrowIfContradictory();
        if (trace.Mode is TraceMode.EncodeMode or TraceMode.ReconstructMode)
        {
            throw new ArgumentException(
                "Elbo: the codes of this trace are means of q (TraceMode.Encode or Reconstruct), and the bound is an expectation over draws: at "
                + "the means it may exceed log p(x). Make the trace with the objective's Mode, or take Reconstruction.");
        }

        bool records = trace.Pass.IsRecording, detached = Path.DropsScore && records;
        List<SiteTerm> terms = new(trace.Sites.Count + 1);
        List<SiteRate> rates = [];
        Tensor? fit = null, kl = null;
        foreach (Site site in trace.Sites)
        {
            if (site.Kind != SiteKind.Observed)
            {
                // The score of a draw that passes no gradient has the mean 0; the score-function term is all it learns by.
                Tensor? rows = trace.RowKl(site, Kl, Registry, detached || (records && site.BlocksGradient));
                Tensor value = rows is null ? trace.Pass.Full(trace.TermShape, 0, trace.DType) : trace.Expect(rows);
                if (rows is not null) rates.Add(new SiteRate(site, value));
                kl = Add(kl, new SiteTerm(site.Name, TermKind.Kl, value));
            }

            if (site.Kind != SiteKind.Latent) fit = Add(fit, new SiteTerm(site.Name, TermKind.LogLikelihood, trace.LogLikelihood(site)));
        }

        Tensor negative = kl is null ? -fit! : fit is null ? kl : kl - fit;
        RateWeights weights = Weigh(new RateWeights(trace, rates, Kl, Registry), out List<Measure> measures);
        Tensor loss = weights.IsPlain ? negative.Mean() : weights.Weighted(fit, detached).Mean() + weights.Constant;
        if (ClassificationWeight > 0 && ElboSurrogate.Classification(trace) is { } classification)
        {
            measures.Add(new Measure("classification_loss", classification.Item()));
            loss += classification * ClassificationWeight;
        }

        if (trace.Pass.IsRecording) loss = ElboSurrogate.Apply(loss, trace, weights, this);
        return new ObjectiveTerms(loss, -negative.Mean(0), terms) { Measures = measures };

        Tensor Add(Tensor? sum, SiteTerm term)
        {
            terms.Add(term);
            return sum is null ? term.Values : sum + term.Values;
        }
    }

    /// <inheritdoc/>
    public override void Update(ObjectiveTerms terms) => Score?.Baseline.Update();

    /// <inheritdoc/>
    public override void Restore(ObjectiveState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.ThrowIfUnknown(Name, Score?.Baseline.Restore(state) ?? []);
    }

    private RateWeights Weigh(RateWeights rates, out List<Measure> measures)
    {
        double beta = Beta.At(rates.Trace.Pass.Step);
        measures = [];
        if (Capacity is not null)
        {
            measures.Add(new Measure("capacity", Capacity.Apply(rates)));
            return rates;
        }

        // What never changes from the plain bound is no news.
        if (Beta != One) measures.Add(new Measure("beta", beta));
        if (FreeBits is null)
        {
            foreach (SiteRate rate in rates.All)
                rate.Weight = beta;
            return rates;
        }

        FreeBits.Apply(rates, beta);
        measures.Add(new Measure("free_bits_active", rates.Active));
        return rates;
    }

    /// <summary>Refuses options that contradict one another.</summary>
    internal void ThrowIfContradictory()
    {
        if (FreeBits is not null && Capacity is not null)
            throw new InvalidOperationException("Elbo: free bits and a capacity are two ways to keep the KL from 0; set one of them.");
        if (Capacity is not null && Beta != One)
        {
            throw new InvalidOperationException(
                "Elbo: Beta and Capacity are both set, and the capacity's Weight takes the place of β; set one of them.");
        }

        if (!(ClassificationWeight >= 0 && double.IsFinite(ClassificationWeight)))
            throw new InvalidOperationException($"Elbo: ClassificationWeight is {ClassificationWeight}; it is a finite number, 0 or more.");
        if (Path.DropsScore && Kl != KlEstimate.Sampled)
        {
            throw new InvalidOperationException(
                $"Elbo: {Path} drops the score of log q at the samples, which a KL in closed form does not have; set Kl = KlEstimate.Sampled.");
        }
    }
}
