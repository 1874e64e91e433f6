using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Objectives;
using Latent.Objectives.Constraints;
using Latent.Objectives.Regularizers;
using Latent.Tensors;

namespace Latent.Benchmarks.Cases;

/// <summary>
/// What penalties over pairs of a batch add to a training step, forward and backward, on codes that lie in memory. The set goal for
/// the total correlation is 15 % of a step of the convolutional VAE at batch 256, which is twice the <c>conv-step</c> of the table.
/// </summary>
internal static class PenaltyCases
{
    private const int Batch = 256, Width = 10, Classes = 10;

    public static IEnumerable<Case> All =>
    [
        Of("total correlation, weighted", new KlDecomposition(MinibatchSampling.Weighted(60_000))),
        Of("total correlation, stratified", new KlDecomposition(MinibatchSampling.Stratified(60_000))),
        Of("aggregated mutual information", new AggregatedMutualInformation("y")),
        Of("maximum mean discrepancy", new MmdPenalty()),
    ];

    private static Case Of(string name, Penalty penalty) => new()
    {
        Name = $"{name} {Batch}x{Width}",
        Prepare = engine =>
        {
            Codes model = new(ParameterScope.Initialize(RandomKey.FromSeed(1)));
            float[] classes = [.. Enumerable.Range(0, Batch).Select(static i => (float)(i % Classes))];
            Latent.Data.Batch batch = Latent.Data.Batch.Of("y", Tensor.From(classes, [Batch]));
            return () =>
            {
                using Pass pass = engine.Training();
                pass.Backward(penalty.Evaluate(model.Trace(pass, batch, TraceMode.Posterior())).Value);
            };
        },
    };

    /// <summary>Posteriors as parameters.</summary>
    private sealed class Codes(ParameterScope scope) : LatentModel
    {
        private readonly Parameter _loc = scope.Parameter("loc", [Batch, Width], Initializer.Normal(1));
        private readonly Parameter _logScale = scope.Parameter("log_scale", [Batch, Width], Initializer.Normal(0.3));

        public override IReadOnlyList<Parameter> Parameters => scope.Parameters;

        public override void Run(Trace t) =>
            t.Latent("z", t.StandardNormal(Width), () => Normal.FromLogScale(t.Pass[_loc], t.Pass[_logScale], eventAxes: 1));
    }
}
