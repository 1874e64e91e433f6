using System.Text.Json.Serialization;
using Latent.Distributions;
using Latent.Json;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Objectives.Regularizers;

/// <summary>
/// The squared maximum mean discrepancy between the aggregated posterior and the prior, MMD²(q(z), p(z)) = E k(z, z′) + E k(y, y′) - 2 E
/// k(z, y) with z, z′ ~ q(z) and y, y′ ~ p(z). No divergence in nats: its weight is nats per unit of the kernel.
/// </summary>
/// <remarks>
/// <para>
/// The unbiased estimate (<see cref="MaximumMeanDiscrepancy.Unbiased(Tensor, Tensor, MmdKernel)"/>) from the codes of the trace and as many
/// draws of the prior; it may be negative. Codes of one example are not compared with each other: two draws of one q(z | x) are not
/// independent draws of q(z). So a batch has at least two examples, however many samples there are of each.
/// </para>
/// <para>
/// WAE (Tolstikhin et al. 2018, algorithm 2) is a likelihood and λ times this with the multi-scale kernel, the default. InfoVAE (Zhao et
/// al. 2019) is E log p(x | z) - (1 - α)·E KL(q(z | x) ‖ p(z)) - (α + λ - 1)·D(q(z), p(z)) with this as D. I. Tolstikhin, O. Bousquet, S.
/// Gelly, B. Schölkopf, "Wasserstein auto-encoders", ICLR 2018. S. Zhao, J. Song, S. Ermon, "InfoVAE", AAAI 2019.
/// </para>
/// </remarks>
public sealed class MmdPenalty : Penalty
{
    private static readonly double[] Scales = [0.1, 0.2, 0.5, 1, 2, 5, 10];

    /// <summary>Between codes and prior draws.</summary>
    public MmdPenalty()
        : base("mmd")
    {
    }

    /// <summary>
    /// The kernel; by default seven inverse multiquadric kernels with C = 2·D times 0.1, 0.2, 0.5, 1, 2, 5 and 10, where 2·D is the
    /// expected squared distance of two draws of N(0, 1) in D dimensions.
    /// </summary>
    public MmdKernel? Kernel { get; init; }

    /// <summary>The site; not needed where the model has one latent variable.</summary>
    public string? Site { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">There are fewer than two examples.</exception>
    /// <exception cref="ArgumentException">
    /// Codes do not count alike, below an enumerated site, or draws pass no gradient to what a posterior or a prior learns.
    /// </exception>
    public override PenaltyTerms Evaluate(Trace trace)
    {
        Site site = Codes.SiteOf(trace, Site, this);
        Codes.ThrowIfCut(trace, [site], this);
        Tensor codes = Rows(site.Value ?? throw new ArgumentException($"Penalty '{Name}': site '{site.Name}' was not evaluated; it has no codes."));
        int rows = codes.Shape[0];
        if (site.IsEnumerated || site.Lead.Rank != 1)
        {
            throw new ArgumentException(
                $"Penalty '{Name}': site '{site.Name}' is {(site.IsEnumerated ? "enumerated" : "below an enumerated site")}, so its values are not draws of "
                + "q(z) that count alike; name a site above any enumerated one.");
        }

        if (trace.Pass.Records && site.Prior.Gradient is not (GradientPath.Pathwise or GradientPath.StraightThrough)
            && site.Prior.Parameters().Any(static parameter => parameter.IsTracked))
        {
            throw new ArgumentException(
                $"Penalty '{Name}': the prior of site '{site.Name}' ({site.Prior.Name}) is learned, and its draws pass no gradient to all that it "
                + "learns; take a prior whose draws do, such as a mixture of fixed weights, or a divergence that scores instead of drawing (Rate with "
                + "Kl = KlEstimate.Sampled).");
        }

        RandomKey key = trace.Pass.Key.Split(Name).Split(site.Name)
            .For(trace.Pass.IsTraining ? RandomPurpose.Reparameterization : RandomPurpose.Evaluation);
        Distribution prior = site.Prior;
        int batch = prior.BatchShape.Count;
        Tensor draws = Rows(prior.Sample(key, batch == rows ? default : [rows / batch]).Reshape(Shape.Create([rows]).Concat(prior.EventShape)));
        MmdKernel kernel = Kernel ?? MmdKernel.InverseMultiquadric([.. Scales.Select(scale => scale * 2 * codes.Shape[1])]);
        return new PenaltyTerms(MaximumMeanDiscrepancy.Unbiased(codes, trace.Count, draws, kernel));
    }

    private static Tensor Rows(Tensor values) => values.Reshape(values.Shape[0], values.Shape.Count / Math.Max(1, values.Shape[0]));
}

/// <summary>A family of kernels.</summary>
[JsonConverter(typeof(KebabNames<MmdKernelKind>))]
public enum MmdKernelKind
{
    /// <summary>C/(C + ‖a - b‖²), whose tails are heavy; its scales are the C.</summary>
    InverseMultiquadric,

    /// <summary>exp(-‖a - b‖²/(2·ℓ²)); its scales are the ℓ.</summary>
    Gaussian,
}

/// <summary>Settings of <see cref="MmdPenalty"/>.</summary>
public sealed record MmdConfig : PenaltyConfig
{
    /// <summary>The family.</summary>
    public MmdKernelKind Kernel { get; set; }

    /// <summary>Its scales, whose kernels are summed; none for the seven of WAE (see <see cref="MmdPenalty.Kernel"/>), which are of the first family.</summary>
    public IReadOnlyList<double> Scales { get; set; } = [];

    /// <summary>The latent site, where there are several.</summary>
    public string? Site { get; set; }

    /// <inheritdoc/>
    public override Penalty Make(ObjectiveContext context)
    {
        double[] scales = [.. Scales];
        MmdKernel? kernel = (Kernel, scales.Length) switch
        {
            (MmdKernelKind.InverseMultiquadric, 0) => null,
            (MmdKernelKind.InverseMultiquadric, _) => MmdKernel.InverseMultiquadric(scales),
            (_, 0) => throw new ArgumentException("the Gaussian kernel has no scales; give its length scales, such as [1], in the unit of the codes."),
            _ => MmdKernel.Rbf(scales),
        };
        return new MmdPenalty { Name = Name ?? "mmd", Kernel = kernel, Site = Site };
    }
}
