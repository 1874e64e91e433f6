using Latent.Models;
using Latent.Objectives.Regularizers;
using Latent.Tensors;

namespace Latent.Objectives.Constraints;

/// <summary>
/// I(z; y) of codes and a discrete attribute, I = H(z) - H(z | y), with q(z) and q(z | y) as mixtures of the batch's posteriors: over all
/// its examples, and over those of a class.
/// </summary>
/// <remarks>
/// <para>
/// The estimate is the mean of log q̂(z | y) - log q̂(z) over the draws of the trace. Over those draws its expectation is exactly the
/// mutual information of a population that consists of the batch. Of a population the batch was drawn from, with the population's class
/// frequencies, it is too large on average, by Σ_c p_c·E KL(q̂(z | c) ‖ q(z | c)) - E KL(q̂(z) ‖ q(z)) ≥ 0: a mixture's entropy is too
/// small by its expected divergence from its limit, and the divergence is jointly convex. To leading order that is (Σ_c χ²_c - χ²)/(2B),
/// where χ² is the mean of χ²(q(z | x) ‖ q(z)) and χ²_c of χ²(q(z | x) ‖ q(z | c)), and less where single posteriors stand out. So where
/// the estimate keeps a bound, the mutual information keeps it with something to spare, which falls as 1/B.
/// </para>
/// <para>
/// y is the batch's tensor of that name, [B, ...]: examples are of one class where their values are equal (one-hot vectors, 0 and 1,
/// numbers of classes). Where its mask says that y is unknown, the example is left out. The cost is the batch size squared times the code's
/// width.
/// </para>
/// </remarks>
public sealed class AggregatedMutualInformation : Penalty
{
    private readonly string _attribute;

    /// <summary>I(z; y).</summary>
    /// <param name="attribute">The name of y in the batch.</param>
    public AggregatedMutualInformation(string attribute)
        : base("mutual-information")
    {
        ArgumentException.ThrowIfNullOrEmpty(attribute);
        _attribute = attribute;
    }

    /// <summary>The site; not needed where the model has one latent variable.</summary>
    public string? Site { get; init; }

    /// <inheritdoc/>
    /// <remarks>Measures: <c>attribute-entropy</c> H(y) in the batch, which the mutual information cannot exceed; nats.</remarks>
    /// <exception cref="ArgumentException">No example of the batch has a known y.</exception>
    public override PenaltyTerms Evaluate(Trace trace)
    {
        Codes codes = Codes.Of(trace, Site, this);
        Attribute attribute = Attribute.Of(trace, _attribute, this);
        if (attribute.Known is { } known) codes = codes.Take(known);
        Tensor pairs = PairwiseLogProb.Whole(codes);
        Tensor same = attribute.SameClass();
        Tensor sizes = same.Sum(1);
        // log q̂(z | y) and log q̂(z), each a mean over mixture components: [K, B].
        Tensor within = same.Where(pairs, double.NegativeInfinity).LogSumExp(-1) - sizes.Log();
        Tensor overall = pairs.LogSumExp(-1) - Math.Log(codes.Count);
        return new PenaltyTerms((within - overall).Mean()) { Measures = [new Measure("attribute-entropy", attribute.Entropy(sizes))] };
    }
}

/// <summary>Settings of <see cref="AggregatedMutualInformation"/>.</summary>
public sealed record AggregatedMutualInformationConfig : PenaltyConfig
{
    /// <summary>The column that is y.</summary>
    public required string Attribute { get; set; }

    /// <summary>The latent site, where there are several.</summary>
    public string? Site { get; set; }

    /// <inheritdoc/>
    public override Penalty Make(ObjectiveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _ = context.Column(Attribute);
        return new AggregatedMutualInformation(Attribute) { Name = Name ?? "mutual-information", Site = Site };
    }
}
