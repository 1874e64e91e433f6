using Latent.Evaluation;
using Latent.Models;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Evaluation;

public sealed class ElboEvaluationTests
{
    [Fact]
    public void The_result_does_not_depend_on_batches_or_threads()
    {
        Vae model = TinyVae.Make();
        ElboResult whole = ElboEvaluation.Run(model, TinyVae.Images(37), RandomKey.FromSeed(1));
        foreach (int batch in new[] { 1, 2, 5, 36, 37, 1000 })
            Assert.Equal(whole, ElboEvaluation.Run(model, TinyVae.Images(37), RandomKey.FromSeed(1), batch, Device.CreateCpu(3)));
        Assert.Equal(37, whole.Images);
        Assert.Equal(whole.Elbo, whole.Reconstruction - whole.Kl, 10);
        Assert.NotEqual(whole.Elbo, ElboEvaluation.Run(model, TinyVae.Images(37), RandomKey.FromSeed(2)).Elbo);
    }

    [Fact]
    public void It_stops_between_batches_when_cancelled()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(
            () => ElboEvaluation.Run(TinyVae.Make(), TinyVae.Images(3), RandomKey.FromSeed(1), cancellation: source.Token));
    }

    [Fact]
    public void The_standard_error_covers_the_spread_over_keys()
    {
        Vae model = TinyVae.Make();
        ElboResult[] results = [.. Enumerable.Range(0, 200).Select(seed => ElboEvaluation.Run(model, TinyVae.Images(400), RandomKey.FromSeed((ulong)seed)))];
        double mean = results.Average(static r => r.Elbo);
        double spread = Math.Sqrt(results.Sum(r => (r.Elbo - mean) * (r.Elbo - mean)) / 199);
        // Images are nearly alike, so the spread over keys is that over images; a deviation of 200 draws is known to 5 %.
        Assert.InRange(spread / results.Average(static r => r.StandardError), 0.7, 1.15);
    }
}
