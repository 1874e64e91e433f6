using Latent.Tensors;

namespace Latent.Samples.Theory;

/// <summary>A linear-Gaussian model with two latents: what the best diagonal posterior costs.</summary>
public static class DiagonalSample
{
    /// <summary>The numbers of docs/theory/diagonal.md.</summary>
    public static Numbers Run()
    {
        Tensor w = Tensor.From([1, 0.5, -0.3, 0.8, 0.2, -0.6], [3, 2]);
        const double noise = 0.25;
        Tensor precision = (Ops.MatMul(w, w, Transpose.A) / noise) + Tensor.From([1.0, 0, 0, 1], [2, 2]);
        Tensor covariance = Ops.Inverse(precision);
        double[] diagonal = precision.Diagonal().ToDoubles();
        double gap = 0.5 * (diagonal.Sum(static d => Math.Log(d)) - Ops.LogDeterminant(precision).Item());
        return new Numbers()
            .Add("exact posterior variances", covariance.Diagonal().ToDoubles())
            .Add("variances of the best diagonal q", [.. diagonal.Select(static d => 1 / d)])
            .Add("what it costs, in nats", gap);
    }
}
