using Latent.Tensors;

namespace Latent.Models.Priors;

/// <summary>How a <see cref="GaussianMixtureFit"/> is made.</summary>
public sealed record GaussianMixtureFitOptions
{
    /// <summary>Iterations at most.</summary>
    public int Iterations { get; set; } = 200;

    /// <summary>It ends where an iteration raises the objective by less, in nats a point.</summary>
    public double Tolerance { get; set; } = 1e-5;

    /// <summary>λ: points that every component is given beside those it has seen; 0 for the plain maximum of the likelihood.</summary>
    public double Smoothing { get; set; } = 0.01;
}

/// <summary>A mixture of Gaussians with full covariances, fitted to points by expectation maximisation from a k-means++ start.</summary>
/// <remarks>
/// <para>
/// Made large is Σₙ log Σₖ πₖ·N(zₙ; mₖ, Σₖ) + Σₖ [λ·log πₖ - (λ/2)·(log |Σₖ| + s²·tr Σₖ⁻¹)], with s² the mean variance of the points: the likelihood, and
/// λ points of variance s² in every direction for each component, without which a component that sees one point has no maximum. An iteration is
/// rₙₖ ∝ πₖ·N(zₙ; mₖ, Σₖ), Nₖ = Σₙ rₙₖ, mₖ = Σ rₙₖ·zₙ/Nₖ, Σₖ = (Σ rₙₖ·(zₙ - mₖ)(zₙ - mₖ)ᵀ + λ·s²·1)/(Nₖ + λ), πₖ = (Nₖ + λ)/(N + K·λ), and never makes it
/// smaller.
/// </para>
/// <para>
/// A. Dempster, N. Laird, D. Rubin, "Maximum likelihood from incomplete data via the EM algorithm", 1977; with the penalty C. Bishop, "Pattern recognition
/// and machine learning", 2006, section 9.2.2; the start D. Arthur, S. Vassilvitskii, "k-means++", SODA 2007.
/// </para>
/// </remarks>
public sealed class GaussianMixtureFit
{
    // What a component that sees nothing divides by.
    private const double Least = 1e-300;

    // Where all points are equal there is no variance to go by.
    private const double LeastVariance = 1e-6;

    private GaussianMixtureFit(Tensor logWeights, Tensor means, Tensor factors, IReadOnlyList<double> objectives)
    {
        LogWeights = logWeights;
        Means = means;
        Factors = factors;
        Objectives = objectives;
    }

    /// <summary>log π, [K].</summary>
    public Tensor LogWeights { get; }

    /// <summary>m, [K, D].</summary>
    public Tensor Means { get; }

    /// <summary>L with Σ = L·Lᵀ, lower triangular, [K, D, D].</summary>
    public Tensor Factors { get; }

    /// <summary>What is made large, in nats a point, of the start and after every iteration.</summary>
    public IReadOnlyList<double> Objectives { get; }

    /// <summary>Fits a mixture.</summary>
    /// <param name="points">z, point after point.</param>
    /// <param name="width">D.</param>
    /// <param name="components">K.</param>
    /// <param name="options">How long, and how smooth.</param>
    /// <param name="key">The randomness of the start.</param>
    /// <exception cref="ArgumentException">There are no points, or a number among them is not finite.</exception>
    public static GaussianMixtureFit Run(double[] points, int width, int components, GaussianMixtureFitOptions options, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(components);
        if (points.Length == 0 || points.Length % width != 0)
            throw new ArgumentException($"GaussianMixtureFit: {points.Length} numbers are no points of {width} numbers each.", nameof(points));
        int wrong = Array.FindIndex(points, static value => !double.IsFinite(value));
        if (wrong >= 0)
            throw new ArgumentException($"GaussianMixtureFit: number {wrong % width} of point {wrong / width} is {points[wrong]}; all have to be finite.",
                nameof(points));
        int count = points.Length / width;
        Tensor z = Tensor.From(points, [count, width]);
        double variance = Math.Max((z - z.MeanKeepingAxes(0)).Square().Mean().Item(), LeastVariance);
        Statistics step = new(z, options.Smoothing, variance);
        GaussianMixtureFit fit = step.Maximize(step.Nearest(Centers(points, width, components, key)), []);
        while (fit.Objectives.Count <= options.Iterations)
        {
            double before = fit.Objectives[^1];
            fit = step.Maximize(step.Responsibilities(fit), fit.Objectives);
            if (!(fit.Objectives[^1] - before >= options.Tolerance)) break;
        }

        return fit;
    }

