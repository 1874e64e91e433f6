namespace Latent.Samples.Theory;

/// <summary>Means of logarithms against logarithms of means.</summary>
public static class JensenSample
{
    /// <summary>The numbers of docs/theory/jensen.md.</summary>
    public static Numbers Run()
    {
        double[] weights = [0.36, 0.48, 0.16], w = [1, 2, 4];
        double mean = weights.Zip(w, static (p, x) => p * x).Sum();
        double meanLog = weights.Zip(w, static (p, x) => p * Math.Log(x)).Sum();

        // A lognormal weight: everything is closed form.
        const double s = 0.3;
        double gap = s * s / 2, second = (Math.Exp(s * s) - 1) / 2;
        return new Numbers()
            .Add("E[log w], log E[w] of three weights", meanLog, Math.Log(mean))
            .Add("geometric and arithmetic mean of 1, 4", Math.Sqrt(1 * 4), (1 + 4) / 2.0)
            .Add("gap and Var/(2 E²) for log w ~ N(0, 0.3²)", gap, second);
    }
}
