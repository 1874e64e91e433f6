using System.Globalization;

namespace Latent.Distributions;

/// <summary>Divergences and informations beside <see cref="Kl"/>, in nats: of plain arrays of probabilities, of normals, and by samples.</summary>
/// <remarks>
/// The methods of this part take probabilities that sum to 1 within 1e-6; 0·log 0 is 0. S. Amari, "Information Geometry and Its
/// Applications", 2016, chapter 3, has them side by side.
/// </remarks>
public static partial class Divergences
{
    private const double SumTolerance = 1e-6;

    /// <summary>H(p) = -Σ p log p.</summary>
    /// <param name="p">Probabilities.</param>
    /// <exception cref="ArgumentException">An element is negative or not finite, or they do not sum to 1.</exception>
    public static double Entropy(ReadOnlySpan<double> p)
    {
        Probabilities("Entropy", "p", p);
        double sum = 0;
        foreach (double x in p)
            sum -= Product(x, x);
        return sum;
    }

    /// <summary>H(p, q) = -Σ p log q = H(p) + KL(p ‖ q); infinite where q is 0 and p is not.</summary>
    /// <param name="p">The probabilities the mean is over.</param>
    /// <param name="q">The others.</param>
    /// <inheritdoc cref="TotalVariation" path="/exception"/>
    public static double CrossEntropy(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        Pair("CrossEntropy", p, q);
        double sum = 0;
        for (int i = 0; i < p.Length; i++)
            sum -= Product(p[i], q[i]);
        return sum;
    }

    /// <summary>½ KL(p ‖ m) + ½ KL(q ‖ m) with m = ½(p + q): symmetric, and between 0 and log 2.</summary>
    /// <remarks>J. Lin, "Divergence measures based on the Shannon entropy", IEEE Transactions on Information Theory 37, 1991, eq. (4.1).</remarks>
    /// <param name="p">Probabilities.</param>
    /// <param name="q">Probabilities of the same events.</param>
    /// <inheritdoc cref="TotalVariation" path="/exception"/>
    public static double JensenShannon(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        Pair("JensenShannon", p, q);
        double sum = 0;
        for (int i = 0; i < p.Length; i++)
        {
            double middle = 0.5 * (p[i] + q[i]);
            sum += 0.5 * (Ratio(p[i], middle) + Ratio(q[i], middle));
        }

        return Math.Max(sum, 0);
    }

    /// <summary>½ Σ |p - q|: the largest difference in the probability of any set, between 0 and 1.</summary>
    /// <param name="p">Probabilities.</param>
    /// <param name="q">Probabilities of the same events.</param>
    /// <exception cref="ArgumentException">
    /// The lengths differ, an element is negative or not finite, or one of them does not sum to 1; the message gives the sum.
    /// </exception>
    public static double TotalVariation(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        Pair("TotalVariation", p, q);
        double sum = 0;
        for (int i = 0; i < p.Length; i++)
            sum += 0.5 * Math.Abs(p[i] - q[i]);
        return sum;
    }

    /// <summary>Hellinger's distance √(1 - BC) = √(½ Σ (√p - √q)²), between 0 and 1.</summary>
    /// <param name="p">Probabilities.</param>
    /// <param name="q">Probabilities of the same events.</param>
    /// <inheritdoc cref="TotalVariation" path="/exception"/>
    public static double Hellinger(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        Pair("Hellinger", p, q);
        double sum = 0;
        for (int i = 0; i < p.Length; i++)
        {
            double difference = Math.Sqrt(p[i]) - Math.Sqrt(q[i]);
            sum += 0.5 * difference * difference;
        }

        return Math.Sqrt(sum);
    }

    /// <summary>The overlap BC = Σ √(p·q), between 0 and 1; the Bhattacharyya distance is -log BC.</summary>
    /// <remarks>
    /// A. Bhattacharyya, "On a measure of divergence between two statistical populations", Bulletin of the Calcutta Mathematical Society 35, 1943.
    /// </remarks>
    /// <param name="p">Probabilities.</param>
    /// <param name="q">Probabilities of the same events.</param>
    /// <inheritdoc cref="TotalVariation" path="/exception"/>
    public static double BhattacharyyaCoefficient(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        Pair("BhattacharyyaCoefficient", p, q);
        double sum = 0;
        for (int i = 0; i < p.Length; i++)
            sum += Math.Sqrt(p[i] * q[i]);
        return Math.Min(sum, 1);
    }

    /// <summary>Pearson's χ²(p ‖ q) = Σ (p - q)²/q; infinite where q is 0 and p is not.</summary>
    /// <param name="p">The probabilities compared.</param>
    /// <param name="q">Those they are measured by.</param>
    /// <inheritdoc cref="TotalVariation" path="/exception"/>
    public static double ChiSquared(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        Pair("ChiSquared", p, q);
        double sum = 0;
        for (int i = 0; i < p.Length; i++)
            if (p[i] != q[i]) sum += (p[i] - q[i]) * (p[i] - q[i]) / q[i];
        return sum;
    }

