namespace Latent.Distributions;

public static partial class Kl
{
    /// <summary>KL(p ‖ q) = Σ p log p/q of plain probabilities, in nats; 0·log 0 is 0, and it is infinite where q is 0 and p is not.</summary>
    /// <param name="p">The probabilities the mean is over.</param>
    /// <param name="q">The others, of the same events.</param>
    /// <exception cref="ArgumentException">
    /// The lengths differ, an element is negative or not finite, or one of them does not sum to 1; the message gives the sum.
    /// </exception>
    public static double Divergence(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        Divergences.Pair("Kl.Divergence", p, q);
        double sum = 0;
        for (int i = 0; i < p.Length; i++)
            sum += Divergences.Ratio(p[i], q[i]);
        return Math.Max(sum, 0);
    }
}
