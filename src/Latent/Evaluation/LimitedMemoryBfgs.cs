namespace Latent.Evaluation;

/// <summary>Makes a smooth function least, in double precision: what measures a model by a convex problem needs its solution, not steps towards it.</summary>
/// <remarks>
/// The L-BFGS method with the steps of the strong Wolfe conditions. J. Nocedal, S. J. Wright, "Numerical optimization", 2nd edition, 2006,
/// algorithms 7.4, 7.5, 3.5 and 3.6. No randomness: the same function and start give the same bits.
/// </remarks>
internal static class LimitedMemoryBfgs
{
    private const int Memory = 20, MostTrials = 40;
    private const double Decrease = 1e-4, Curvature = 0.9;

    /// <summary>Value and gradient at a point; the gradient is written.</summary>
    public delegate double Function(ReadOnlySpan<double> point, Span<double> gradient);

    /// <summary>Goes from a point to a least one.</summary>
    /// <param name="function">What is made least.</param>
    /// <param name="point">The start; in the end, the least point found.</param>
    /// <param name="tolerance">Stops where no element of the gradient is larger.</param>
    /// <param name="steps">Stops after so many steps.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    /// <returns>The value, the largest element of the gradient there, and how many steps were made.</returns>
    public static (double Value, double Gradient, int Steps) Minimise(
        Function function, double[] point, double tolerance, int steps, CancellationToken cancellation = default)
    {
        int n = point.Length, step = 0;
        double[] gradient = new double[n], direction = new double[n], next = new double[n], nextGradient = new double[n];
        List<(double[] S, double[] Y, double Rho)> pairs = [];
        double value = function(point, gradient);
        for (; step < steps && Largest(gradient) > tolerance; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            Direct(gradient, pairs, direction);
            double slope = Dot(direction, gradient);
            if (!(slope < 0))
            {
                // The curvature remembered is of no use here any more: steepest descent.
                pairs.Clear();
                for (int i = 0; i < n; i++) direction[i] = -gradient[i];
                slope = Dot(direction, gradient);
            }

            double first = pairs.Count == 0 ? Math.Min(1, 1 / Math.Sqrt(-slope)) : 1;
            if (Search(function, point, direction, value, slope, first, next, nextGradient) is not { } found)
            {
                if (pairs.Count == 0) break; // what rounding leaves of the function goes down no further
                pairs.Clear();
                continue;
            }

            double[] s = new double[n], y = new double[n];
            for (int i = 0; i < n; i++)
            {
                s[i] = next[i] - point[i];
                y[i] = nextGradient[i] - gradient[i];
            }

            double product = Dot(s, y);
            if (product > 1e-300)
            {
                if (pairs.Count == Memory) pairs.RemoveAt(0);
                pairs.Add((s, y, 1 / product));
            }

            next.CopyTo(point.AsSpan());
            nextGradient.CopyTo(gradient.AsSpan());
            value = found;
        }

        return (value, Largest(gradient), step);
    }

    // -H·g by the two loops of algorithm 7.4.
    private static void Direct(double[] gradient, List<(double[] S, double[] Y, double Rho)> pairs, double[] direction)
    {
        gradient.CopyTo(direction.AsSpan());
        double[] alpha = new double[pairs.Count];
        for (int k = pairs.Count - 1; k >= 0; k--)
        {
            alpha[k] = pairs[k].Rho * Dot(pairs[k].S, direction);
            Add(direction, -alpha[k], pairs[k].Y);
        }

        if (pairs.Count > 0)
        {
            double scale = 1 / (pairs[^1].Rho * Dot(pairs[^1].Y, pairs[^1].Y));
            for (int i = 0; i < direction.Length; i++) direction[i] *= scale;
        }

        for (int k = 0; k < pairs.Count; k++) Add(direction, alpha[k] - (pairs[k].Rho * Dot(pairs[k].Y, direction)), pairs[k].S);
        for (int i = 0; i < direction.Length; i++) direction[i] = -direction[i];
    }

    // Brackets a step of the strong Wolfe conditions, then halves the bracket or takes the cubic's least point within it.
    private static double? Search(
        Function function, double[] point, double[] direction, double value, double slope, double first, double[] next, double[] nextGradient)
    {
        (double Step, double Value, double Slope) low = (0, value, slope), high = (0, 0, 0);
        bool isBracketed = false;
        double trial = first;
        for (int i = 0; i < MostTrials; i++)
        {
            for (int j = 0; j < next.Length; j++) next[j] = point[j] + (trial * direction[j]);
            double found = function(next, nextGradient), there = Dot(nextGradient, direction);
            bool isTooHigh = !(found <= value + (Decrease * trial * slope)) || (low.Step > 0 && found >= low.Value) || (isBracketed && found >= low.Value);
            if (!isTooHigh && Math.Abs(there) <= -Curvature * slope) return found;
            if (isTooHigh)
            {
                high = (trial, found, there);
                isBracketed = true;
            }
            else
            {
                if (isBracketed ? there * (high.Step - low.Step) >= 0 : there >= 0)
                {
                    high = low;
                    isBracketed = true;
                }

                low = (trial, found, there);
            }

            trial = isBracketed ? Between(low, high) : 2 * trial;
            if (isBracketed && Math.Abs(high.Step - low.Step) < 1e-16 * Math.Max(1, low.Step)) break;
        }

        if (low.Step == 0 || !(low.Value < value)) return null;
        for (int j = 0; j < next.Length; j++) next[j] = point[j] + (low.Step * direction[j]);
        return function(next, nextGradient);
    }

    private static double Between((double Step, double Value, double Slope) low, (double Step, double Value, double Slope) high)
    {
        double middle = (low.Step + high.Step) / 2, width = Math.Abs(high.Step - low.Step);
        if (!double.IsFinite(high.Value) || !double.IsFinite(high.Slope)) return middle;
        double d1 = low.Slope + high.Slope - (3 * (low.Value - high.Value) / (low.Step - high.Step));
        double under = (d1 * d1) - (low.Slope * high.Slope);
        if (!(under >= 0)) return middle;
        double d2 = Math.Sign(high.Step - low.Step) * Math.Sqrt(under);
        double cubic = high.Step - ((high.Step - low.Step) * (high.Slope + d2 - d1) / (high.Slope - low.Slope + (2 * d2)));
        double least = Math.Min(low.Step, high.Step) + (0.1 * width), most = Math.Max(low.Step, high.Step) - (0.1 * width);
        return cubic >= least && cubic <= most ? cubic : middle;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static void Add(double[] target, double factor, double[] other)
    {
        for (int i = 0; i < target.Length; i++) target[i] += factor * other[i];
    }

    private static double Largest(double[] values)
    {
        double largest = 0;
        foreach (double value in values) largest = double.IsNaN(value) ? double.PositiveInfinity : Math.Max(largest, Math.Abs(value));
        return largest;
    }
}
