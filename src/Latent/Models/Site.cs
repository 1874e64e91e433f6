using Latent.Distributions;
using Latent.Tensors;
using Latent.Tensors.Autodiff.Ops;

namespace Latent.Models;

/// <summary>What a site of a traced model is.</summary>
public enum SiteKind
{
    /// <summary>A latent variable.</summary>
    Latent,

    /// <summary>An observed variable.</summary>
    Observed,

    /// <summary>Observed for some examples, latent for the others.</summary>
    PartlyObserved,
}

/// <summary>One random variable of a traced model: its distributions, its value, and their log-probabilities in nats.</summary>
/// <remarks>
/// Terms have the shape [lead..., B]: B examples, and before them K samples and, outermost, an axis for every enumerated site up to this
/// one. They broadcast against one another; <see cref="Trace.Expect"/> brings a term to [K, B].
/// </remarks>
public sealed class Site
{
    private readonly Trace _trace;
    private Func<Distribution>? _makePosterior;
    private Distribution? _posterior;
    private Tensor? _logP;
    private Tensor? _logQ;
    private Tensor? _logQDetached;

    internal Site(Trace trace, string name, SiteKind kind, Distribution prior, Func<Distribution>? posterior)
    {
        _trace = trace;
        Name = name;
        Kind = kind;
        Prior = prior;
        _makePosterior = posterior;
    }

    /// <summary>The variable's name.</summary>
    public string Name { get; }

    /// <summary>Latent, observed or both.</summary>
    public SiteKind Kind { get; }

    /// <summary>p(site | parents): the prior of a latent variable, the likelihood of an observed one.</summary>
    public Distribution Prior { get; internal set; }

    /// <summary>q(site | ...); null if the model gives none. Made when it is first asked for.</summary>
    public Distribution? Posterior
    {
        get
        {
            if (_makePosterior is null) return _posterior;
            _posterior = _makePosterior();
            _makePosterior = null;
            return _posterior;
        }
    }

    /// <summary>The value, [rows, ...]; null where it was skipped.</summary>
    public Tensor? Value { get; internal set; }

    /// <summary>Whether all values were enumerated: an axis of the terms runs over them.</summary>
    public bool IsEnumerated { get; internal set; }

    /// <summary>The leading axes of the terms, outermost first: enumerated sites, then K.</summary>
    public Shape Lead { get; internal set; }

    /// <summary>Whether the model takes the variable as observed or latent, as the batch has it: <see cref="Trace.LatentOrObserved"/>.</summary>
    public bool IsOptional { get; internal init; }

    /// <summary>
    /// Whether sites that it depends on in p were inferred from its value: <see cref="Trace.InferAhead"/>. Its prior then depends on the draw, so
    /// that its KL term is by the samples, whatever closed form there is for fixed parameters.
    /// </summary>
    public bool IsInferredAhead { get; internal init; }

    /// <summary>For a partly observed site, 1 for the examples where it is observed, [B].</summary>
    public Tensor? RowMask { get; internal set; }

    /// <summary>1 for the observed elements of the value; null if all are.</summary>
    internal Tensor? ElementMask { get; set; }

    /// <summary>Of an enumerated site, what q gives to each value; see <see cref="Trace.Expect"/>.</summary>
    internal Tensor? Weights { get; set; }

    /// <summary>What gradients through the draw are multiplied by, where the mode asked for that and the draw is pathwise.</summary>
    internal GradientFactor? PathFactor { get; set; }

    /// <summary>What the value was drawn from: q, or the prior where there is none.</summary>
    internal Distribution Source => Posterior ?? Prior;

    /// <summary>
    /// Whether the value was drawn, and no gradient passes through the draw to parameters that are learned: an expectation over it needs
    /// a score-function estimator. The gradient of a straight-through draw passes, biased as it is: it gets no second one.
    /// </summary>
    internal bool BlocksGradient =>
        IsDrawn && Source.Gradient is not (GradientPath.Pathwise or GradientPath.StraightThrough) && IsLearned(Source);

    /// <summary>Whether the value was drawn from a discrete distribution that is learned by the gradient of a relaxed draw.</summary>
    internal bool IsStraightThrough => IsDrawn && Source.Gradient == GradientPath.StraightThrough && IsLearned(Source);

    private bool IsDrawn => Kind != SiteKind.Observed && !IsEnumerated;

