using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Objectives;
using Latent.Tensors;

namespace Latent.Tests.Models;

public sealed class TraceTests
{
    [Fact]
    public void The_bound_of_a_linear_Gaussian_model_is_the_exact_value()
    {
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(1));
        Batch batch = Batch.Of("x", pass.From(LinearGaussian.X, [1, 3]));
        // The reconstruction term is sampled: over 200,000 draws its standard error is about 0.002.
        Assert.Equal(LinearGaussian.BestDiagonalElbo, Bound(LinearGaussian.BestDiagonal()), 0.01);
        Assert.Equal(LinearGaussian.PriorElbo, Bound(LinearGaussian.Prior()), 0.1);

        double Bound(LinearGaussian model) => new Elbo { Samples = 200_000 }.Evaluate(model, batch, pass).Bound.Item();
    }

    [Fact]
    public void The_weighted_bound_with_many_samples_is_the_log_likelihood()
    {
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(1));
        Batch batch = Batch.Of("x", pass.From(LinearGaussian.X, [1, 3]));
        Tensor weights = LinearGaussian.BestDiagonal().Trace(pass, batch, TraceMode.Posterior(100_000)).LogWeights();
        Assert.Equal(LinearGaussian.LogLikelihood, weights.LogSumExp(0).Item() - Math.Log(100_000), 0.002);
    }

    [Fact]
    public void A_transform_of_each_row_that_q_and_p_share_is_known_as_the_same_for_any_number_of_samples()
    {
        using Pass pass = Pass.Training(RandomKey.FromSeed(1));
        Batch batch = Batch.Of("x", pass.From([0.5, -1, 2, 0.3], [2, 2]));
        double[] expected = Divergences(1, shared: true);
        double[] three = Divergences(3, shared: true);
        // The bases do not depend on the first variable; so the divergence does not either.
        for (int k = 0; k < 3; k++)
            Assert.Equal(expected, three[(2 * k)..((2 * k) + 2)]);
        Assert.Throws<KlNotKnownException>(() => Divergences(1, shared: false));
        Assert.Throws<KlNotKnownException>(() => Divergences(3, shared: false));

        double[] Divergences(int samples, bool shared)
        {
            Lambda model = new(t =>
            {
                Tensor first = t.Latent("u", t.StandardNormal(2), () => Normal.FromScale(t.Observed("x"), 0.5, 1));
                Transform transform = Transform.Affine(first, first.Exp()), other = shared ? transform : Transform.Affine(first + 0.0, first.Exp());
                t.Latent(
                    "z", Transformed.FromBase(t.StandardNormal(2), other),
                    () => Transformed.FromBase(Normal.FromScale(t.Tile(t.Observed("x")), 0.7, 1), transform));
            });
            Trace trace = model.Trace(pass, batch, TraceMode.Posterior(samples));
            return trace.Kl(trace["z"]).ToDoubles();
        }
    }

    [Fact]
    public void Noise_of_an_example_does_not_depend_on_the_cut_into_batches_or_on_how_many_samples_follow()
    {
        LinearGaussian model = LinearGaussian.BestDiagonal();
        double[] x = new double[12];
        RandomKey.FromSeed(3).Normal(x);
        double[] whole = Weights(Batch.Of("x", Tensor.From(x, [4, 3])), 3);
        double[] first = Weights(Batch.Of("x", Tensor.From(x.AsSpan(0, 3), [1, 3])), 3);
        double[] rest = Weights(Batch.Of("x", Tensor.From(x.AsSpan(3), [3, 3]), firstRow: 1), 3);
        double[] fewer = Weights(Batch.Of("x", Tensor.From(x, [4, 3])), 2);
        for (int k = 0; k < 3; k++)
        {
            Assert.Equal(whole[k * 4], first[k]);
            Assert.Equal(whole[((k * 4) + 1)..((k * 4) + 4)], rest[(k * 3)..((k * 3) + 3)]);
            if (k < 2) Assert.Equal(whole[(k * 4)..((k * 4) + 4)], fewer[(k * 4)..((k * 4) + 4)]);
        }

        double[] Weights(Batch batch, int samples)
        {
            using Pass pass = Pass.Evaluation(RandomKey.FromSeed(2));
            return model.Trace(pass, batch, TraceMode.Posterior(samples)).LogWeights().ToDoubles();
        }
    }

    [Fact]
    public void The_same_method_generates_replays_and_encodes()
    {
        LinearGaussian model = LinearGaussian.BestDiagonal();
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(1));
        Trace generated = model.Trace(pass, null, TraceMode.Generate(5));
        Assert.Equal("[5, 2]", generated["z"].Value!.Shape.ToString());
        Assert.Equal("[5, 3]", generated["x"].Value!.Shape.ToString());
        Trace replayed = model.Trace(pass, null, TraceMode.Given(new Dictionary<string, Tensor> { ["z"] = pass.From([1.0, 2.0], [1, 2]) }));
        Assert.Equal([1 + 1 + 0.1, -0.3 + 1.6 - 0.2, 0.2 - 1.2 + 0.3], replayed["x"].Value!.ToDoubles().Select(static v => Math.Round(v, 12)));
        Trace encoded = model.Trace(pass, Batch.Of("x", pass.From(LinearGaussian.X, [1, 3])), TraceMode.Encode);
        Assert.Equal([0.7899921966, -0.2870659384], encoded["z"].Value!.ToDoubles());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_enumerated_variable_is_summed_out_exactly(int samples)
    {
        // p(y) = P, x | y ~ Bernoulli(θ_y), two examples: log p(x) by hand, whatever q(y | x).
        double[] prior = [0.36, 0.48, 0.16], theta = [0.1, 0.5, 0.8];
        using Pass pass = Pass.Evaluation();
        Choice model = new(prior, theta);
        Trace trace = model.Trace(pass, Batch.Of("x", pass.From([1.0, 0.0], [2, 1])), TraceMode.Posterior(samples));
        double one = prior.Zip(theta, static (p, t) => p * t).Sum();
        double[] expected = [Math.Log(one), Math.Log(1 - one)];
        double[] weights = trace.LogWeights().ToDoubles();
        double[] elbo = new Elbo { Samples = samples }.Evaluate(model, Batch.Of("x", pass.From([1.0, 0.0], [2, 1])), pass).Bound.ToDoubles();
        for (int i = 0; i < weights.Length; i++)
            Assert.Equal(expected[i % 2], weights[i], 12);
        for (int row = 0; row < 2; row++)
        {
            double bound = Enumerable.Range(0, 3).Sum(y =>
                (Math.Log(prior[y] * (row == 0 ? theta[y] : 1 - theta[y])) - Math.Log(1.0 / 3)) / 3);
            Assert.Equal(bound, elbo[row], 12);
        }
    }

    [Fact]
    public void A_partly_observed_variable_is_scored_where_it_is_known_and_summed_out_elsewhere()
    {
        double[] prior = [0.36, 0.48, 0.16], theta = [0.1, 0.5, 0.8];
        using Pass pass = Pass.Evaluation();
        Batch batch = Batch.Of("x", pass.From([1.0, 1.0], [2, 1]))
            .With("y", pass.From([0.0, 0, 0, 0, 0, 1], [2, 3]), mask: pass.From([0.0, 1], [2]));
        double[] weights = new Choice(prior, theta).Trace(pass, batch, TraceMode.Posterior()).LogWeights().ToDoubles();
        Assert.Equal(Math.Log(prior.Zip(theta, static (p, t) => p * t).Sum()), weights[0], 12);
        Assert.Equal(Math.Log(0.16 * 0.8), weights[1], 12);
        ObjectiveTerms terms = new Elbo().Evaluate(new Choice(prior, theta), batch, pass);
        Assert.Equal(Math.Log(0.16 * 0.8), terms.Bound.ToDoubles()[1], 12);
    }

    [Fact]
    public void Values_of_an_enumerated_variable_meet_the_same_noise()
    {
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(4));
        Trace trace = new Wrong(t =>
        {
            t.Latent("y", OneHotCategorical.FromLogits(t.Pass.Full([3], 0, DType.Float64)), discrete: DiscreteSite.Enumerated);
            t.Latent("z", t.StandardNormal(2));
        }).Trace(pass, Batch.Of("x", pass.From([1.0, 1], [2, 1])), TraceMode.Posterior(4));
        double[] z = trace["z"].Value!.ToDoubles();
        Assert.Equal(z[..16], z[16..32]);
        Assert.Equal(z[..16], z[32..]);
        Assert.Equal(16, z.Distinct().Count());
    }

    [Fact]
    public void A_value_given_counts_whatever_the_batch_says_of_it()
    {
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(4));
        Batch batch = Batch.Of("x", pass.From([1.0, 1.0], [2, 1]));
        Choice model = new([0.36, 0.48, 0.16], [0.1, 0.5, 0.8]);
        Tensor last = pass.From([0.0, 0, 1, 0, 0, 1], [2, 3]), first = pass.From([1.0, 0, 0, 1, 0, 0], [2, 3]);
        TraceMode given = TraceMode.Given(new Dictionary<string, Tensor> { ["y"] = last });
        Assert.Equal(last.ToDoubles(), model.Trace(pass, batch.With("y", first), given)["y"].Value!.ToDoubles());
        Batch partly = batch.With("y", first, mask: pass.From([1.0, 0], [2]));
        Trace trace = model.Trace(pass, partly, given);
        Assert.Equal(last.ToDoubles(), trace["y"].Value!.ToDoubles());
        Assert.Equal(Math.Log(0.8), trace["x"].LogP().ToDoubles()[0], 12);
    }

    [Fact]
    public void What_is_observed_stays_so_where_something_else_is_given()
    {
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(4));
        Batch batch = Batch.Of("x", pass.From([1.0, 1.0], [2, 1])).With("y", pass.From([0.0, 1, 1, 0], [2, 2]), mask: pass.From([1.0, 1], [2]));
        Trace trace = new Wrong(t =>
        {
            t.LatentOrObserved("y", OneHotCategorical.FromLogits(t.Pass.Full([2], 0, DType.Float64)));
            t.Latent("z", t.StandardNormal(1));
        }).Trace(pass, batch, TraceMode.Given(new Dictionary<string, Tensor> { ["z"] = pass.From([0.5, 0.5], [2, 1]) }));
        Assert.Equal([0.0, 1, 1, 0], trace["y"].Value!.ToDoubles());
        Assert.Equal(Math.Log(0.5), trace.LogLikelihood(trace["y"]).ToDoubles()[1], 12);
    }

    [Fact]
    public void A_name_that_is_given_to_no_latent_variable_is_refused()
    {
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(4));
        Batch batch = Batch.Of("x", pass.From(LinearGaussian.X, [1, 3]));
        ArgumentException error = Assert.Throws<ArgumentException>(() => LinearGaussian.Prior().Trace(
            pass, batch, TraceMode.Given(new Dictionary<string, Tensor> { ["Z"] = pass.From([1.0, 1], [1, 2]) })));
        Assert.Equal(
            "TraceMode.Given: 'Z' is given and is no latent variable of the model; those are: z. What is observed goes into the batch.", error.Message);
    }

    [Fact]
    public void A_value_that_q_and_p_both_exclude_has_no_part_in_a_bound()
    {
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(4));
        double[] logits = [0.3, -0.2, double.NegativeInfinity];
        Wrong model = new(t => t.Latent(
            "y",
            Categorical.FromLogits(t.Pass.From(logits, [3])),
            () => Categorical.FromLogits(t.Pass.From([0.0, 0, double.NegativeInfinity], [3])),
            DiscreteSite.Enumerated));
        double[] p = [.. logits.Take(2).Select(static l => Math.Exp(l) / (Math.Exp(0.3) + Math.Exp(-0.2)))];
        ObjectiveTerms terms = new Elbo().Evaluate(model, Batch.Of("x", pass.From([1.0], [1, 1])), pass);
        Assert.Equal(p.Sum(static v => 0.5 * Math.Log(0.5 / v)), terms.Kl.Item(), 12);
    }

    [Fact]
    public void An_observed_variable_has_the_shape_of_its_distribution()
    {
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(4));
        Batch batch = Batch.Of("x", pass.From([1.0, 1.0], [2, 1])).With("z", pass.From([0.5, 0.5], [2, 1]));
        ShapeException error = Assert.Throws<ShapeException>(() => new Wrong(t => t.LatentOrObserved("z", t.StandardNormal(3)))
            .Trace(pass, batch, TraceMode.Posterior()));
        Assert.Contains("Site 'z': the batch's value has shape [2, 1]; p expects 2 rows of events of shape [3]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_name_the_sites()
    {
        using Pass pass = Pass.Evaluation();
        Batch batch = Batch.Of("x", pass.From([1.0, 1.0], [2, 1]));
        ShapeException rows = Assert.Throws<ShapeException>(() => new Wrong(t =>
        {
            Tensor z = t.Latent("z", t.StandardNormal(1), () => Normal.FromLogScale(t.Observed("x"), 0.0, 1));
            t.Observe("x", Bernoulli.FromLogits(Ops.Concat([z, t.Observed("x")], 1), 1));
        }).Trace(pass, batch, TraceMode.Posterior(3)));
        Assert.Contains("z (Latent): p = Normal batch [6] event [1]", rows.Message, StringComparison.Ordinal);
        Assert.Contains("2 examples, 3 samples, 6 rows; a tensor of the batch has one row per example: t.Tile(tensor) repeats it.", rows.Message, StringComparison.Ordinal);
        ShapeException events = Assert.Throws<ShapeException>(() => new Wrong(t =>
            t.Latent("z", t.StandardNormal(2), () => Normal.FromLogScale(t.Observed("x"), 0.0, 1))).Trace(pass, batch, TraceMode.Posterior()));
        Assert.Contains("Site 'z': q has events of shape [1], p of [2]", events.Message, StringComparison.Ordinal);
        ShapeException support = Assert.Throws<ShapeException>(() => new Wrong(t =>
            t.Latent("z", t.StandardNormal(1), () => Bernoulli.FromLogits(t.Observed("x"), 1))).Trace(pass, batch, TraceMode.Posterior()));
        Assert.Contains("q gives values in '0 or 1', p has the support 'real'", support.Message, StringComparison.Ordinal);
        InvalidOperationException twice = Assert.Throws<InvalidOperationException>(() => new Wrong(t =>
        {
            t.Latent("z", t.StandardNormal(1));
            t.Latent("z", t.StandardNormal(1));
        }).Trace(pass, batch, TraceMode.Posterior()));
        Assert.Contains("'z' is named twice", twice.Message, StringComparison.Ordinal);
    }

    private sealed class Wrong(Action<Trace> run) : LatentModel
    {
        public override IReadOnlyList<Parameter> Parameters { get; } =
            ParameterScope.Initialize(RandomKey.FromSeed(0), DType.Float64) is var scope && scope.Parameter("w", [1], Initializer.Zeros) is not null
                ? scope.Parameters
                : [];

        public override void Run(Trace t) => run(t);
    }

    private sealed class Choice(double[] prior, double[] theta) : LatentModel
    {
        public override IReadOnlyList<Parameter> Parameters { get; } = [];

        public override void Run(Trace t)
        {
            Tensor y = t.LatentOrObserved(
                "y",
                OneHotCategorical.FromProbs(t.Pass.From(prior, [3])),
                () => OneHotCategorical.FromLogits(t.Pass.Full([t.Count, 3], 0, DType.Float64)),
                DiscreteSite.Enumerated);
            t.Observe("x", Bernoulli.FromProbs((y * t.Pass.From(theta, [3])).SumKeepingAxes(-1), eventAxes: 1));
        }
    }
}
