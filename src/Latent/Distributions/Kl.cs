using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>The Kullback-Leibler divergence KL(q ‖ p) = E_q[log q(x) - log p(x)] in nats.</summary>
/// <remarks>S. Kullback, R. A. Leibler, "On information and sufficiency", Annals of Mathematical Statistics 22, 1951, eq. (2.4).</remarks>
public static partial class Kl
{
    /// <summary>In closed form. There is no silent fallback to sampling: see <see cref="Estimate"/>.</summary>
    /// <inheritdoc cref="KlRegistry.Divergence"/>
    public static Tensor Divergence(Distribution q, Distribution p) => KlRegistry.Default.Divergence(q, p);

    /// <summary>By Monte Carlo: the mean of log q(x) - log p(x) over samples x ~ q. Unbiased; may be negative.</summary>
    /// <param name="q">The distribution that is sampled.</param>
    /// <param name="p">The other.</param>
    /// <param name="samples">How many samples, at least 1.</param>
    /// <param name="key">The randomness.</param>
    /// <returns>One value per batch element. The gradient flows through the samples where q has a pathwise gradient.</returns>
    public static Tensor Estimate(Distribution q, Distribution p, int samples, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(q);
        ArgumentNullException.ThrowIfNull(p);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        (Tensor value, Tensor logQ) = q.SampleAndLogProb(key, [samples]);
        return (logQ - p.LogProb(value)).Mean(0);
    }
}
