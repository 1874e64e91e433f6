using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Samples.Theory;

/// <summary>Two unbiased gradients of E[z²] by the mean of z ~ N(1, 0.5²), which is 2μ = 2, and their spread.</summary>
public static class ReparameterisationSample
{
    private const int Draws = 200_000;
    private const double Mu = 1, Sigma = 0.5;

    /// <summary>The numbers of docs/theory/reparameterisation.md.</summary>
    public static Numbers Run()
    {
        using Pass pass = Pass.Training(RandomKey.FromSeed(1));
        Tensor mu = pass.Track(pass.Full([Draws], Mu, DType.Float64)), logSigma = pass.Full([Draws], Math.Log(Sigma), DType.Float64);
        Normal q = Normal.FromLogScale(mu, logSigma);
        Tensor z = q.Sample(pass.Key);

        // One μ per draw: the gradient of the sum holds each draw's own gradient.
        double[] pathwise = pass.Backward(z.Square().Sum())[mu].ToDoubles();
        Tensor fixedZ = z.Detach();
        double[] score = pass.Backward((fixedZ.Square() * q.LogProb(fixedZ)).Sum())[mu].ToDoubles();
        (double pathMean, double pathVariance) = Moments(pathwise);
        (double scoreMean, double scoreVariance) = Moments(score);
        return new Numbers()
            .Add("exact derivative", 2 * Mu)
            .Add("exact variances of both", "F4", 4 * Sigma * Sigma, (Math.Pow(Mu, 4) / (Sigma * Sigma)) + (14 * Mu * Mu) + (15 * Sigma * Sigma))
            .Add("pathwise: mean, variance of a draw", "F4", pathMean, pathVariance)
            .Add("score function: mean, variance of a draw", "F4", scoreMean, scoreVariance);
    }

    private static (double Mean, double Variance) Moments(double[] values)
    {
        double mean = values.Average();
        return (mean, values.Sum(v => (v - mean) * (v - mean)) / values.Length);
    }
}
