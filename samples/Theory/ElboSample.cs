using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Samples.Theory;

/// <summary>A model whose evidence is known: z ~ N(0, 1), x | z ~ N(z, 1), so x ~ N(0, 2) and z | x ~ N(x/2, 1/2).</summary>
public static class ElboSample
{
    private const double X = 1.5;

    /// <summary>The numbers of docs/theory/elbo.md.</summary>
    public static Numbers Run()
    {
        Tensor zero = Tensor.Zeros([], DType.Float64);
        Normal prior = Normal.Standard([], dtype: DType.Float64);
        Normal posterior = Normal.FromScale(zero + (X / 2), Math.Sqrt(0.5)), q = Normal.FromScale(zero + 0.5, 0.8);
        double evidence = Normal.FromScale(zero, Math.Sqrt(2)).LogProb(X).Item();
        double gap = Kl.Divergence(q, posterior).Item();

        // E_q of the reconstruction term of this model in closed form: -½ log 2π - ½((x - μ)² + σ²).
        double reconstruction = (-0.5 * Math.Log(2 * Math.PI)) - (0.5 * (((X - 0.5) * (X - 0.5)) + 0.64));
        double rate = Kl.Divergence(q, prior).Item();

        Numbers numbers = new Numbers()
            .Add("log p(x)", evidence)
            .Add("reconstruction, KL to the prior", reconstruction, rate)
            .Add("ELBO, KL to the posterior, their sum", reconstruction - rate, gap, reconstruction - rate + gap);
        foreach (int samples in new[] { 1, 2, 3, 50 })
            numbers.Add($"E of the bound with {samples} samples", "F3", WeightedBound(q, prior, samples, 400_000 / samples));
        return numbers;
    }

    /// <summary>The mean over many repetitions of log 1/K Σ p(x, z)/q(z).</summary>
    private static double WeightedBound(Normal q, Normal prior, int samples, int repetitions)
    {
        Tensor z = q.Sample(RandomKey.FromSeed(1), [samples, repetitions]);
        Tensor logWeight = prior.LogProb(z) + Ops.NormalLogProb(X, z, 0.0) - q.LogProb(z);
        return (logWeight.LogSumExp(0) - Math.Log(samples)).Mean().Item();
    }
}