    /// <summary>The value as the distributions are asked about it: broadcasts to [lead..., B, event].</summary>
    internal Tensor? Scored { get; set; }

    /// <summary>log p(value | parents) in nats.</summary>
    public Tensor LogP() => _logP ??= Score(Prior);

    /// <summary>log q(value | ...) in nats.</summary>
    public Tensor LogQ() => _logQ ??= Score(Known());

    /// <summary>log q(value | ...) with q's parameters as constants: its gradient flows through the value alone (Roeder et al. 2017).</summary>
    public Tensor LogQDetached() => _logQDetached ??= Score(Known().Detach());

    /// <summary>log q of the value as a constant: its gradient flows through q's parameters alone, it is the score.</summary>
    internal Tensor LogQScore() => Score(Known(), constant: true);

    /// <summary>KL(q ‖ p) of this site in closed form, in nats.</summary>
    /// <exception cref="KlNotKnownException">There is no closed form for the pair.</exception>
    public Tensor Kl(KlRegistry? registry = null)
    {
        Distribution q = Known();
        try
        {
            // With one sample and nothing enumerated both have the batch's rows.
            return _trace.IsFlat
                ? _trace.Lift((registry ?? KlRegistry.Default).Divergence(q, Prior))
                : (registry ?? KlRegistry.Default).Divergence(_trace.Unfold(q), _trace.Unfold(Prior));
        }
        catch (KlNotKnownException error) when (q is not Delta)
        {
            throw new KlNotKnownException($"Site '{Name}': {error.Message} An objective takes the term by the samples it draws: \"kl\": \"sampled\".");
        }
    }

    /// <summary>KL(q ‖ p) of each independent factor of the site in nats, [lead..., B, factors].</summary>
    /// <exception cref="NotSupportedException">q or p does not factorise over the elements of an event.</exception>
    internal Tensor KlOfFactors(KlEstimate estimate, KlRegistry? registry, bool detached)
    {
        // Rows are unfolded before the axes of an event join them.
        Distribution q = Factors(_trace.Unfold(detached ? Known().Detach() : Known()), "q"), p = Factors(_trace.Unfold(Prior), "p");
        if (q.EventShape.Rank != p.EventShape.Rank)
        {
            throw new NotSupportedException(
                $"Site '{Name}': the independent factors of q are over {q.EventShape}, those of p over {p.EventShape}; take families that "
                + "factorise alike, or free bits per site.");
        }

        // At codes, which are no draws, nothing is averaged over: the divergence between the two is all there is to say.
        return estimate == KlEstimate.ClosedForm && !IsEnumerated && (!IsInferredAhead || _trace.Mode is TraceMode.EncodeMode)
            ? (registry ?? KlRegistry.Default).Divergence(q, p)
            : q.LogProb(Scored!) - p.LogProb(Scored!);
    }

    /// <summary>The axes of the independent factors of an event.</summary>
    internal Shape FactorShape => Prior.EventShape.Slice(0, Prior.EventShape.Rank - Factors(Prior, "p").EventShape.Rank);

    private Distribution Factors(Distribution distribution, string which) => distribution.Factors ?? throw new NotSupportedException(
        $"Site '{Name}': {which} = {distribution.Name} does not factorise over the elements of its event; take free bits per site.");

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Kind}): p = {Prior}{(_posterior is null ? "" : $", q = {_posterior}")}";

    /// <summary>The posterior if it has been asked for; looking does not make it.</summary>
    internal Distribution? MadePosterior => _posterior;

    internal void ScoreIs(Tensor? logQ) => _logQ = logQ;

    private static bool IsLearned(Distribution distribution) => distribution.Parameters().Any(static parameter => parameter.IsTracked);

    private Distribution Known() => Posterior
        ?? throw new InvalidOperationException($"Site '{Name}' has no posterior: the model gives none to t.Latent, or it is observed.");

    private Tensor Score(Distribution distribution, bool constant = false)
    {
        Tensor value = (constant ? Scored?.Detach() : Scored)
            ?? throw new InvalidOperationException($"Site '{Name}' was not evaluated in this mode; it has no value to score.");
        if (_trace.IsFlat && !IsEnumerated)
            return _trace.Lift(ElementMask is null ? distribution.LogProb(value) : distribution.LogProb(value, ElementMask));
        Distribution unfolded = _trace.Unfold(distribution);
        return ElementMask is null ? unfolded.LogProb(value) : unfolded.LogProb(value, ElementMask);
    }
}
