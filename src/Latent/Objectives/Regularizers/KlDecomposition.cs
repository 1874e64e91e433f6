using System.Text.Json.Serialization;
using Latent.Json;
using Latent.Models;
using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Objectives.Regularizers;

/// <summary>
/// The KL term of the ELBO, averaged over the data, in three parts (Chen et al. 2018, eq. 2): E_x KL(q(z | x) ‖ p(z)) =
/// I(z; n) + TC(z) + Σ_d KL(q(z_d) ‖ p(z_d)), with q(z) = (1/N) Σₙ q(z | xₙ).
/// </summary>
/// <remarks>
/// <para>
/// I(z; n) = KL(q(z, n) ‖ q(z)·p(n)), the index-code mutual information, says how much a code tells of its example; TC = KL(q(z) ‖ Π_d
/// q(z_d)), the total correlation, how dependent its elements are; the rest is how far each element is from its prior. Each by the mean
/// over the draws of the trace, log q(z) by <see cref="MinibatchSampling"/>; their sum is the sampled KL term exactly, whatever the
/// sampling.
/// </para>
/// <para>
/// The weights say what is added to an objective that has the KL term already, so the β-TCVAE (eq. 4) is
/// <c>new Regularized(new Elbo(), new KlDecomposition(sampling).Times(β - 1))</c>. The prior must factorise over the elements of the code for
/// the third part to be one, as it does for N(0, 1). T. Q. Chen, X. Li, R. Grosse, D. Duvenaud, "Isolating sources of disentanglement in
/// variational autoencoders", NeurIPS 2018.
/// </para>
/// </remarks>
public sealed class KlDecomposition : Penalty
{
    private readonly MinibatchSampling _sampling;

    /// <summary>The parts as estimated by a sampling; by default the total correlation alone has a weight.</summary>
    public KlDecomposition(MinibatchSampling sampling)
        : base("kl-decomposition")
    {
        ArgumentNullException.ThrowIfNull(sampling);
        _sampling = sampling;
    }

    /// <summary>The site; not needed where the model has one latent variable.</summary>
    public string? Site { get; init; }

    /// <summary>The weight of I(z; n), α - 1 in the paper's terms.</summary>
    public Schedule MutualInformation { get; init; } = 0;

    /// <summary>The weight of TC(z), β - 1 in the paper's terms where the penalty itself has the weight 1.</summary>
    public Schedule TotalCorrelation { get; init; } = 1;

    /// <summary>The weight of Σ_d KL(q(z_d) ‖ p(z_d)), γ - 1 in the paper's terms.</summary>
    public Schedule DimensionWise { get; init; } = 0;

    /// <inheritdoc/>
    /// <remarks>Measures: <c>mutual-information</c>, <c>total-correlation</c>, <c>dimension-wise</c>, in nats.</remarks>
    public override PenaltyTerms Evaluate(Trace trace)
    {
        KlParts parts = Decompose(trace);
        Tensor information = parts.MutualInformation.Mean(), correlation = parts.TotalCorrelation.Mean(), dimensionWise = parts.DimensionWise.Mean();
        long step = trace.Pass.Step;
        Tensor? value = null;
        (Schedule, Tensor)[] parted = [(MutualInformation, information), (TotalCorrelation, correlation), (DimensionWise, dimensionWise)];
        foreach ((Schedule schedule, Tensor part) in parted)
        {
            double weight = schedule.At(step);
            if (weight == 0) continue;
            Tensor weighted = weight == 1 ? part : weight * part;
            value = value is null ? weighted : value + weighted;
        }

        return new PenaltyTerms(value ?? trace.Pass.Full([], 0, correlation.DType))
        {
            Measures =
            [
                new Measure("mutual-information", information.Item()),
                new Measure("total-correlation", correlation.Item()),
                new Measure("dimension-wise", dimensionWise.Item()),
            ],
        };
    }

    /// <summary>The three parts at each draw of the trace, before their means are taken.</summary>
    /// <exception cref="ArgumentException">The posterior does not factorise over the code, or the batch is larger than the data set.</exception>
    public KlParts Decompose(Trace trace)
    {
        Codes codes = Codes.Of(trace, Site, this);
        Tensor pairs = PairwiseLogProb.Elements(codes, this);
        Tensor weights = _sampling.LogWeights(trace.Pass, codes.Count, pairs.DType, this);
        // A weight that is one number leaves the large tensor alone.
        bool even = weights.Shape.Rank == 0;
        Tensor rows = even ? weights : weights.Unsqueeze(1);
        Tensor joint = even ? pairs.Sum(2).LogSumExp(-1) + weights : (pairs.Sum(2) + weights).LogSumExp(-1);
        Tensor marginals = even ? (pairs.LogSumExp(-1) + weights).Sum(-1) : (pairs + rows).LogSumExp(-1).Sum(-1);
        return new KlParts(codes.Site.LogQ() - joint, joint - marginals, marginals - codes.Site.LogP());
    }
}

/// <summary>The parts of a KL term at each draw, in nats, [K, B].</summary>
/// <param name="MutualInformation">log q(z | x) - log q(z).</param>
/// <param name="TotalCorrelation">log q(z) - Σ_d log q(z_d).</param>
/// <param name="DimensionWise">Σ_d log q(z_d) - log p(z).</param>
public sealed record KlParts(Tensor MutualInformation, Tensor TotalCorrelation, Tensor DimensionWise);

/// <summary>How q(z) of all data is estimated from a batch: see <see cref="MinibatchSampling"/>.</summary>
[JsonConverter(typeof(KebabNames<AggregatedSampling>))]
public enum AggregatedSampling
{
    /// <summary>Every example of the batch counts the same.</summary>
    Weighted,

    /// <summary>The example that a code was drawn from counts as one of the data set, the others stand for the rest of it.</summary>
    Stratified,
}

/// <summary>Settings of <see cref="KlDecomposition"/>; with the weight β - 1 beside the ELBO, the β-TCVAE.</summary>
public sealed record KlDecompositionConfig : PenaltyConfig
{
    /// <summary>How the aggregated posterior is estimated; the size of the data set is that of the training set.</summary>
    public AggregatedSampling Sampling { get; set; }

    /// <summary>What I(z; n) weighs within the penalty.</summary>
    public ScheduleConfig MutualInformation { get; set; } = 0;

    /// <summary>What TC(z) weighs within the penalty.</summary>
    public ScheduleConfig TotalCorrelation { get; set; } = 1;

    /// <summary>What Σ_d KL(q(z_d) ‖ p(z_d)) weighs within the penalty.</summary>
    public ScheduleConfig DimensionWise { get; set; } = 0;

    /// <summary>The latent site, where there are several.</summary>
    public string? Site { get; set; }

    /// <inheritdoc/>
    public override Penalty Make(ObjectiveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        MinibatchSampling sampling = Sampling == AggregatedSampling.Stratified
            ? MinibatchSampling.Stratified(context.Examples)
            : MinibatchSampling.Weighted(context.Examples);
        return new KlDecomposition(sampling)
        {
            Name = Name ?? "kl-decomposition",
            Site = Site,
            MutualInformation = MutualInformation.Make(context.StepsPerEpoch),
            TotalCorrelation = TotalCorrelation.Make(context.StepsPerEpoch),
            DimensionWise = DimensionWise.Make(context.StepsPerEpoch),
        };
    }
}
