namespace Latent.Tests.Theory;

/// <summary>Expectations over normals by the trapezoidal rule, whose error for them is below rounding at this width.</summary>
internal static class Quadrature
{
    private const int Points = 4001;
    private const double Width = 12;

    /// <summary>E[f(μ + σε)].</summary>
    public static double Normal(double mean, double scale, Func<double, double> f)
    {
        double sum = 0;
        for (int i = 0; i < Points; i++)
        {
            double e = Width * ((2.0 * i / (Points - 1)) - 1);
            sum += Math.Exp(-0.5 * e * e) * f(mean + (scale * e));
        }

        return sum * 2 * Width / (Points - 1) / Math.Sqrt(2 * Math.PI);
    }

    /// <summary>log N(x; μ, σ²).</summary>
    public static double LogNormal(double x, double mean, double scale) =>
        (-0.5 * (x - mean) * (x - mean) / (scale * scale)) - Math.Log(scale) - (0.5 * Math.Log(2 * Math.PI));

    /// <summary>E over a multivariate normal in two dimensions of f, given its mean and the rows of its Cholesky factor.</summary>
    public static double Normal2(double[] mean, double[,] factor, Func<double, double, double> f)
    {
        const int points = 401;
        const double width = 9;
        double sum = 0;
        for (int i = 0; i < points; i++)
        {
            double a = width * ((2.0 * i / (points - 1)) - 1);
            for (int j = 0; j < points; j++)
            {
                double b = width * ((2.0 * j / (points - 1)) - 1);
                double x = mean[0] + (factor[0, 0] * a) + (factor[0, 1] * b), y = mean[1] + (factor[1, 0] * a) + (factor[1, 1] * b);
                sum += Math.Exp(-0.5 * ((a * a) + (b * b))) * f(x, y);
            }
        }

        double step = 2 * width / (points - 1);
        return sum * step * step / (2 * Math.PI);
    }
}
