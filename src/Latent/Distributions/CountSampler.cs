using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>Draws of counts. Probabilities are in float64 and made by the engine's own functions, so that the counts are the same everywhere.</summary>
internal static class CountSampler
{
    /// <summary>Successes in n trials, samples + the shape of the logits.</summary>
    /// <remarks>
    /// One uniform number is inverted through the probabilities in the order mode, mode + 1, mode - 1, ...: some standard deviations of
    /// steps on average (L. Devroye, "Non-uniform random variate generation", 1986, section III.2).
    /// </remarks>
    public static Tensor Binomial(int trials, Tensor logits, Draws draws, Shape samples)
    {
        Tensor wide = RisingFactorial.Wide(logits.Detach());
        Tensor mode = ((trials + 1.0) * wide.Sigmoid()).Floor().Minimum((double)trials);
        ReadOnlySpan<double> modes = mode.DoubleSpan, odds = wide.Exp().DoubleSpan;
        ReadOnlySpan<double> atMode = Distributions.Binomial.WideLogProb(trials, wide, mode).Exp().DoubleSpan;
        Tensor counts = draws.Uniform(wide, samples.Concat(wide.Shape));
        Span<double> u = counts.Writable<double>();
        for (int i = 0, at = 0; i < u.Length; i++, at = at + 1 == odds.Length ? 0 : at + 1)
            u[i] = Invert(u[i], trials, modes[at], atMode[at], odds[at]);
        return counts.To(logits.DType);
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
        Shape shape = samples.Concat(logRate.Shape);
        Tensor all = RisingFactorial.Wide(logRate.Detach()).Exp().BroadcastTo(shape), rates = all.Minimum(RandomKey.MaxPoissonRate);
        Tensor counts = draws.Fill(rates, shape, (tensor, block) =>
            block.Key.Poisson(block.Of(tensor.Writable<double>()), block.Of(rates.DoubleSpan), block.Offset));
        if (shape.Count == 0 || all.Max().Item() <= RandomKey.MaxPoissonRate) return counts;
        // Beyond, counts are normal to all digits of a double: the skewness is below 3e-8.
        Tensor normal = all * (1.0 + (draws.Split("beyond").Normal(all, shape) / all.Sqrt()));
        return all.Greater(RandomKey.MaxPoissonRate).Where(normal.Floor(), counts);
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

    private static double Invert(double u, int trials, double mode, double atMode, double odds)
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
                pHigh *= high < trials ? (trials - high) / (high + 1) * odds : 0;
                u -= pHigh;
                high++;
                if (u < 0) return high;
            }

            if (pLow > 0)
            {
                pLow *= low > 0 ? low / ((trials - low + 1) * odds) : 0;
                u -= pLow;
                low--;
                if (u < 0) return low;
            }
        }

        return mode;
    }
}
