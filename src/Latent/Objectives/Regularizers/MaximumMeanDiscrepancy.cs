using Latent.Distributions;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Objectives.Regularizers;

/// <summary>
/// The squared maximum mean discrepancy between the aggregated posterior and the prior, MMD²(q(z), p(z)) = E k(z, z′) + E k(y, y′) - 2 E k(z, y)
/// with z, z′ ~ q(z) and y, y′ ~ p(z). No divergence in nats: its weight is nats per unit of the kernel.
/// </summary>
/// <remarks>
/// <para>
/// The unbiased estimate from the codes of the trace and as many draws of the prior (Gretton et al. 2012, lemma 6); it may be negative.
/// </para>
/// <para>
/// WAE (Tolstikhin et al. 2018, algorithm 2) is a likelihood and λ times this with the multi-scale kernel, the default. InfoVAE (Zhao et al.
/// 2019) is E log p(x | z) - (1 - α)·E KL(q(z | x) ‖ p(z)) - (α + λ - 1)·D(q(z), p(z)) with this as D.
/// A. Gretton et al., "A kernel two-sample test", JMLR 13, 2012. I. Tolstikhin, O. Bousquet, S. Gelly, B. Schölkopf, "Wasserstein
/// auto-encoders", ICLR 2018. S. Zhao, J. Song, S. Ermon, "InfoVAE", AAAI 2019.
/// </para>
/// </remarks>
public sealed class MaximumMeanDiscrepancy : Penalty
{
    /// <summary>Between codes and prior draws.</summary>
    public MaximumMeanDiscrepancy()
        : base("mmd")
    {
    }

    /// <summary>The kernel; <see cref="MmdKernel.MultiScale"/> of the code's width by default.</summary>
    public MmdKernel? Kernel { get; init; }

    /// <summary>The site; not needed where the model has one latent variable.</summary>
    public string? Site { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are fewer than two codes.</exception>
    public override PenaltyTerms Evaluate(Trace trace)
    {
        Site site = Codes.SiteOf(trace, Site, this);
        Codes.ThrowIfCut(trace, [site], this);
        Tensor codes = Rows(site.Value ?? throw new ArgumentException($"Penalty '{Name}': site '{site.Name}' was not evaluated; it has no codes."));
        int rows = codes.Shape[0];
        if (site.Prior.EventShape.Count != codes.Shape[1] || site.IsEnumerated)
            throw new ArgumentException($"Penalty '{Name}': site '{site.Name}' is enumerated; its values are no draws.");
        RandomKey key = trace.Pass.Key.Split(Name).Split(site.Name)
            .For(trace.Pass.IsTraining ? RandomPurpose.Reparameterization : RandomPurpose.Evaluation);
        Distribution prior = site.Prior;
        int batch = prior.BatchShape.Count;
        Tensor draws = Rows(prior.Sample(key, batch == rows ? default : [rows / batch]).Reshape(Shape.Create([rows]).Concat(prior.EventShape)));
        return new PenaltyTerms(Unbiased(codes, draws, Kernel ?? MmdKernel.MultiScale(codes.Shape[1])));
    }

    /// <summary>The unbiased estimate of MMD² from independent draws of two distributions, one element.</summary>
    /// <param name="x">[n, D], n at least 2.</param>
    /// <param name="y">[m, D], m at least 2.</param>
    /// <param name="kernel">k.</param>
    /// <exception cref="ShapeException">The widths differ, or there are fewer than two draws.</exception>
    public static Tensor Unbiased(Tensor x, Tensor y, MmdKernel kernel)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(kernel);
        if (x.Shape.Rank != 2 || y.Shape.Rank != 2 || x.Shape[1] != y.Shape[1] || x.Shape[0] < 2 || y.Shape[0] < 2)
            throw new ShapeException($"MMD: draws have shapes {x.Shape} and {y.Shape}; they must be [n, D] and [m, D] with n and m at least 2.");
        return Within(x) + Within(y) - (2.0 * kernel.Of(SquaredDistances(x, y)).Mean());

        Tensor Within(Tensor draws)
        {
            // A draw with itself is no pair; its distance is 0.
            double n = draws.Shape[0];
            return (kernel.Of(SquaredDistances(draws, draws)).Sum() - (n * kernel.AtZero)) / (n * (n - 1));
        }
    }

    /// <summary>‖xᵢ - yⱼ‖² = ‖xᵢ‖² + ‖yⱼ‖² - 2·xᵢᵀyⱼ, [n, m]: one matrix product.</summary>
    private static Tensor SquaredDistances(Tensor x, Tensor y) =>
        x.Square().SumKeepingAxes(1) + y.Square().Sum(1) - (2.0 * x.MatMul(y, Transpose.B));

    private static Tensor Rows(Tensor values) => values.Reshape(values.Shape[0], values.Shape.Count / Math.Max(1, values.Shape[0]));
}
