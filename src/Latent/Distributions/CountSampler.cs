using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>Draws of counts. Probabilities are in float64 and made by the engine's own functions, so that the counts are the same everywhere.</summary>
/// <remarks>
/// One uniform number is inverted through the probabilities in the order mode, mode + 1, mode - 1, ...: some standard deviations of steps
/// on average (L. Devroye, "Non-uniform random variate generation", 1986, section III.2).
/// </remarks>
internal static class CountSampler
{
    private interface IRatios
    {
        /// <summary>p(x + 1)/p(x).</summary>
        double Up(double x);

        /// <summary>p(x - 1)/p(x), for x ≥ 1.</summary>
        double Down(double x);
    }

    /// <summary>Successes in n trials, samples + the shape of the logits.</summary>
    public static Tensor Binomial(int trials, Tensor logits, Draws draws, Shape samples)
    {
        Tensor wide = RisingFactorial.Wide(logits.Detach());
        Tensor mode = ((trials + 1.0) * wide.Sigmoid()).Floor().Minimum((double)trials);
        Tensor atMode = Distributions.Binomial.WideLogProb(trials, wide, mode).Exp();
        return Invert(wide.Exp(), mode, atMode, odds => new BinomialRatios(trials, odds), draws, samples).To(logits.DType);
    }

    /// <summary>Successes in n trials of a beta distributed probability, samples + the shape of the concentrations.</summary>
    public static Tensor BetaBinomial(int trials, Tensor logA, Tensor logB, Draws draws, Shape samples)
    {
        Tensor odds = LogGamma(logA, draws.Split("successes"), samples) - LogGamma(logB, draws.Split("failures"), samples);
        return Binomial(trials, odds, draws, default).To(logA.DType);
    }

    /// <summary>Events of a rate, samples + the shape of the logarithms of rates, in float64.</summary>
    public static Tensor Poisson(Tensor logRate, Draws draws, Shape samples)
    {
        Tensor wide = RisingFactorial.Wide(logRate.Detach()), rate = wide.Exp(), mode = rate.Floor();
        return Invert(rate, mode, Distributions.Poisson.WideLogProb(wide, mode).Exp(), static rate => new PoissonRatios(rate), draws, samples);
    }

    /// <summary>Events of a rate that is gamma distributed, samples + the shape of the parameters, in float64.</summary>
    public static Tensor NegativeBinomial(Tensor logCount, Tensor logits, Draws draws, Shape samples) =>
        Poisson(LogGamma(logCount, draws.Split("rate"), samples) + RisingFactorial.Wide(logits.Detach()), draws, default);

    private static Tensor LogGamma(Tensor logShape, Draws draws, Shape samples)
    {
        Shape shape = samples.Concat(logShape.Shape);
        Tensor shapes = RisingFactorial.Wide(logShape.Detach()).Exp().BroadcastTo(shape);
        return draws.Fill(shapes, shape, (tensor, block) =>
            block.Key.LogGamma(block.Of(tensor.Writable<double>()), block.Of(shapes.DoubleSpan), block.Offset));
    }

    private static Tensor Invert<TRatios>(Tensor parameter, Tensor mode, Tensor atMode, Func<double, TRatios> ratios, Draws draws, Shape samples)
        where TRatios : struct, IRatios
    {
        ReadOnlySpan<double> parameters = parameter.DoubleSpan, modes = mode.DoubleSpan, probabilities = atMode.DoubleSpan;
        Tensor counts = draws.Uniform(parameter, samples.Concat(parameter.Shape));
        Span<double> u = counts.Writable<double>();
        for (int i = 0, at = 0; i < u.Length; i++, at = at + 1 == parameters.Length ? 0 : at + 1)
            u[i] = Invert(u[i], modes[at], probabilities[at], ratios(parameters[at]));
        return counts;
    }

    private static double Invert<TRatios>(double u, double mode, double atMode, TRatios ratios)
        where TRatios : struct, IRatios
    {
        if (double.IsNaN(atMode)) return double.NaN;
        u -= atMode;
        if (u < 0) return mode;
        double high = mode, low = mode, pHigh = atMode, pLow = atMode;
        // What is left once both tails have run out is the rounding of the sum, about 1e-16.
        while (pHigh > 0 || pLow > 0)
        {
            if (pHigh > 0)
            {
                pHigh *= ratios.Up(high++);
                u -= pHigh;
                if (u < 0) return high;
            }

            if (pLow > 0)
            {
                pLow = low > 0 ? pLow * ratios.Down(low--) : 0;
                u -= pLow;
                if (u < 0) return low;
            }
        }

        return mode;
    }

    private readonly record struct BinomialRatios(int Trials, double Odds) : IRatios
    {
        public double Up(double x) => x < Trials ? (Trials - x) / (x + 1) * Odds : 0;

        public double Down(double x) => x / ((Trials - x + 1) * Odds);
    }

    private readonly record struct PoissonRatios(double Rate) : IRatios
    {
        public double Up(double x) => Rate / (x + 1);

        public double Down(double x) => x / Rate;
    }
}
