using System.Globalization;
using Latent.Tensors;

namespace Latent.Distributions;

public static partial class Divergences
{
    /// <summary>Rényi's D_α(q ‖ p) between normals, summed over the event, in nats; ∞ where it diverges, KL at α = 1.</summary>
    /// <remarks>
    /// log σ′/σ + log(σ′²/s²)/(2(α - 1)) + ½α(μ - μ′)²/s² with s² = ασ′² + (1 - α)σ² &gt; 0: M. Gil, F. Alajaji, T. Linder, "Rényi divergence
    /// measures for commonly used univariate continuous distributions", Information Sciences 249, 2013, table 2.
    /// </remarks>
    /// <param name="q">μ, σ.</param>
    /// <param name="p">μ′, σ′.</param>
    /// <param name="alpha">The order α, positive and finite.</param>
    /// <returns>One value per batch element, the broadcast of both batches.</returns>
    /// <exception cref="ArgumentOutOfRangeException">α is not a positive number.</exception>
    /// <exception cref="ShapeException">Events differ, or batches do not broadcast.</exception>
    public static Tensor Renyi(Normal q, Normal p, double alpha)
    {
        ArgumentNullException.ThrowIfNull(q);
        ArgumentNullException.ThrowIfNull(p);
        Order(alpha);
        if (alpha == 0 || double.IsInfinity(alpha))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Between normals the order α is positive and finite; 1 is KL.");
        if (alpha == 1) return Kl.Divergence(q, p);
        KlRule.SameEvent(q, p);
        // s²/σ′² = 1 + (1 - α)(σ² - σ′²)/σ′², whose logarithm is divided by 1 - α: near α = 1 both are tiny.
        double beta = 1 - alpha;
        Tensor logOther = RisingFactorial.Wide(p.LogScale), d = RisingFactorial.Wide(q.LogScale) - logOther;
        Tensor excess = beta * (2.0 * d).Expm1(), converges = (1.0 + excess).Greater(0.0);
        // Where it diverges a 1 stands under the logarithm, so that the gradients of the other elements stay numbers.
        Tensor kept = converges.Where(excess, 0.0);
        Tensor distance = (RisingFactorial.Wide(q.Loc) - RisingFactorial.Wide(p.Loc)) * (-logOther).Exp();
        Tensor value = (kept.Log1p() / (2 * beta)) - d + (0.5 * alpha * distance.Square() / (1.0 + kept));
        return SumEvent(q, p, converges.Where(value, double.PositiveInfinity).To(q.Loc.DType));
    }

    /// <summary>W₂² between normals: Σ (μ - μ′)² + (σ - σ′)² over the event.</summary>
    /// <remarks>
    /// D. C. Dowson, B. V. Landau, "The Fréchet distance between multivariate normal distributions", Journal of Multivariate Analysis 12, 1982.
    /// </remarks>
    /// <param name="q">μ, σ.</param>
    /// <param name="p">μ′, σ′.</param>
    /// <returns>One value per batch element, the broadcast of both batches.</returns>
    /// <exception cref="ShapeException">Events differ, or batches do not broadcast.</exception>
    public static Tensor Wasserstein2Squared(Normal q, Normal p)
    {
        ArgumentNullException.ThrowIfNull(q);
        ArgumentNullException.ThrowIfNull(p);
        KlRule.SameEvent(q, p);
        return SumEvent(q, p, (q.Loc - p.Loc).Square() + (q.Scale - p.Scale).Square());
    }