    /// <summary>Rényi's D_α(p ‖ q) = log(Σ p^α·q^(1 - α))/(α - 1), in nats; KL at α = 1, log max p/q at α = ∞, -log Σ_{p &gt; 0} q at α = 0.</summary>
    /// <remarks>
    /// A. Rényi, "On measures of entropy and information", 1961; T. van Erven, P. Harremoës, "Rényi divergence and Kullback-Leibler
    /// divergence", IEEE Transactions on Information Theory 60, 2014, definition 2 and theorems 4 to 6.
    /// </remarks>
    /// <param name="p">Probabilities.</param>
    /// <param name="q">Probabilities of the same events.</param>
    /// <param name="alpha">The order α, not negative; ∞ is allowed.</param>
    /// <exception cref="ArgumentOutOfRangeException">α is negative or not a number.</exception>
    /// <inheritdoc cref="TotalVariation" path="/exception"/>
    public static double Renyi(ReadOnlySpan<double> p, ReadOnlySpan<double> q, double alpha)
    {
        Pair("Renyi", p, q);
        Order(alpha);
        if (alpha == 1) return Kl.Divergence(p, q);
        double largest = double.NegativeInfinity;
        double[] terms = new double[p.Length];
        for (int i = 0; i < p.Length; i++)
        {
            double ratio = Math.Log(p[i]) - Math.Log(q[i]);
            terms[i] = (p[i], q[i]) switch
            {
                (0, _) => double.NegativeInfinity,
                (_, 0) when alpha > 1 => double.PositiveInfinity,
                (_, 0) => double.NegativeInfinity,
                _ => double.IsPositiveInfinity(alpha) ? ratio : Math.Log(q[i]) + (alpha * ratio),
            };
            largest = Math.Max(largest, terms[i]);
        }

        if (double.IsPositiveInfinity(alpha) || double.IsPositiveInfinity(largest)) return largest;
        if (double.IsNegativeInfinity(largest)) return double.PositiveInfinity;
        double sum = 0;
        foreach (double term in terms)
            sum += Math.Exp(term - largest);
        return Math.Max(0, (largest + Math.Log(sum)) / (alpha - 1));
    }

    /// <summary>I(X; Y) = Σ p(x, y) log p(x, y)/(p(x)·p(y)) of a table of joint probabilities, in nats.</summary>
    /// <remarks>T. M. Cover, J. A. Thomas, "Elements of Information Theory", 2nd edition, 2006, eq. (2.28).</remarks>
    /// <param name="joint">p(x, y): a row per x, a column per y.</param>
    /// <exception cref="ArgumentException">An element is negative or not finite, or they do not sum to 1.</exception>
    public static double MutualInformation(double[,] joint)
    {
        ArgumentNullException.ThrowIfNull(joint);
        int rows = joint.GetLength(0), columns = joint.GetLength(1);
        Probabilities("MutualInformation", "the joint probabilities", [.. joint.Cast<double>()]);
        double[] x = new double[rows], y = new double[columns];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                x[i] += joint[i, j];
                y[j] += joint[i, j];
            }
        }

        double sum = 0;
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                sum += Ratio(joint[i, j], x[i] * y[j]);
        }

        return Math.Max(sum, 0);
    }

    /// <summary>Refuses arrays that are not two sets of probabilities of the same events.</summary>
    internal static void Pair(string name, ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        if (p.Length != q.Length)
            throw new ArgumentException($"{name}: p has {p.Length} probabilities, q has {q.Length}; both must be of the same events, in the same order.");
        Probabilities(name, "p", p);
        Probabilities(name, "q", q);
    }

    /// <summary>p·log(p/q) with its limits.</summary>
    internal static double Ratio(double p, double q) => p == 0 ? 0 : p * Math.Log(p / q);

    internal static void Order(double alpha)
    {
        if (!(alpha >= 0))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Rényi's divergence is of an order α that is not negative; 1 is KL.");
    }

    private static double Product(double p, double q) => p == 0 ? 0 : p * Math.Log(q);

    private static void Probabilities(string name, string what, ReadOnlySpan<double> p)
    {
        if (p.Length == 0) throw new ArgumentException($"{name}: {what} has no elements; at least one probability is needed.");
        double sum = 0;
        for (int i = 0; i < p.Length; i++)
        {
            if (!(p[i] >= 0) || double.IsInfinity(p[i]))
            {
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture, $"{name}: probabilities cannot be negative or unknown; {what} has {p[i]:G6} at [{i}]."));
            }

            sum += p[i];
        }

        if (Math.Abs(sum - 1) > SumTolerance)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"{name}: {what} must sum to 1; its {p.Length} elements sum to {sum:G9}. Divide them by their sum."));
        }
    }
}
