using Latent.Distributions;

namespace Latent.Tests.Distributions;

/// <summary>Curves inside a support along which values are moved.</summary>
internal static class Paths
{
    /// <summary>Enough curves through an event to span all directions it can move in.</summary>
    public static IEnumerable<Func<double, double[]>> Through(double[] x, Support support)
    {
        if (support.IsSameAs(Support.LogSimplex))
        {
            foreach (Func<double, double[]> path in Through([.. x.Select(static v => Math.Exp(v))], Support.Simplex))
                yield return t => [.. path(t).Select(static v => Math.Log(v))];
            yield break;
        }

        bool simplex = support.IsSameAs(Support.Simplex), sphere = support.IsSameAs(Support.Sphere);
        for (int i = 0; i + (simplex || sphere ? 1 : 0) < x.Length; i++)
        {
            int at = i;
            yield return simplex ? t => Moved(x, (at, x[at] + (0.1 * t)), (at + 1, x[at + 1] - (0.1 * t)))
                : sphere ? t => Moved(
                    x, (at, (x[at] * Math.Cos(t)) - (x[at + 1] * Math.Sin(t))), (at + 1, (x[at] * Math.Sin(t)) + (x[at + 1] * Math.Cos(t))))
                : t => Moved(x, (at, x[at] + t));
        }
    }

    private static double[] Moved(double[] x, params ReadOnlySpan<(int At, double To)> places)
    {
        double[] moved = [.. x];
        foreach ((int at, double to) in places)
            moved[at] = to;
        return moved;
    }
}
