using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>
/// MMD²(P, Q) = E[k(x, x′)] + E[k(y, y′)] - 2 E[k(x, y)]: the squared distance of the kernel means of two distributions, zero where they
/// are equal. Differentiable by the samples.
/// </summary>
/// <remarks>A. Gretton, K. M. Borgwardt, M. J. Rasch, B. Schölkopf, A. Smola, "A Kernel Two-Sample Test", JMLR 13, 2012, lemma 6.</remarks>
public static class MaximumMeanDiscrepancy
{
    /// <summary>The V-statistic (eq. 5): means over all pairs. Not negative; too large by about 2(k(0) - E[k])/n.</summary>
    /// <param name="x">Samples of P, [n, d].</param>
    /// <param name="y">Samples of Q, [m, d].</param>
    /// <param name="kernel">k.</param>
    /// <returns>One number.</returns>
    /// <exception cref="ShapeException">The samples are not matrices of one width, or there are none.</exception>
    public static Tensor Biased(Tensor x, Tensor y, MmdKernel kernel)
    {
        Check("Biased", x, y, kernel, atLeast: 1);
        return Kernel(x, x, kernel).Mean() + Kernel(y, y, kernel).Mean() - (2 * Kernel(x, y, kernel).Mean());
    }

    /// <summary>The U-statistic (eq. 3): a sample is not compared with itself. Unbiased; may be negative.</summary>
    /// <param name="x">Samples of P, [n, d], n at least 2.</param>
    /// <param name="y">Samples of Q, [m, d], m at least 2.</param>
    /// <param name="kernel">k.</param>
    /// <returns>One number.</returns>
    /// <exception cref="ShapeException">The samples are not matrices of one width, or fewer than two.</exception>
    public static Tensor Unbiased(Tensor x, Tensor y, MmdKernel kernel)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Unbiased(x, x.Shape.Rank > 0 ? x.Shape[0] : 0, y, kernel);
    }

    /// <summary>
    /// The U-statistic where P is a mixture, and x has several samples of each of some components drawn from it: those of one component
    /// depend on one another, and are not compared.
    /// </summary>
    /// <param name="x">Samples of P, [n, d], row i of component i mod <paramref name="components"/>.</param>
    /// <param name="components">How many components, at least 2; n if each has one sample.</param>
    /// <param name="y">Samples of Q, [m, d], m at least 2.</param>
    /// <param name="kernel">k.</param>
    internal static Tensor Unbiased(Tensor x, int components, Tensor y, MmdKernel kernel)
    {
        Check("Unbiased", x, y, kernel, atLeast: 2);
        return components < 2
            ? throw new ShapeException(
                $"MaximumMeanDiscrepancy.Unbiased: {x.Shape[0]} samples are all of one example; two examples are needed, such as a larger batch.")
            : Others(x, components, kernel) + Others(y, y.Shape[0], kernel) - (2 * Kernel(x, y, kernel).Mean());
    }

    /// <summary>MMD² between normals under exp(-|x - y|²/(2ℓ²)), exactly.</summary>
    /// <remarks>
    /// E[k(x, y)] = Π ℓ/√(ℓ² + σ² + σ′²)·exp(-½(μ - μ′)²/(ℓ² + σ² + σ′²)) over the event: the kernel is a normal density of width ℓ, and sums of
    /// normals are normal.
    /// </remarks>
    /// <param name="q">A normal; its last axis, or axes, are the event.</param>
    /// <param name="p">Another over the same events.</param>
    /// <param name="lengthScale">ℓ.</param>
    /// <returns>One value per batch element, the broadcast of both batches.</returns>
    /// <exception cref="ArgumentOutOfRangeException">ℓ is not positive.</exception>
    /// <exception cref="ShapeException">Events differ, or batches do not broadcast.</exception>
    public static Tensor BetweenNormals(Normal q, Normal p, double lengthScale)
    {
        ArgumentNullException.ThrowIfNull(q);
        ArgumentNullException.ThrowIfNull(p);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lengthScale);
        return Mean(q, q) + Mean(p, p) - (2 * Mean(q, p));

        Tensor Mean(Normal a, Normal b)
        {
            KlRule.SameEvent(a, b);
            double square = lengthScale * lengthScale;
            Tensor width = square + a.Variance + b.Variance;
            Tensor log = -0.5 * ((width / square).Log() + ((a.Loc - b.Loc).Square() / width));
            Shape.TryBroadcast(a.Elements, b.Elements, out Shape full);
            return a.SumEvent(log.Shape == full ? log : log.BroadcastTo(full)).Exp();
        }
    }

    // Row i is of component i mod components.
    private static Tensor Others(Tensor z, int components, MmdKernel kernel)
    {
        int n = z.Shape[0];
        int[] component = [.. Enumerable.Range(0, n).Select(i => i % components)];
        Tensor of = z.Pass is { } pass ? pass.OneHot(component, components, z.DType) : Ops.OneHot(component, components, z.DType);
        // Left out, not subtracted: rounding may keep a sample's distance to itself from 0.
        Tensor same = components == n ? of : of.MatMul(of, Transpose.B);
        return same.Where(0.0, Kernel(z, z, kernel)).Sum() / (n * (n - ((double)n / components)));
    }

    private static Tensor Kernel(Tensor x, Tensor y, MmdKernel kernel)
    {
        // |x - y|² = |x|² + |y|² - 2xy, which rounding may leave below zero.
        Tensor squares = x.Square().SumKeepingAxes(1) + y.Square().Sum(1);
        return kernel.Of((squares - (2 * x.MatMul(y, Transpose.B))).Maximum(0.0));
    }

    private static void Check(string name, Tensor x, Tensor y, MmdKernel kernel, int atLeast)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(kernel);
        if (x.Shape.Rank != 2 || y.Shape.Rank != 2 || x.Shape[1] != y.Shape[1] || x.Shape[0] < atLeast || y.Shape[0] < atLeast)
        {
            throw new ShapeException(
                $"MaximumMeanDiscrepancy.{name}: samples have shapes {x.Shape} and {y.Shape}; both are [samples, dimensions] with equal "
                + $"dimensions and at least {atLeast} sample{(atLeast == 1 ? "" : "s")}.");
        }
    }
}