    // Each centre is a point, chosen in proportion to its squared distance from the nearest of those before.
    private static double[] Centers(double[] points, int width, int components, RandomKey key)
    {
        int count = points.Length / width;
        double[] centers = new double[components * width], uniform = new double[components], distance = new double[count];
        key.Uniform(uniform);
        Array.Fill(distance, double.PositiveInfinity);
        int chosen = Math.Min((int)(uniform[0] * count), count - 1);
        for (int k = 0; ; k++)
        {
            ReadOnlySpan<double> center = points.AsSpan(chosen * width, width);
            center.CopyTo(centers.AsSpan(k * width));
            if (k == components - 1) return centers;
            double sum = 0;
            for (int n = 0; n < count; n++)
            {
                double squared = 0;
                for (int d = 0; d < width; d++)
                {
                    double difference = points[(n * width) + d] - center[d];
                    squared += difference * difference;
                }

                distance[n] = Math.Min(distance[n], squared);
                sum += distance[n];
            }

            double left = uniform[k + 1] * sum;
            chosen = 0;
            while (chosen < count - 1 && (left -= distance[chosen]) > 0) chosen++;
        }
    }

    /// <summary>The two halves of an iteration.</summary>
    private sealed class Statistics(Tensor z, double smoothing, double variance)
    {
        private readonly int _count = z.Shape[0];
        private readonly int _width = z.Shape[1];

        // 1 for the nearest centre, 0 for the others.
        public Tensor Nearest(double[] centers)
        {
            int components = centers.Length / _width;
            Tensor c = Tensor.From(centers, [components, _width]);
            // |z - c|² less |z|², which is the same for all.
            Tensor score = z.MatMul(c, Transpose.B) - (0.5 * c.Square().Sum(-1));
            return Ops.OneHot(score.ArgMax(-1), components, DType.Float64);
        }

        public Tensor Responsibilities(GaussianMixtureFit fit)
        {
            Tensor log = Logs(fit);
            return (log - log.LogSumExpKeepingAxes(-1)).Exp();
        }

        public GaussianMixtureFit Maximize(Tensor responsibilities, IReadOnlyList<double> before)
        {
            int components = responsibilities.Shape[1];
            Tensor number = responsibilities.Sum(0);
            Tensor means = responsibilities.MatMul(z, Transpose.A) / number.Maximum(Least).Unsqueeze(-1);
            Tensor logWeights = ((number + smoothing) / (_count + (components * smoothing))).Log();
            Tensor ridge = Tensor.Full([_width], smoothing * variance, DType.Float64).DiagonalMatrix();
            Tensor[] factors = new Tensor[components];
            for (int k = 0; k < components; k++)
            {
                Tensor deviation = z - means.Rows(k, 1);
                Tensor scatter = (deviation * responsibilities.Slice(1, k, 1)).MatMul(deviation, Transpose.A);
                factors[k] = Ops.Cholesky((scatter + ridge) / (number.Rows(k, 1) + smoothing));
            }

            Tensor all = Ops.Stack(factors);
            return new GaussianMixtureFit(logWeights, means, all, [.. before, Objective(new GaussianMixtureFit(logWeights, means, all, []))]);
        }

        private double Objective(GaussianMixtureFit fit)
        {
            double likelihood = Logs(fit).LogSumExp(-1).Sum().Item(), penalty = 0;
            if (smoothing > 0)
            {
                Tensor identity = Tensor.Ones([_width], DType.Float64).DiagonalMatrix();
                for (int k = 0; k < fit.LogWeights.Shape[0]; k++)
                {
                    Tensor factor = Factor(fit, k);
                    double trace = Ops.SolveTriangular(factor, identity).Square().Sum().Item();
                    penalty += fit.LogWeights.Rows(k, 1).Item() - factor.Diagonal().Log().Sum().Item() - (0.5 * variance * trace);
                }
            }

            return (likelihood + (smoothing * penalty)) / _count;
        }

        // log πₖ·N(zₙ; mₖ, Σₖ), [N, K].
        private Tensor Logs(GaussianMixtureFit fit)
        {
            int components = fit.LogWeights.Shape[0];
            Tensor[] logs = new Tensor[components];
            for (int k = 0; k < components; k++)
            {
                Tensor factor = Factor(fit, k);
                // z·L⁻ᵀ, every point a row.
                Tensor whitened = Ops.SolveTriangular(factor, z - fit.Means.Rows(k, 1), transpose: true, right: true);
                double constant = fit.LogWeights.Rows(k, 1).Item() - factor.Diagonal().Log().Sum().Item() - (0.5 * _width * Math.Log(2 * Math.PI));
                logs[k] = (-0.5 * whitened.Square().Sum(-1)) + constant;
            }

            return Ops.Stack(logs, axis: 1);
        }

        private Tensor Factor(GaussianMixtureFit fit, int k) => fit.Factors.Rows(k, 1).Reshape(_width, _width);
    }
}
