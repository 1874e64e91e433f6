using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Objectives;
using Latent.Objectives.Constraints;
using Latent.Objectives.Regularizers;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Objectives.Regularizers;

/// <summary>Penalties over pairs take posteriors of any shape and family, and hold in single precision.</summary>
public sealed class PairwiseLogProbTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public void Codes_of_any_shape_are_vectors_of_their_elements(int eventAxes)
    {
        Shape events = eventAxes switch { 0 => default, 2 => [2, 3], _ => [3, 1, 2] };
        int width = events.Count;
        double[] loc = new double[5 * width];
        RandomKey.FromSeed(1).Normal(loc);
        double[] expected = Parts([width], 1), actual = Parts(events, eventAxes);
        Assert.Equal(expected, actual, static (a, b) => Math.Abs(a - b) < 1e-12);

        double[] Parts(Shape shape, int axes)
        {
            Shape rows = Shape.Create([5]).Concat(shape);
            Lambda model = new(t => t.Latent(
                "z", Normal.Standard(rows, axes, DType.Float64, t.Pass), () => Normal.FromLogScale(t.Observed("x").Reshape(rows), -0.5, axes)));
            using Pass pass = Pass.Evaluation(RandomKey.FromSeed(2));
            Trace trace = model.Trace(pass, Batch.Of("x", Tensor.From(loc, [5, width])), TraceMode.Posterior(2));
            KlParts parts = new KlDecomposition(MinibatchSampling.Stratified(9)).Decompose(trace);
            Assert.Equal("[2, 5]", parts.TotalCorrelation.Shape.ToString());
            return [.. parts.MutualInformation.ToDoubles(), .. parts.TotalCorrelation.ToDoubles(), .. parts.DimensionWise.ToDoubles()];
        }
    }

    [Fact]
    public void Posteriors_that_do_not_factorise_have_mixtures_too()
    {
        double[] logits = [0.3, -1, 0.5, 2, 0, -0.4, -0.2, 0.1, 1], y = [0, 1, 0];
        Lambda model = new(t => t.Latent(
            "z", OneHotCategorical.FromLogits(Tensor.Zeros([3], DType.Float64)), () => OneHotCategorical.FromLogits(t.Observed("x"))));
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(3));
        Trace trace = model.Trace(
            pass, Batch.Of("x", Tensor.From(logits, [3, 3])).With("y", Tensor.From(y, [3])), TraceMode.Posterior(2));
        double[] z = trace["z"].Value!.ToDoubles();
        double expected = 0;
        for (int row = 0; row < 6; row++)
        {
            int code = Array.IndexOf(z, 1, 3 * row) - (3 * row), i = row % 3;
            double[] same = [.. Enumerable.Range(0, 3).Where(j => y[j] == y[i]).Select(j => Prob(j, code))];
            expected += Math.Log(same.Average() / Enumerable.Range(0, 3).Average(j => Prob(j, code))) / 6;
        }

        Assert.Equal(expected, new AggregatedMutualInformation("y").Evaluate(trace).Value.Item(), 1e-12);

        double Prob(int j, int code) => Math.Exp(logits[(3 * j) + code]) / logits[(3 * j)..((3 * j) + 3)].Sum(Math.Exp);
    }

    /// <summary>Narrow posteriors far apart: log-probabilities of -10⁶ beside those of 1, in single precision as in double.</summary>
    [Fact]
    public void Single_precision_holds_for_narrow_posteriors()
    {
        double[] loc = [3, -3, 2.5, 1, -2, 0.5, 0.1, 0.2], scale = [0.004, 0.01, 0.5, 0.005, 1, 0.003, 0.02, 0.3];
        double[] single = Values(DType.Float32), both = Values(DType.Float64);
        for (int i = 0; i < both.Length; i++)
            Assert.Equal(both[i], single[i], 2e-3 * (1 + Math.Abs(both[i])));

        double[] Values(DType dtype)
        {
            CodeTable model = new(loc, scale, 2, dtype);
            using Pass pass = Pass.Evaluation();
            // Draws of an exactly representable distance from their means.
            double[] z = [.. loc.Select((m, i) => m + (i % 2 == 0 ? scale[i] : -0.5 * scale[i]))];
            Dictionary<string, Tensor> given = new() { ["z"] = Tensor.From(z, [4, 2]).To(dtype) };
            Trace trace = model.Trace(pass, model.Batch().With("y", Tensor.From([0.0, 0, 1, 1], [4])), TraceMode.Given(given));
            KlParts parts = new KlDecomposition(MinibatchSampling.Stratified(60_000)).Decompose(trace);
            return
            [
                .. parts.MutualInformation.ToDoubles(), .. parts.TotalCorrelation.ToDoubles(), .. parts.DimensionWise.ToDoubles(),
                new AggregatedMutualInformation("y").Evaluate(trace).Value.Item(),
            ];
        }
    }

    [Fact]
    public void Losses_and_gradients_have_the_same_bits_for_any_number_of_threads()
    {
        double[] loc = new double[160 * 10], scale = new double[160 * 10];
        RandomKey.FromSeed(1).Normal(loc);
        RandomKey.FromSeed(2).Uniform(scale);
        CodeTable model = new(loc, scale, 10, DType.Float32);
        Batch batch = model.Batch().With("y", Tensor.From([.. Enumerable.Range(0, 160).Select(static i => (float)(i % 7))], [160]));
        Objective objective = new Regularized(
            new Constrained(new Elbo(), new Constraint(new AggregatedMutualInformation("y"), 0.1) { InitialMultiplier = 2 }),
            new KlDecomposition(MinibatchSampling.Stratified(60_000)).Times(3), new MmdPenalty().Times(2), new DipPenalty(DipCovariance.Codes).Times(1));
        float[] one = Run(1);
        Assert.Equal(one, Run(2));
        Assert.Equal(one, Run(7));

        float[] Run(int threads)
        {
            using Pass pass = Pass.Training(RandomKey.FromSeed(3), device: Device.CreateCpu(threads));
            ObjectiveTerms terms = objective.Evaluate(model, batch, pass);
            Gradients gradients = pass.Backward(terms.Loss);
            return [terms.Loss.Span[0], .. model.Parameters.SelectMany(parameter => gradients[parameter].ToArray())];
        }
    }
}