    /// <summary>W₂² = |m₁ - m₂|² + tr(S₁ + S₂ - 2(S₁^½·S₂·S₁^½)^½) between normals with full covariances: Fréchet's distance, squared, as FID has it.</summary>
    /// <inheritdoc cref="Wasserstein2Squared(Normal, Normal)" path="/remarks"/>
    /// <param name="mean1">m₁, d numbers.</param>
    /// <param name="covariance1">S₁, d × d, symmetric; may be singular.</param>
    /// <param name="mean2">m₂.</param>
    /// <param name="covariance2">S₂.</param>
    /// <exception cref="ShapeException">Sizes differ.</exception>
    /// <exception cref="ArgumentException">A covariance is not symmetric, or has a negative eigenvalue.</exception>
    public static double Wasserstein2Squared(
        ReadOnlySpan<double> mean1, double[,] covariance1, ReadOnlySpan<double> mean2, double[,] covariance2)
    {
        int size = Covariance("Wasserstein2Squared", covariance1), other = Covariance("Wasserstein2Squared", covariance2);
        if (size != other || mean1.Length != size || mean2.Length != size)
        {
            throw new ShapeException(
                $"Wasserstein2Squared: means have {mean1.Length} and {mean2.Length} elements, covariances {size} and {other} rows; all must agree.");
        }

        (double[] values, double[,] vectors) = SymmetricEigen.Decompose(covariance1);
        double[] roots = [.. NotNegative(values).Select(Math.Sqrt)];
        _ = NotNegative(SymmetricEigen.Values(covariance2));
        // The eigenvalues of S₁^½·S₂·S₁^½ in S₁'s own axes.
        double[,] inner = new double[size, size];
        double[,] product = Multiply(covariance2, vectors);
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int k = 0; k < size; k++)
                    sum += vectors[k, i] * product[k, j];
                inner[i, j] = inner[j, i] = roots[i] * roots[j] * sum;
            }
        }

        double distance = 0;
        for (int i = 0; i < size; i++)
            distance += ((mean1[i] - mean2[i]) * (mean1[i] - mean2[i])) + covariance1[i, i] + covariance2[i, i];
        foreach (double value in SymmetricEigen.Values(inner))
            distance -= 2 * Math.Sqrt(Math.Max(value, 0));
        return Math.Max(distance, 0);
    }

    /// <summary>The total correlation ½(Σ log Sᵢᵢ - log |S|) of a normal, in nats: KL to the product of its marginals.</summary>
    /// <remarks>S. Watanabe, "Information theoretical analysis of multivariate correlation", IBM Journal of Research and Development 4, 1960.</remarks>
    /// <param name="covariance">S, d × d, positive definite.</param>
    /// <exception cref="SingularMatrixException">S is not positive definite.</exception>
    /// <exception cref="ArgumentException">S is not square and symmetric.</exception>
    public static double TotalCorrelation(double[,] covariance)
    {
        int size = Covariance("TotalCorrelation", covariance);
        double sum = -LogDeterminant(covariance, [.. Enumerable.Range(0, size)]);
        for (int i = 0; i < size; i++)
            sum += Math.Log(covariance[i, i]);
        return Math.Max(0, 0.5 * sum);
    }

    /// <summary>I(X; Y) = -½ log(1 - ρ²) of two jointly normal numbers, in nats.</summary>
    /// <remarks>T. M. Cover, J. A. Thomas, "Elements of Information Theory", 2nd edition, 2006, example 8.5.1.</remarks>
    /// <param name="correlation">ρ in [-1, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">ρ is outside.</exception>
    public static double GaussianMutualInformation(double correlation) => correlation is >= -1 and <= 1
        ? Math.Max(0, -0.5 * (Math.Log(1 - correlation) + Math.Log(1 + correlation)))
        : throw new ArgumentOutOfRangeException(nameof(correlation), correlation, "A correlation lies in [-1, 1].");

    /// <summary>I(X; Y) = ½ log(|S_x|·|S_y|/|S_xy|) of two blocks of a normal vector, in nats; the other elements are marginalised.</summary>
    /// <inheritdoc cref="GaussianMutualInformation(double)" path="/remarks"/>
    /// <param name="covariance">S, d × d, positive definite.</param>
    /// <param name="x">The elements of the first block.</param>
    /// <param name="y">The elements of the second, none of them in the first.</param>
    /// <exception cref="ArgumentException">S is not square and symmetric, or an element is in both blocks, twice in one, or not in S.</exception>
    /// <exception cref="SingularMatrixException">S is not positive definite.</exception>
    public static double GaussianMutualInformation(double[,] covariance, ReadOnlySpan<int> x, ReadOnlySpan<int> y)
    {
        int size = Covariance("GaussianMutualInformation", covariance);
        int[] first = x.ToArray(), second = y.ToArray(), both = [.. first, .. second];
        if (first.Length == 0 || second.Length == 0 || both.Distinct().Count() != both.Length || both.Any(i => i < 0 || i >= size))
        {
            throw new ArgumentException(
                $"GaussianMutualInformation: blocks [{string.Join(", ", first)}] and [{string.Join(", ", second)}] must be two sets of different "
                + $"elements of 0 ... {size - 1}.");
        }

        return Math.Max(0, 0.5 * (LogDeterminant(covariance, first) + LogDeterminant(covariance, second) - LogDeterminant(covariance, both)));
    }

    private static Tensor SumEvent(Normal q, Normal p, Tensor elements)
    {
        Shape.TryBroadcast(q.Elements, p.Elements, out Shape full);
        return q.SumEvent(elements.Shape == full ? elements : elements.BroadcastTo(full));
    }

    private static int Covariance(string name, double[,] covariance)
    {
        ArgumentNullException.ThrowIfNull(covariance);
        int size = covariance.GetLength(0);
        if (size == 0 || covariance.GetLength(1) != size)
            throw new ShapeException($"{name}: a covariance is square; this one is {size} × {covariance.GetLength(1)}.");
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double a = covariance[i, j], b = covariance[j, i];
                if (!(Math.Abs(a - b) <= 1e-8 * Math.Max(Math.Abs(a), Math.Max(Math.Abs(covariance[i, i]), Math.Abs(covariance[j, j])))))
                {
                    throw new ArgumentException(string.Create(
                        CultureInfo.InvariantCulture, $"{name}: a covariance is symmetric; this one has {a:G6} at [{i}, {j}] and {b:G6} at [{j}, {i}]."));
                }
            }
        }

        return size;
    }

    private static double[] NotNegative(double[] values)
    {
        // Rounding leaves the zeros of a singular covariance a little to either side.
        double least = values.Min(), limit = -1e-9 * Math.Max(1e-300, values.Max());
        return least >= limit
            ? [.. values.Select(static v => Math.Max(v, 0))]
            : throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"Wasserstein2Squared: a covariance has no negative eigenvalues; this one has {least:G6}."));
    }

    private static double LogDeterminant(double[,] covariance, int[] elements)
    {
        double[] block = [.. elements.SelectMany(i => elements.Select(j => covariance[i, j]))];
        return Ops.LogDeterminant(Tensor.From(block, [elements.Length, elements.Length])).Item();
    }

    private static double[,] Multiply(double[,] a, double[,] b)
    {
        int n = a.GetLength(0);
        Tensor product = Tensor.From([.. a.Cast<double>()], [n, n]).MatMul(Tensor.From([.. b.Cast<double>()], [n, n]));
        double[,] result = new double[n, n];
        System.Buffer.BlockCopy(product.ToDoubles(), 0, result, 0, n * n * sizeof(double));
        return result;
    }
}
