namespace Latent.Evaluation;

/// <summary>Distances of vectors in double precision.</summary>
internal static class Geometry
{
    public static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => Math.Sqrt(SquaredDistance(a, b));

    public static double SquaredDistance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double d = a[i] - b[i];
            sum += d * d;
        }

        return sum;
    }

    public static double Norm(ReadOnlySpan<double> a)
    {
        double sum = 0;
        foreach (double value in a)
            sum += value * value;
        return Math.Sqrt(sum);
    }
}
