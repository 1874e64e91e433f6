using Latent.Data;
using Latent.Distributions;
using Latent.Graphs;
using Latent.Models;
using Latent.Objectives.Regularizers;
using Latent.Tensors;

namespace Latent.Objectives.Constraints;

/// <summary>
/// An upper bound on I(z; y) that needs neither a classifier nor a discrete y: E KL(q(z | x) ‖ p(z)) - E log p(x | z, y) - H(x | y), for
/// models whose decoder is given y (Moyer et al. 2018).
/// </summary>
/// <remarks>
/// <para>
/// With y → x → z, I(z; y) = I(z; x) - I(z; x | y). The first is at most the rate E KL(q(z | x) ‖ m(z)), whatever m: exceeded by KL(q(z) ‖
/// m(z)). The second is H(x | y) - H(x | z, y), at least H(x | y) + E log p(x | z, y), whatever p: by E KL(q(x | z, y) ‖ p(x | z, y)) more.
/// So the expectation of the value over data and draws is at least I(z; y), and equal to it where the prior is the aggregated posterior and
/// the decoder q(x | z, y). m is the sites' prior, which must not depend on y. y itself is no part of x: if it is a site of the
/// model, its log-probability is left out.
/// </para>
/// <para>
/// y → x → z fails where the posterior reads y, and with it the first step: codes may then hold all of y, however small the value. The
/// penalty cannot see that in a trace; <see cref="ThrowIfCodesReadAttribute"/> reads it off the model's graph, once before a training. Every
/// example has a y.
/// </para>
/// <para>
/// H(x | y) is a constant of the data; it moves the bound and no gradient. For discrete x, 0 is a valid choice (the entropy is not
/// negative), a loose one; for continuous x the differential entropy must be known, or what is bounded is I(z; y) but for a constant.
/// D. Moyer, S. Gao, R. Brekelmans, G. Ver Steeg, A. Galstyan, "Invariant representations without adversarial training", NeurIPS 2018,
/// section 2. Without y and a decoder, <see cref="Rate"/> alone is the looser bound I(z; y) ≤ I(z; x).
/// </para>
/// </remarks>
public sealed class VariationalMutualInformation : Penalty
{
    private readonly string _attribute;
    private readonly double _conditionalEntropy;

    /// <summary>The bound.</summary>
    /// <param name="attribute">The name of y in the batch.</param>
    /// <param name="conditionalEntropy">H(x | y) of what the model observes, in nats; 0 is valid for discrete x.</param>
    public VariationalMutualInformation(string attribute, double conditionalEntropy)
        : base("mutual-information")
    {
        ArgumentException.ThrowIfNullOrEmpty(attribute);
        if (!double.IsFinite(conditionalEntropy))
            throw new ArgumentOutOfRangeException(nameof(conditionalEntropy), conditionalEntropy, "VariationalMutualInformation: H(x | y) must be finite.");
        _attribute = attribute;
        _conditionalEntropy = conditionalEntropy;
    }

    /// <summary>The latent site; all of them by default.</summary>
    public string? Site { get; init; }

    /// <summary>The observed site x; all of them but y by default.</summary>
    public string? Observed { get; init; }

    /// <summary>Whether KL terms are in closed form or by the samples.</summary>
    public KlEstimate Kl { get; init; }

    /// <summary>The closed forms.</summary>
    public KlRegistry Registry { get; init; } = KlRegistry.Default;

    /// <summary>Refuses a model whose posteriors read y, for which the value is no bound.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">What it is trained on; a few examples are enough.</param>
    /// <remarks>As <see cref="ModelGraph"/> sees it: what y was turned into outside the tape, such as plain numbers, it does not see.</remarks>
    /// <exception cref="ArgumentException">A posterior reads y; the message names its site.</exception>
    public void ThrowIfCodesReadAttribute(LatentModel model, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batch);
        ThrowIfUnknown(batch.TryGet(_attribute, out _), batch.Mask(_attribute));
        foreach (GraphEdge edge in ModelGraph.Read(model, batch).Inference?.Edges ?? [])
        {
            if (!string.Equals(edge.Parent, _attribute, StringComparison.Ordinal)) continue;
            throw new ArgumentException(
                $"Penalty '{Name}': the posterior of site '{edge.Child}' reads '{_attribute}', and the bound holds for codes that see it through x alone; "
                + "leave it out of the encoder, or take another estimator of I(z; y).");
        }
    }

    /// <inheritdoc/>
    /// <remarks>Measures: <c>rate</c> and <c>distortion</c>, in nats.</remarks>
    /// <exception cref="ArgumentException">The batch has no y, or not of all examples, or nothing but y is observed.</exception>
    public override PenaltyTerms Evaluate(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ThrowIfUnknown(trace.Has(_attribute), trace.MaskOf(_attribute));
        if (string.Equals(Observed, _attribute, StringComparison.Ordinal) || string.Equals(Site, _attribute, StringComparison.Ordinal))
            throw new ArgumentException($"Penalty '{Name}': '{_attribute}' is y itself; Site names the code z and Observed the data x.");
        Tensor rate = Rate.Sum(trace, Site is null ? trace.LatentSites : [trace[Site]], Kl, Registry, this).Mean();
        IEnumerable<Site> observed = Observed is null
            ? trace.Sites.Where(site => !string.Equals(site.Name, _attribute, StringComparison.Ordinal))
            : [trace[Observed]];
        Tensor distortion = -Distortion.Sum(trace, observed, this).Mean();
        return new PenaltyTerms(rate + distortion - _conditionalEntropy)
        {
            Measures = [new Measure("rate", rate.Item()), new Measure("distortion", distortion.Item())],
        };
    }

    private void ThrowIfUnknown(bool has, Tensor? mask)
    {
        if (!has) throw new ArgumentException($"Penalty '{Name}': the batch has no '{_attribute}', the attribute y.");
        if (mask is not null && mask.Min().Item() == 0)
        {
            throw new ArgumentException(
                $"Penalty '{Name}': '{_attribute}' is masked for some examples; the bound needs y of every one. Take batches that have it.");
        }
    }
}

/// <summary>Settings of <see cref="VariationalMutualInformation"/>.</summary>
public sealed record VariationalMutualInformationConfig : PenaltyConfig
{
    /// <summary>The column that is y.</summary>
    public required string Attribute { get; set; }

    /// <summary>H(x | y) in nats; 0 is valid for discrete x.</summary>
    public double ConditionalEntropy { get; set; }

    /// <summary>The latent site; all of them by default.</summary>
    public string? Site { get; set; }

    /// <summary>The observed site x; all of them but y by default.</summary>
    public string? Observed { get; set; }

    /// <summary>Whether KL terms are in closed form or by the samples.</summary>
    public KlEstimate Kl { get; set; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A posterior of the model reads y, for which this is no bound.</exception>
    public override Penalty Make(ObjectiveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        VariationalMutualInformation made = new(Attribute, ConditionalEntropy)
        {
            Name = Name ?? "mutual-information",
            Site = Site,
            Observed = Observed,
            Kl = Kl,
        };
        if (context.Column(Attribute) is not null && context.Example() is { } example) made.ThrowIfCodesReadAttribute(context.Model, example);
        return made;
    }
}
