using Latent.Tensors;

namespace Latent.Tests.Distributions;

/// <summary>Derivatives by central differences.</summary>
internal static class Differences
{
    /// <summary>The gradient of a scalar function; the error is of the order of 1e-10 for functions of size 1.</summary>
    public static double[] Gradient(double[] at, Func<double[], double> f, double step = 1e-5)
    {
        double[] result = new double[at.Length];
        for (int i = 0; i < at.Length; i++)
        {
            // Four points, so that the error is of fourth order and the step can stay well above rounding.
            double h = 20 * step * Math.Max(1e-2, Math.Abs(at[i]));
            result[i] = ((8 * (At(i, h) - At(i, -h))) - (At(i, 2 * h) - At(i, -2 * h))) / (12 * h);
        }

        return result;

        double At(int i, double h)
        {
            double[] moved = [.. at];
            moved[i] += h;
            return f(moved);
        }
    }

    /// <summary>What the traversal found for a tracked tensor; zero where the loss does not depend on it.</summary>
    public static double[] Of(Gradients gradients, Tensor tracked)
    {
        try
        {
            return gradients[tracked].ToDoubles();
        }
        catch (KeyNotFoundException)
        {
            return new double[tracked.Shape.Count];
        }
    }
}
