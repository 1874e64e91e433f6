using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Tests.Models;

/// <summary>Variables that are inferred before those they depend on in p.</summary>
public sealed class TraceAheadTests
{
    private static readonly double[] X = [0.5, -1];

    [Fact]
    public void Inferred_upwards_and_generated_downwards()
    {
        Lambda model = new(Run);
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(1));
        Trace posterior = model.Trace(pass, OfX(pass), TraceMode.Posterior(3));
        Assert.Equal(["top", "low", "x"], posterior.Sites.Select(static site => site.Name));
        Assert.Equal((true, false), (posterior["low"].IsInferredAhead, posterior["top"].IsInferredAhead));
        // q(top | low) = N(2·low, 1), p(low | top) = N(top, 1), of the draws.
        double[] low = posterior["low"].Value!.ToDoubles(), top = posterior["top"].Value!.ToDoubles();
        Assert.Equal(low.Select(static v => 2 * v), posterior["top"].Posterior!.Mean.ToDoubles());
        Assert.Equal(top, posterior["low"].Prior.Mean.ToDoubles());
        Assert.Equal([2 * X[0], 2 * X[1]], model.Trace(pass, OfX(pass), TraceMode.Encode)["top"].Value!.ToDoubles());
        // From p, and with a value that is given, the other order.
        Trace generated = model.Trace(pass, null, TraceMode.Generate(4));
        Assert.Equal(generated["top"].Value!.ToDoubles(), generated["low"].Prior.Mean.ToDoubles());
        Dictionary<string, Tensor> values = new(StringComparer.Ordinal) { ["low"] = pass.From([7.0, 8], [2, 1]) };
        Trace given = model.Trace(pass, OfX(pass), TraceMode.Given(values));
        Assert.Equal([7, 8], given["low"].Value!.ToDoubles());
        Assert.Equal([14, 16], given["top"].Posterior!.Mean.ToDoubles());
    }

    [Fact]
    public void Its_KL_is_by_the_samples_whatever_is_asked_for()
    {
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(2));
        Trace trace = new Lambda(Run).Trace(pass, OfX(pass), TraceMode.Posterior(2));
        Assert.Equal(trace.Kl(trace["low"], KlEstimate.Sampled).ToDoubles(), trace.Kl(trace["low"]).ToDoubles());
        Assert.NotEqual(trace.Kl(trace["top"], KlEstimate.Sampled).ToDoubles(), trace.Kl(trace["top"]).ToDoubles());
    }

    [Fact]
    public void What_is_never_named_named_twice_or_blocks_gradients_is_refused()
    {
        using Pass pass = Pass.Training(RandomKey.FromSeed(3));
        Assert.Contains(
            "'low' was inferred ahead (t.InferAhead) and never named",
            Refused<InvalidOperationException>(static t => _ = t.InferAhead("low", () => Normal.FromLogScale(t.Observed("x"), 0.0, 1))), StringComparison.Ordinal);
        Assert.Contains("'low' is named twice", Refused<InvalidOperationException>(static t =>
        {
            _ = t.InferAhead("low", () => Normal.FromLogScale(t.Observed("x"), 0.0, 1));
            _ = t.InferAhead("low", () => Normal.FromLogScale(t.Observed("x"), 0.0, 1));
        }), StringComparison.Ordinal);
        Assert.Contains(
            "whose draws pass no gradient",
            Refused<ShapeException>(static t => _ = t.InferAhead("low", () => Bernoulli.FromLogits(t.Observed("x"), 1))), StringComparison.Ordinal);
        Assert.Contains("they are distributions of one variable", Refused<ShapeException>(static t =>
        {
            _ = t.InferAhead("low", () => Normal.FromLogScale(t.Observed("x"), 0.0, 1));
            _ = t.Latent("low", t.StandardNormal(2));
        }), StringComparison.Ordinal);

        string Refused<T>(Action<Trace> run)
            where T : Exception => Assert.Throws<T>(() => new Lambda(run).Trace(pass, OfX(pass), TraceMode.Posterior())).Message;
    }

    private static Batch OfX(Pass pass) => Batch.Of("x", pass.From(X, [2, 1]));

    private static void Run(Trace t)
    {
        Tensor? ahead = t.InferAhead("low", () => Normal.FromLogScale(t.Observed("x"), 0.0, 1));
        Tensor top = t.Latent("top", t.StandardNormal(1), () => Normal.FromLogScale(2.0 * ahead!, 0.0, 1));
        Tensor low = t.Latent("low", Normal.FromLogScale(top, 0.0, 1));
        t.Observe("x", Normal.FromLogScale(low, 0.0, 1));
    }
}
