using System.Text.Json.Nodes;
using Latent.Data;
using Latent.Models;
using Latent.Networks;
using Latent.Objectives;
using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Benchmarks.Cases;

/// <summary>Whole training steps: forward, backward and Adam, on a batch that lies in memory.</summary>
internal static class TrainingCases
{
    private const int Batch = 128, Inputs = 784, Width = 400, Latent = 20;

    private static readonly int[] Batches = [1, 4, 16, 32, 64, 128, 256, 512, 1024, 2048];
    private static readonly int[] Widths = [25, 50, 100, 200, 400, 800, 1600];

    public static IEnumerable<Case> All =>
    [
        Mlp(Batch, Width) with { Name = "mlp-step", Goal = new Goal(Ratio: 0.65, Peak: 0.6) },
        Traced() with { Name = "mlp-trace-step", Goal = new Goal(Ratio: 1.05) },
        .. ObjectiveCases.All,
    ];

    /// <summary>How the cost grows with the batch, and with the width of the hidden layers.</summary>
    public static IEnumerable<Case> Sweeps =>
    [
        .. Batches.Select(batch => Mlp(batch, Width) with { Name = $"mlp-step batch {batch}", Sweep = new SweepPoint("batch size", batch, batch) }),
        .. Widths.Select(width => Mlp(Batch, width) with { Name = $"mlp-step width {width}", Sweep = new SweepPoint("width", width, Batch) }),
    ];

    /// <summary>The same step by the library: a model's trace, the bound as an objective, Adam. What that costs is the ratio.</summary>
    private static Case Traced()
    {
        Case direct = Mlp(Batch, Width);
        return direct with
        {
            Peer = null,
            Beside = direct.Prepare,
            Prepare = engine =>
            {
                var model = new Vae(new VaeConfig { Latents = Latent, Encoder = MlpConfig.Of(Width) }, new DataColumn("x", [Inputs]) { Levels = 2 }, ParameterScope.Initialize(RandomKey.FromSeed(1)));
                var objective = new Elbo();
                var adam = new Adam(model.Parameters);
                Tensor x = engine.Binary([Batch, Inputs]);
                return () =>
                {
                    using Pass pass = engine.Training();
                    ObjectiveTerms terms = objective.Evaluate(model, Data.Batch.Of("x", Engine.Bind(pass, x)), pass);
                    adam.Step(pass.Backward(terms.Loss));
                    objective.Update(terms);
                };
            },
        };
    }

    private static Case Mlp(int batch, int width)
    {
        double weights = (2.0 * Inputs * width) + (3.0 * width * Latent);
        return new Case
        {
            Name = "mlp-step",
            Peer = "mlp-step",
            Parameters = new JsonObject { ["batch"] = batch, ["inputs"] = Inputs, ["width"] = width, ["latent"] = Latent },
            // Forward and two products backward; nobody needs the gradient by the pixels.
            Operations = 2.0 * batch * ((3 * weights) - (Inputs * width)),
            NominalOperations = 6.0 * batch * weights,
            Bytes = AdamCase.Bytes(weights),
            Prepare = engine =>
            {
                var model = new MlpVae(Inputs, width, Latent);
                Tensor x = engine.Binary([batch, Inputs]);
                return () =>
                {
                    using Pass pass = engine.Training();
                    model.Step(pass, Engine.Bind(pass, x));
                };
            },
        };
    }
}
