using Latent.Models;
using Latent.Reporting;
using Latent.Tensors;

namespace Latent.Evaluation.Pictures;

// All of a latent plane at once.
public sealed partial class ModelPictures
{
    /// <summary>
    /// The images over the plane of a latent variable of two dimensions, at quantiles of its prior N(0, I), so that every image stands for
    /// as much of the prior as any other. The first dimension grows to the right, the second upwards, as on the latent map.
    /// </summary>
    /// <param name="steps">Images to a side, at probabilities (i + 1/2) / steps.</param>
    /// <param name="site">The latent variable; the first by default.</param>
    /// <exception cref="ArgumentException">It has not two dimensions.</exception>
    /// <exception cref="NotSupportedException">Its prior is not N(0, I).</exception>
    /// <remarks>D. P. Kingma, M. Welling, "Auto-encoding variational Bayes", ICLR 2014, figure 4.</remarks>
    public Picture Plane(int steps = 15, string? site = null) => Grid(steps, steps).FitTo(SheetWidth).Draw(PlaneImages(steps, site));

    /// <summary>The images of <see cref="Plane"/> as intensities in [0, 1], row after row from the top.</summary>
    /// <inheritdoc cref="Plane"/>
    public float[] PlaneImages(int steps = 15, string? site = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        string name = CheckedPlane(site);
        double[] codes = new double[2 * steps * steps];
        for (int i = 0; i < steps * steps; i++)
        {
            codes[2 * i] = Quantile(i % steps);
            codes[(2 * i) + 1] = -Quantile(i / steps);
        }

        return Decode(steps * steps, new Dictionary<string, double[]>(StringComparer.Ordinal) { [name] = codes });

        double Quantile(int place) => SpecialMath.NormalQuantile((place + 0.5) / steps);
    }

    private string CheckedPlane(string? site)
    {
        using Pass pass = NewPass("sites");
        Trace trace = _model.Trace(pass, null, TraceMode.Generate(1, means: true));
        Site found = site is null ? trace.LatentSites.First(static site => !site.IsOptional) : trace[site];
        if (found.Prior.EventShape.Count != 2)
        {
            throw new ArgumentException(
                $"The latent variable '{found.Name}' has {found.Prior.EventShape.Count} dimensions; only two make a plane. Take a traversal, or the "
                + "latent map.", nameof(site));
        }

        return LatentCodes.IsStandard(found.Prior)
            ? found.Name
            : throw new NotSupportedException($"The prior of '{found.Name}' is {found.Prior}; the plane is cut by the quantiles of N(0, I).");
    }
}
