using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>Heights of von Mises-Fisher vectors over the plane across their mean direction.</summary>
internal static class SphereSampler
{
    /// <summary>1 - w with w = μᵀx, in float64, for each concentration.</summary>
    /// <remarks>
    /// By rejection: w = (1 - (1 + b)·z)/(1 - (1 - b)·z) with z ~ Beta((m - 1)/2, (m - 1)/2), b = (m - 1)/(2κ + √(4κ² + (m - 1)²)), is kept if
    /// κ·w + (m - 1)·log(1 - x₀·w) - c ≥ log u, x₀ = (1 - b)/(1 + b), c the value at x₀; at least two of three are. Written in 1 - w, so that
    /// nothing cancels for large κ. Every attempt has a key of its own, in which an element keeps its place (A. Wood, "Simulation of the von
    /// Mises Fisher distribution", Communications in Statistics 23, 1994, algorithm VM*, after G. Ulrich 1984).
    /// </remarks>
    /// <param name="dimension">m.</param>
    /// <param name="concentration">κ, of the shape of the draws, in float64.</param>
    /// <param name="draws">The randomness.</param>
    public static Tensor Fall(int dimension, Tensor concentration, Draws draws)
    {
        Shape shape = concentration.Shape;
        // In three dimensions 1 - w is exponential, cut off at 2.
        if (dimension == 3) return -(draws.Uniform(concentration, shape) * (-2.0 * concentration).Expm1()).Log1p() / concentration;
        Tensor shapes = Tensor.Full(shape, 0.5 * (dimension - 1), DType.Float64);
        Tensor fall = Tensor.Allocate(concentration.Pass, concentration.Device, shape, DType.Float64);
        ReadOnlySpan<double> k = concentration.DoubleSpan;
        Span<double> result = fall.Writable<double>();
        result.Fill(double.NaN);
        for (int open = shape.Count; open > 0; draws = draws.Split("again"))
        {
            ReadOnlySpan<double> one = LogGamma(draws.Split("one")).DoubleSpan, two = LogGamma(draws.Split("two")).DoubleSpan;
            ReadOnlySpan<double> u = draws.Uniform(shapes, shape).DoubleSpan;
            open = 0;
            for (int i = 0; i < result.Length; i++)
            {
                // A concentration that is no number, or infinite, has no sample.
                if (!double.IsNaN(result[i]) || !double.IsFinite(k[i])) continue;
                result[i] = Attempt(dimension - 1, k[i], one[i] - two[i], u[i]);
                if (double.IsNaN(result[i])) open++;
            }
        }

        return fall;

        Tensor LogGamma(Draws own) => own.Fill(shapes, shape, (tensor, block) =>
            block.Key.LogGamma(block.Of(tensor.Writable<double>()), block.Of(shapes.DoubleSpan), block.Offset));
    }

    // 1 - w, or NaN if it is not kept.
    private static double Attempt(double width, double k, double logit, double u)
    {
        double b = width / ((2 * k) + Math.Sqrt((4 * k * k) + (width * width)));
        double z = SpecialMath.Sigmoid(logit), rest = SpecialMath.Sigmoid(-logit);
        double fall = 2 * b * z / (rest + (b * z)), fallOfMode = 2 * b / (1 + b), mode = (1 - b) / (1 + b);
        double logRatio = (k * (fallOfMode - fall)) + (width * SpecialMath.Log((fallOfMode + (mode * fall)) / (fallOfMode * (1 + mode))));
        return logRatio >= SpecialMath.Log(u) ? fall : double.NaN;
    }
}
