namespace Latent.Evaluation;

/// <summary>A path between two codes, by t from 0 to 1. Sites that are not real numbers stay at the first code's values.</summary>
internal sealed class LatentPath(
    IReadOnlyList<CodeSite> sites, double[] from, double[] to, bool isSpherical, int fromRow, int toRow)
{
    /// <summary>The example it comes from.</summary>
    public int FromRow => fromRow;

    /// <summary>The example it goes to.</summary>
    public int ToRow => toRow;

    /// <summary>The code at t.</summary>
    public void At(double t, Span<double> code)
    {
        foreach (CodeSite site in sites)
        {
            ReadOnlySpan<double> a = from.AsSpan(site.Offset, site.Width), b = to.AsSpan(site.Offset, site.Width);
            Span<double> own = code.Slice(site.Offset, site.Width);
            if (!site.IsReal) a.CopyTo(own);
            else if (isSpherical) Spherical(a, b, t, own);
            else Linear(a, b, t, own);
        }
    }

    /// <summary>The Euclidean distance of the codes at two places.</summary>
    public double Distance(double t, double u)
    {
        double[] a = new double[from.Length], b = new double[from.Length];
        At(t, a);
        At(u, b);
        return Geometry.Distance(a, b);
    }

    private static void Linear(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double t, Span<double> code)
    {
        for (int i = 0; i < a.Length; i++)
            code[i] = ((1 - t) * a[i]) + (t * b[i]);
    }

    // The direction goes along the great circle at even speed (K. Shoemake, SIGGRAPH 1985), the length changes evenly.
    private static void Spherical(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double t, Span<double> code)
    {
        double lengthA = Geometry.Norm(a), lengthB = Geometry.Norm(b), product = 0;
        for (int i = 0; i < a.Length; i++)
            product += a[i] * b[i];
        double cosine = lengthA > 0 && lengthB > 0 ? Math.Clamp(product / (lengthA * lengthB), -1, 1) : 1;
        double angle = Math.Acos(cosine), sine = Math.Sin(angle);
        // Where directions agree, or are opposite and so have no one circle, straight is as good.
        if (sine < 1e-6)
        {
            Linear(a, b, t, code);
            return;
        }

        double length = ((1 - t) * lengthA) + (t * lengthB);
        double first = length * Math.Sin((1 - t) * angle) / (sine * lengthA), second = length * Math.Sin(t * angle) / (sine * lengthB);
        for (int i = 0; i < a.Length; i++)
            code[i] = (first * a[i]) + (second * b[i]);
    }
}
