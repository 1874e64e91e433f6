using Latent.Tensors;

namespace Latent.Distributions;

public static partial class Divergences
{
    /// <summary>The Jensen-Shannon divergence by samples: ½ E_q[log q/m] + ½ E_p[log p/m] with m = ½(q + p), in nats. Unbiased.</summary>
    /// <param name="q">A distribution.</param>
    /// <param name="p">Another on the same support.</param>
    /// <param name="samples">How many samples of each, at least 1.</param>
    /// <param name="key">The randomness.</param>
    /// <returns>One value per batch element; its expectation lies in [0, log 2].</returns>
    public static Tensor EstimateJensenShannon(Distribution q, Distribution p, int samples, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(q);
        ArgumentNullException.ThrowIfNull(p);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        return 0.5 * (Half(q, p, key.Split("q")) + Half(p, q, key.Split("p")));

        // log a/(½(a + b)) = log 2 - softplus(log b - log a).
        Tensor Half(Distribution a, Distribution b, RandomKey randomness)
        {
            (Tensor value, Tensor logA) = a.SampleAndLogProb(randomness, [samples]);
            return (Math.Log(2) - (b.LogProb(value) - logA).Softplus()).Mean(0);
        }
    }

    /// <summary>Rényi's D_α(q ‖ p) by samples: log(mean of (q/p)^(α - 1) over x ~ q)/(α - 1), in nats.</summary>
    /// <remarks>
    /// The logarithm of a mean is biased, downwards for α &gt; 1 and upwards for α &lt; 1, the less the more samples; for α &gt; 1 the variance may be
    /// infinite. Y. Li, R. E. Turner, "Rényi Divergence Variational Inference", 2016, section 4.2.
    /// </remarks>
    /// <param name="q">The distribution that is sampled.</param>
    /// <param name="p">The other.</param>
    /// <param name="alpha">The order α, positive, finite and not 1; at 1 it is <see cref="Kl.Estimate"/>.</param>
    /// <param name="samples">How many samples, at least 1.</param>
    /// <param name="key">The randomness.</param>
    /// <returns>One value per batch element.</returns>
    /// <exception cref="ArgumentOutOfRangeException">α is not positive and finite.</exception>
    public static Tensor EstimateRenyi(Distribution q, Distribution p, double alpha, int samples, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(q);
        ArgumentNullException.ThrowIfNull(p);
        Order(alpha);
        if (alpha == 0 || double.IsInfinity(alpha))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "By samples the order α is positive and finite; 1 is KL.");
        if (alpha == 1) return Kl.Estimate(q, p, samples, key);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        (Tensor value, Tensor logQ) = q.SampleAndLogProb(key, [samples]);
        Tensor powers = (alpha - 1) * (logQ - p.LogProb(value));
        return (powers.LogSumExp(0) - Math.Log(samples)) / (alpha - 1);
    }
}
