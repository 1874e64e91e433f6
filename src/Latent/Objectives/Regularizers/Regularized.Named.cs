using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Objectives.Regularizers;

// Objectives of the literature that are a likelihood, a KL term and penalties: each is a composition, none has a loss of its own. The β-VAE is
// new Elbo { Beta = β }, GECO Constrained.Geco. Where weights are to follow schedules, compose by hand as these do.
public sealed partial class Regularized
{
    /// <summary>β-TCVAE: E log p(x | z) - I(z; n) - β·TC(z) - Σ_d KL(q(z_d) ‖ p(z_d)), the ELBO less (β - 1)·TC(z).</summary>
    /// <param name="beta">β.</param>
    /// <param name="sampling">How q(z) is estimated from a batch; the paper takes <see cref="MinibatchSampling.Weighted"/>.</param>
    /// <remarks>Chen, Li, Grosse, Duvenaud, "Isolating sources of disentanglement in VAEs", NeurIPS 2018, eq. (4) with α = γ = 1.</remarks>
    public static Regularized BetaTcVae(double beta, MinibatchSampling sampling) =>
        new(new Elbo(), new KlDecomposition(sampling).Times(beta - 1));

    /// <summary>FactorVAE: E log p(x | z) - E KL(q(z | x) ‖ p(z)) - γ·TC(z), the total correlation by a discriminator.</summary>
    /// <param name="gamma">γ; 35 in the paper for sprites.</param>
    /// <param name="discriminator">log (D/(1 - D)) of each code: [n, width] to [n].</param>
    /// <param name="parameters">What the discriminator learns.</param>
    /// <remarks>Kim, Mnih, "Disentangling by factorising", ICML 2018, eq. (2).</remarks>
    public static Regularized FactorVae(double gamma, Func<Pass, Tensor, Tensor> discriminator, IReadOnlyList<Parameter> parameters) =>
        new(new Elbo(), new TotalCorrelationByDiscriminator(discriminator, parameters).Times(gamma));

    /// <summary>DIP-VAE-I or II: the ELBO less the distance of a covariance of the codes from the identity.</summary>
    /// <param name="covariance">I: of the posteriors' means; II: of the codes.</param>
    /// <param name="offDiagonal">λ_od.</param>
    /// <param name="diagonal">λ_d; the paper takes 10·λ_od for I and λ_od for II.</param>
    /// <remarks>Kumar, Sattigeri, Balakrishnan, ICLR 2018, eq. (6) and (7).</remarks>
    public static Regularized DipVae(DipCovariance covariance, double offDiagonal, double diagonal) =>
        new(new Elbo(), new DipPenalty(covariance) { OffDiagonal = offDiagonal, Diagonal = diagonal }.Times(1));

    /// <summary>InfoVAE with MMD: E log p(x | z) - (1 - α)·E KL(q(z | x) ‖ p(z)) - (α + λ - 1)·MMD²(q(z), p(z)).</summary>
    /// <param name="alpha">α: how much of the mutual information of x and z is given back; 1 for the MMD-VAE, which has no KL term.</param>
    /// <param name="lambda">λ: the weight of the aggregated posterior's divergence.</param>
    /// <param name="kernel">The kernel; inverse multiquadric at seven scales by default.</param>
    /// <remarks>Zhao, Song, Ermon, "InfoVAE: balancing learning and inference in variational autoencoders", AAAI 2019.</remarks>
    public static Regularized InfoVae(double alpha, double lambda, MmdKernel? kernel = null) =>
        new(new Elbo { Beta = 1 - alpha }, new MmdPenalty { Kernel = kernel }.Times(alpha + lambda - 1));

    /// <summary>The Wasserstein autoencoder with MMD: E log p(x | z) - λ·MMD²(q(z), p(z)).</summary>
    /// <param name="lambda">λ.</param>
    /// <param name="randomEncoder">Whether codes are drawn from q(z | x); else they are its means.</param>
    /// <param name="kernel">The kernel; inverse multiquadric at seven scales by default.</param>
    /// <remarks>Tolstikhin, Bousquet, Gelly, Schölkopf, "Wasserstein auto-encoders", ICLR 2018, algorithm 2.</remarks>
    public static Regularized WaeMmd(double lambda, bool randomEncoder = false, MmdKernel? kernel = null) =>
        new(randomEncoder ? new Elbo { Beta = 0 } : new Reconstruction(), new MmdPenalty { Kernel = kernel }.Times(lambda));
}
