using Latent.Data;
using Latent.Models;
using Latent.Networks;
using Latent.Objectives;
using Latent.Objectives.Regularizers;
using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Benchmarks.Cases;

/// <summary>
/// Whole steps with one objective, in turns with the same step by another: the ratio is what the first costs more. The total correlation is
/// to cost at most 15 % of a step at batch 256, 50 importance samples at most 1.2 times as much as 50 times the batch.
/// </summary>
internal static class ObjectiveCases
{
    private const int Batch = 256, Examples = 60_000, Pixels = 784, SpritePixels = 64 * 64;

    // Of Chen et al. 2018, appendix: two layers of 1200 on pictures of 64 x 64, ten latent variables; and the VAE of mlp-step.
    private static readonly VaeConfig Sprites = new() { Latents = 10, Encoder = MlpConfig.Of(1200, 1200) };
    private static readonly VaeConfig Digits = new() { Latents = 20, Encoder = MlpConfig.Of(400) };

    public static IEnumerable<Case> All =>
    [
        Tc("tcvae-step sprites mlp 1200-1200-10", Sprites, SpritePixels) with { Goal = new Goal(Ratio: 1.15) },
        Tc("tcvae-step digits mlp 400-20", Digits, Pixels),
        new Case
        {
            Name = "iwae-step 20 x 50 samples",
            Prepare = Step(Digits, Pixels, 20, new ImportanceWeighted { Samples = 50 }),
            Beside = Step(Digits, Pixels, 20 * 50, new Elbo { Kl = KlEstimate.Sampled }),
            Goal = new Goal(Ratio: 1.2),
        },
    ];

    private static Case Tc(string name, VaeConfig model, int pixels) => new()
    {
        Name = $"{name} batch {Batch}",
        Prepare = Step(model, pixels, Batch, new Regularized(new Elbo(), new KlDecomposition(MinibatchSampling.Weighted(Examples)).Times(5))),
        Beside = Step(model, pixels, Batch, new Elbo()),
    };

    private static Func<Engine, Action> Step(VaeConfig config, int pixels, int batch, Objective objective) => engine =>
    {
        Vae model = new(config, new DataColumn("x", [pixels]) { Levels = 2 }, ParameterScope.Initialize(RandomKey.FromSeed(1)));
        Adam adam = new(model.Parameters);
        Tensor x = engine.Binary([batch, pixels]);
        return () =>
        {
            using Pass pass = engine.Training();
            ObjectiveTerms terms = objective.Evaluate(model, Data.Batch.Of("x", Engine.Bind(pass, x)), pass);
            adam.Step(pass.Backward(terms.Loss));
            objective.Update(terms);
        };
    };
}
