namespace Latent.Tests.Objectives.Regularizers;

/// <summary>Integrals for exact answers.</summary>
internal static class Quadrature
{
    /// <summary>Nodes and weights of E f(ε), ε ~ N(0, 1): Gauss and Hermite's rule, from the orthonormal recurrence.</summary>
    public static (double[] Points, double[] Weights) Hermite(int nodes)
    {
        double[] points = new double[nodes], weights = new double[nodes];
        for (int i = 0; i < nodes; i++)
        {
            // Bisection by counting roots is slow but misses none. Uneven bounds, so that no step meets 0, where every second polynomial is 0.
            double low = (-2 * Math.Sqrt(nodes)) - 2, high = 2.1 - low;
            for (int step = 0; step < 200; step++)
            {
                double middle = 0.5 * (low + high);
                if (RootsBelow(nodes, middle) > i) high = middle;
                else low = middle;
            }

            points[i] = 0.5 * (low + high);
            double sum = 0, before = 0, now = 1;
            for (int k = 0; k < nodes; k++)
            {
                sum += now * now;
                (before, now) = (now, ((points[i] * now) - (Math.Sqrt(k) * before)) / Math.Sqrt(k + 1));
            }

            weights[i] = 1 / sum;
        }

        return (points, weights);
    }

    /// <summary>All index tuples of a product rule.</summary>
    public static IEnumerable<int[]> Grid(int nodes, int width)
    {
        int total = (int)Math.Round(Math.Pow(nodes, width));
        for (int flat = 0; flat < total; flat++)
        {
            int[] index = new int[width];
            for (int d = 0, rest = flat; d < width; d++, rest /= nodes) index[d] = rest % nodes;
            yield return index;
        }
    }

    /// <summary>∫ f over [-limit, limit] by the trapezoidal rule, which converges faster than any power for what vanishes at the ends.</summary>
    public static double Line(Func<double, double> f, double limit = 12, int points = 4001)
    {
        double h = 2 * limit / (points - 1), sum = 0;
        for (int i = 0; i < points; i++) sum += f(-limit + (i * h));
        return sum * h;
    }

    public static double LogNormal(double x, double loc, double scale)
    {
        double u = (x - loc) / scale;
        return (-0.5 * u * u) - Math.Log(scale) - (0.5 * Math.Log(2 * Math.PI));
    }

    // The number of roots of He_n below x is the number of sign changes in He_0(x) .. He_n(x) from the side of -∞ (Sturm).
    private static int RootsBelow(int nodes, double x)
    {
        int changes = 0;
        double before = 0, now = 1;
        for (int k = 0; k < nodes; k++)
        {
            double next = ((x * now) - (Math.Sqrt(k) * before)) / Math.Sqrt(k + 1);
            if (next * now < 0) changes++;
            (before, now) = (now, next);
        }

        return nodes - changes;
    }
}
