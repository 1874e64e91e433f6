using Latent.Reporting.Charts;

namespace Latent.Evaluation.Pictures;

/// <summary>Charts of codes, whatever the data is.</summary>
public static class LatentCharts
{
    /// <summary>Below this KL in nats a dimension is drawn as one that carries nothing.</summary>
    public const double ActiveKl = 0.01;

    private static readonly double[] Parts = [0.5, 0.9, 0.99];

    /// <summary>
    /// The latent map: the codes in the plane of two dimensions, each in the colour and shape of its class, with circles that hold 50, 90 and
    /// 99 % of the prior where that is N(0, I).
    /// </summary>
    /// <param name="codes">The codes.</param>
    /// <param name="site">The latent variable; the first by default.</param>
    /// <param name="dimensions">Which two; by default both of two, else the two most active.</param>
    /// <exception cref="ArgumentException">The latent variable has one dimension.</exception>
    public static ScatterChart Map(LatentCodes codes, string? site = null, (int X, int Y)? dimensions = null)
    {
        ArgumentNullException.ThrowIfNull(codes);
        SiteCodes at = codes.At(site);
        if (at.Width < 2)
        {
            throw new ArgumentException(
                $"The latent variable '{at.Name}' has {at.Width} dimension; a map needs two. Take a Histogram of its codes.", nameof(codes));
        }

        (int x, int y) = dimensions ?? (at.Width == 2 ? (0, 1) : (at.ByActivity()[0], at.ByActivity()[1]));
        return new ScatterChart(at.Dimension(x), at.Dimension(y))
        {
            XLabel = Label(at, x),
            YLabel = Label(at, y),
            Classes = codes.Classes,
            ClassNames = codes.ClassNames,
            PriorParts = at.HasStandardPrior ? Parts : [],
        };
    }

    /// <summary>KL per dimension, from the highest; dimensions below <see cref="ActiveKl"/> are hollow.</summary>
    /// <param name="codes">The codes.</param>
    /// <param name="site">The latent variable; the first by default.</param>
    /// <exception cref="NotSupportedException">The KL of single dimensions is not known: <see cref="SiteCodes.Kl"/> is empty.</exception>
    public static BarChart KlPerDimension(LatentCodes codes, string? site = null)
    {
        ArgumentNullException.ThrowIfNull(codes);
        SiteCodes at = codes.At(site);
        if (at.Kl.Count == 0)
        {
            throw new NotSupportedException(
                $"The KL of single dimensions of '{at.Name}' has no closed form: q and p must factorise over dimensions, in families whose "
                + "divergence is known.");
        }

        return new BarChart("KL(q ‖ p) of each dimension, nats per example",
            [.. at.Kl.Select((kl, d) => new Bar(d.ToString(System.Globalization.CultureInfo.InvariantCulture), kl) { IsHollow = kl < ActiveKl })])
        {
            XLabel = $"dimension of {at.Name}",
            IsSorted = true,
        };
    }

    private static string Label(SiteCodes at, int dimension) =>
        at.NameOf(dimension) + (at.Kl.Count > 0 ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $", KL {at.Kl[dimension]:F2} nats") : "");
}
