using Latent.Distributions;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Objectives;

/// <summary>The terms of a bound for a batch, one value per example, in nats.</summary>
/// <param name="Reconstruction">log p(x | z), [B].</param>
/// <param name="Kl">KL(q(z | x) ‖ p(z)), [B].</param>
public sealed record ElboTerms(Tensor Reconstruction, Tensor Kl)
{
    /// <summary>What training minimises: the mean over the batch of KL - reconstruction, the negative ELBO; one element.</summary>
    public Tensor Loss => (Kl - Reconstruction).Mean();
}

/// <summary>The evidence lower bound E_q[log p(x | z)] - KL(q(z | x) ‖ p(z)) ≤ log p(x), with one sample of z per example.</summary>
/// <remarks>D. P. Kingma, M. Welling, "Auto-encoding variational Bayes", ICLR 2014, eq. (7).</remarks>
public static class Elbo
{
    /// <summary>Evaluates the bound.</summary>
    /// <param name="model">The model.</param>
    /// <param name="pass">A training pass where gradients are wanted.</param>
    /// <param name="x">Binary observations [B, Inputs].</param>
    /// <param name="noise">ε ~ N(0, 1), [B, Latents]: z = μ + σ·ε.</param>
    public static ElboTerms Evaluate(Vae model, Pass pass, Tensor x, Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(model);
        DiagonalNormal posterior = model.Encode(pass, x);
        Bernoulli likelihood = model.Decode(pass, posterior.Reparameterize(noise));
        return new ElboTerms(likelihood.LogProb(x), posterior.KlToStandard());
    }
}
