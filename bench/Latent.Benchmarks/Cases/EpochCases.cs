using System.Text.Json.Nodes;
using Latent.Data;
using Latent.Models;
using Latent.Networks;
using Latent.Objectives;
using Latent.Optimization;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Benchmarks.Cases;

/// <summary>
/// A whole epoch by the trainer: random order, batches from bytes, the bound with its terms, Adam, means over the epoch. 10,000 images, a fifth
/// of a usual training set, so that there are turns enough; the time goes with the images.
/// </summary>
internal static class EpochCases
{
    private const int Images = 10_000, Side = 28, Inputs = Side * Side, Width = 512, Latent = 20, Batch = 100;

    public static IEnumerable<Case> All =>
    [
        // Beside a loop written as well as PyTorch lets one, and beside one that takes examples one by one, as general trainers do.
        Epoch("mnist-epoch", "best"),
        Epoch("mnist-epoch, items", "items") with { Goal = new Goal(Ratio: 0.38) },
    ];

    private static Case Epoch(string name, string loading)
    {
        double weights = (2.0 * Inputs * Width) + (3.0 * Width * Latent);
        return new Case
        {
            Name = name,
            Peer = "mnist-epoch",
            Parameters = new JsonObject
            {
                ["images"] = Images,
                ["inputs"] = Inputs,
                ["width"] = Width,
                ["latent"] = Latent,
                ["batch"] = Batch,
                ["loading"] = loading,
            },
            Operations = 2.0 * Images * ((3 * weights) - (Inputs * Width)),
            NominalOperations = 6.0 * Images * weights,
            Bytes = Images / Batch * AdamCase.Bytes(weights),
            Prepare = engine =>
            {
                ImageDataset images = new("bytes", Side, Side, Bytes());
                Vae model = new(new VaeConfig { Latents = Latent, Encoder = MlpConfig.Of(Width) }, images.Column("x"),
                    ParameterScope.Initialize(RandomKey.FromSeed(1)));
                TrainingOptions options = new() { Epochs = 1_000_000, BatchSize = Batch };
                Trainer trainer = new(model, new Elbo(), images, new AdamConfig(), options, RandomKey.FromSeed(2), engine.Device);
                return () =>
                {
                    double loss = 0;
                    foreach (StepReport step in trainer.Steps().Take(trainer.StepsPerEpoch)) loss += step.Loss * step.Examples;
                    if (!double.IsFinite(loss)) throw new InvalidOperationException("The training diverged.");
                };
            },
        };
    }

    // A fifth of the pixels has ink, as in digits.
    private static byte[] Bytes()
    {
        float[] ink = new float[Images * Inputs], intensity = new float[Images * Inputs];
        RandomKey key = RandomKey.FromSeed(3);
        key.Split("ink").For(RandomPurpose.DataGeneration).Uniform(ink);
        key.Split("intensity").For(RandomPurpose.DataGeneration).Uniform(intensity);
        byte[] bytes = new byte[ink.Length];
        for (int i = 0; i < bytes.Length; i++) bytes[i] = ink[i] < 0.2f ? (byte)(255 * intensity[i]) : (byte)0;
        return bytes;
    }
}
