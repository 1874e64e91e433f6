using Latent.Tensors;

namespace Latent.Benchmarks.Cases;

/// <summary>What a VAE computes besides products: log-probabilities, divergences, samples, the optimiser.</summary>
internal static class FusedCases
{
    private const int Batch = 128, Pixels = 784, Latent = 20;

    public static IEnumerable<Case> All =>
    [
        new()
        {
            Name = $"bernoulli log-probability {Batch}x{Pixels}",
            Peer = "bernoulli",
            Bytes = 2.0 * sizeof(float) * Batch * Pixels,
            Prepare = engine => Two(engine, engine.Binary([Batch, Pixels]), engine.Normal([Batch, Pixels]), (x, logits) => Ops.BernoulliLogProb(x, logits, 1)),
        },
        new()
        {
            Name = $"bernoulli with gradient {Batch}x{Pixels}",
            Peer = "bernoulli-gradients",
            Bytes = 5.0 * sizeof(float) * Batch * Pixels,
            Prepare = engine =>
            {
                Parameter logits = ParameterScope.Initialize(RandomKey.FromSeed(1)).Parameter("l", [Batch, Pixels], Initializer.Normal(1));
                Tensor x = engine.Binary([Batch, Pixels]);
                return () =>
                {
                    using Pass pass = engine.Training();
                    pass.Backward(Ops.BernoulliLogProb(Engine.Bind(pass, x), pass[logits], 2));
                };
            },
        },
        new()
        {
            Name = $"gaussian divergence {Batch}x{Latent}",
            Peer = "gaussian-divergence",
            Prepare = engine => Two(engine, engine.Normal([Batch, Latent]), engine.Normal([Batch, Latent], "s"), (mean, s) => Ops.KlStandardNormal(mean, s, 1)),
        },
        new()
        {
            Name = $"reparameterised sample {Batch}x{Latent}",
            Peer = "reparameterise",
            Prepare = engine =>
            {
                Tensor mean = engine.Normal([Batch, Latent]), scale = engine.Normal([Batch, Latent], "s");
                return () =>
                {
                    using Pass pass = engine.Evaluation();
                    Ops.Reparameterize(mean, scale, pass.Normal([Batch, Latent], pass.Key));
                };
            },
        },
        AdamCase.Case,
        AdamCase.Clipped,
    ];

    private static Action Two(Engine engine, Tensor a, Tensor b, Func<Tensor, Tensor, Tensor> operation) => () =>
    {
        using Pass pass = engine.Evaluation();
        operation(Engine.Bind(pass, a), b);
    };
}
