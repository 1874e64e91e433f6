using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Models.Hierarchical;
using Latent.Models.Likelihoods;
using Latent.Networks;
using Latent.Objectives;
using Latent.Objectives.Estimators;
using Latent.Tensors;

namespace Latent.Tests.Models.Hierarchical;

/// <summary>Two layers of latent variables, against chains of normals whose evidence and posterior are known.</summary>
public sealed class HierarchicalVaeTests
{
    // Two chains side by side, z2 ~ N(0, 1), z1 ~ N(a·z2 + b, s²), x ~ N(c·z1 + d, σ²): the posterior is diagonal, and linear in what it is given.
    private static readonly double[] A = [0.8, -1.3], B = [0.3, -0.2], S = [0.6, 1.1], C = [1.4, 0.7], D = [-0.5, 0.2], X = [1.3, -0.4, 0.2, 2.1, -3, 0.6];

    private const double Sigma = 0.5;

    public static TheoryData<InferencePath> Paths => [InferencePath.BottomUp, InferencePath.Ladder];

    [Fact]
    public void Parameters_have_the_names_that_model_files_hold()
    {
        HierarchicalVaeConfig two = new()
        {
            Latents = 3,
            Encoder = MlpConfig.Of(5),
            Layers = [new StochasticLayer { Latents = 2, Hidden = [4] }, new StochasticLayer { Latents = 1, Hidden = [] }],
        };
        string[] decoder =
        [
            "decoder.z2.mean.weight [2, 1]", "decoder.z2.mean.bias [2]", "decoder.z2.log_scale.weight [2, 1]", "decoder.z2.log_scale.bias [2]",
            "decoder.z1.0.weight [4, 2]", "decoder.z1.0.bias [4]", "decoder.z1.mean.weight [3, 4]", "decoder.z1.mean.bias [3]",
            "decoder.z1.log_scale.weight [3, 4]", "decoder.z1.log_scale.bias [3]",
            "decoder.x.0.weight [5, 3]", "decoder.x.0.bias [5]", "decoder.x.logits.weight [6, 5]", "decoder.x.logits.bias [6]",
        ];
        Assert.Equal(
            [
                "encoder.z1.0.weight [5, 6]", "encoder.z1.0.bias [5]", "encoder.z1.mean.weight [3, 5]", "encoder.z1.mean.bias [3]",
                "encoder.z1.log_scale.weight [3, 5]", "encoder.z1.log_scale.bias [3]", "encoder.z2.0.weight [4, 3]", "encoder.z2.0.bias [4]",
                "encoder.z2.mean.weight [2, 4]", "encoder.z2.mean.bias [2]", "encoder.z2.log_scale.weight [2, 4]", "encoder.z2.log_scale.bias [2]",
                "encoder.z3.mean.weight [1, 2]", "encoder.z3.mean.bias [1]", "encoder.z3.log_scale.weight [1, 2]", "encoder.z3.log_scale.bias [1]",
                .. decoder,
            ],
            Names(two));
        // A ladder goes up by features: those of the layer below, not its draw.
        string[] ladder = Names(two with { Inference = InferencePath.Ladder });
        Assert.Contains("encoder.z2.0.weight [4, 5]", ladder);
        Assert.Contains("encoder.z3.mean.weight [1, 4]", ladder);
        Assert.Equal(decoder, ladder[^decoder.Length..]);

        static string[] Names(HierarchicalVaeConfig config) =>
            [.. config.Build([new DataColumn("x", [6]) { Levels = 2 }], Scope(1)).Parameters.Select(static parameter => parameter.ToString())];
    }

    [Fact]
    public void The_two_layers_of_Burda_et_al_are_expressed_exactly()
    {
        HierarchicalVaeConfig config = new()
        {
            Latents = 100,
            Encoder = MlpConfig.Of(200, 200) with { Activation = Activation.Tanh },
            Layers = [new StochasticLayer { Latents = 50, Hidden = [100, 100], Activation = Activation.Tanh }],
        };
        // x-200-200-100, 100-100-100-50 and back, two heads each but for the logits; weights and biases.
        int Layers(params int[] widths) => widths.Zip(widths.Skip(1), static (i, o) => (i + 1) * o).Sum();
        int Normal(int i, int o) => 2 * (i + 1) * o;
        int expected = Layers(784, 200, 200) + Normal(200, 100) + Layers(100, 100, 100) + Normal(100, 50)
            + Layers(50, 100, 100) + Normal(100, 100) + Layers(100, 200, 200, 784);
        LatentModel model = config.Build([new DataColumn("x", [1, 28, 28]) { Levels = 2 }], Scope(1));
        Assert.Equal(expected, model.Parameters.Sum(static parameter => parameter.Shape.Count));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void At_the_posterior_every_sample_of_every_bound_is_the_evidence(InferencePath path)
    {
        LatentModel model = Chain(path);
        using Pass pass = Pass.Training(RandomKey.FromSeed(1));
        Batch batch = Batch.Of("x", pass.From(X, [3, 2]));
        foreach (Objective objective in new Objective[]
            { new Elbo { Samples = 4, Kl = KlEstimate.Sampled }, new ImportanceWeighted { Samples = 5 }, new Renyi { Samples = 3 } })
        {
            ObjectiveTerms terms = objective.Evaluate(model, batch, pass);
            Tensor each = terms.LogWeights ?? terms.LogLikelihood - terms.Kl;
            double[] values = each.ToDoubles();
            for (int i = 0; i < values.Length; i++) Assert.Equal(Evidence(i % 3), values[i], 1e-9);
            Assert.Equal(-Enumerable.Range(0, 3).Average(Evidence), terms.Loss.Item(), 1e-9);
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void With_KL_terms_in_closed_form_the_bound_is_the_evidence_on_average(InferencePath path)
    {
        // Upwards, the KL of z1 is by the samples whatever is asked for: z2 is drawn given z1.
        LatentModel model = Chain(path);
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(2));
        Batch batch = Batch.Of("x", pass.From(X, [3, 2]));
        Trace trace = model.Trace(pass, batch, TraceMode.Posterior(40_000));
        double[] fit = trace.LogLikelihood(trace["x"]).ToDoubles(), one = trace.Kl(trace["z1"]).ToDoubles(), two = trace.Kl(trace["z2"]).ToDoubles();
        AssertMean(Evidence, [.. fit.Select((value, i) => value - one[i] - two[i])], expectEqual: true);
        if (path == InferencePath.Ladder) return;
        // The broken twin: the divergence for fixed parameters, which looks like a closed form.
        double[] wrong = trace.Expect(trace["z1"].Kl()).ToDoubles();
        AssertMean(Evidence, [.. fit.Select((value, i) => value - wrong[i] - two[i])], expectEqual: false);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Away_from_the_posterior_the_bound_is_lower_by_the_divergence_and_more_samples_rise_to_the_evidence(InferencePath path)
    {
        // Only the mean of q(z1 | ...) is moved, by δ: the ELBO loses δ²/2 times the precision of z1 in the posterior it belongs to. Weights then have
        // the variance e^2·gap - 1, so that 30,000 of them tell their mean to 0.006.
        const double moved = 0.3;
        HierarchicalVae model = Chain(path);
        Parameter bias = model.Parameters.First(static parameter => string.Equals(parameter.Name, "encoder.z1.mean.bias", StringComparison.Ordinal));
        double[] values = bias.Value.ToDoubles();
        bias.Set(Tensor.From([values[0] + moved, values[1]], [2]));
        double precisionOfX = C[0] * C[0] / (Sigma * Sigma), precision, shift;
        if (path == InferencePath.Ladder)
        {
            // The mean merged moves by the share that the data have of it.
            precision = precisionOfX + (1 / (S[0] * S[0]));
            shift = moved * precisionOfX / precision;
        }
        else
        {
            precision = precisionOfX + (1 / ((A[0] * A[0]) + (S[0] * S[0])));
            shift = moved;
        }

        double gap = 0.5 * shift * shift * precision;
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(3));
        Batch batch = Batch.Of("x", pass.From(X, [3, 2]));
        Tensor weights = new ImportanceWeighted { Samples = 30_000 }.Evaluate(model, batch, pass).LogWeights!;
        AssertMean(row => Evidence(row) - gap, weights.ToDoubles(), expectEqual: true);
        double[] logs = weights.ToDoubles();
        double last = -gap;
        foreach (int samples in new[] { 2, 10, 100, 30_000 })
        {
            double bound = Bound(logs, samples) - Evidence(0);
            Assert.True(bound > last, FormattableString.Invariant($"{samples} samples: {bound}, {last} before"));
            last = bound;
        }

        Assert.InRange(last, -0.03, 0.03);

        // Of the first of three examples: the mean over groups of the logarithm of the mean weight.
        static double Bound(double[] logs, int samples)
        {
            int groups = logs.Length / 3 / samples;
            return Enumerable.Range(0, groups).Average(g =>
                Math.Log(Enumerable.Range(0, samples).Average(k => Math.Exp(logs[((g * samples) + k) * 3]))));
        }
    }

    [Fact]
    public void A_ladder_merges_what_data_and_upper_layer_say_by_their_precisions()
    {
        using Pass pass = Pass.Evaluation();
        // N(1, 0.5²) and N(-2, 2²): precisions 4 and 0.25, so the mean (4·1 - 0.25·2)/4.25 and the variance 1/4.25.
        Gaussian merged = Gaussian.Merge(
            new Gaussian(pass.From([1.0, 3], [1, 2]), pass.From([Math.Log(0.5), -400], [1, 2])),
            new Gaussian(pass.From([-2.0, 5], [1, 2]), pass.From([Math.Log(2.0), 400], [1, 2])));
        Assert.Equal(3.5 / 4.25, merged.Mean.ToDoubles()[0], 1e-14);
        Assert.Equal(-0.5 * Math.Log(4.25), merged.LogScale.ToDoubles()[0], 1e-14);
        // One so much more precise than the other that the ratio overflows: its own.
        Assert.Equal((3, -400), (merged.Mean.ToDoubles()[1], merged.LogScale.ToDoubles()[1]));
    }

    [Theory]
    [InlineData(InferencePath.BottomUp, "p(x, z1, z2) = p(x | z1) p(z1 | z2) p(z2)\nq(z2, z1 | x) = q(z2 | z1) q(z1 | x)")]
    [InlineData(InferencePath.Ladder, "p(x, z1, z2) = p(x | z1) p(z1 | z2) p(z2)\nq(z1, z2 | x) = q(z1 | z2, x) q(z2 | x)")]
    public void The_graph_is_the_one_that_was_asked_for(InferencePath path, string expected)
    {
        using Pass pass = Pass.Evaluation();
        Assert.Equal(expected, ModelGraph.Read(Chain(path), Batch.Of("x", pass.From(X, [3, 2]))).ToString());
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Doubly_reparameterised_gradients_are_those_of_the_bound_on_average(InferencePath path)
    {
        // Near the posterior, where weights vary little: the mean gradients of the two estimators over 20 batches of 100 copies of three examples
        // agree within five standard errors of their difference.
        LatentModel model = Chain(path);
        foreach (Parameter parameter in model.Parameters)
        {
            double[] moves = new double[parameter.Shape.Count];
            RandomKey.FromSeed(4).Split(parameter.Name).Uniform(moves);
            parameter.Set(Tensor.From([.. parameter.Value.ToDoubles().Select((value, i) => value + (0.2 * (moves[i] - 0.5)))], parameter.Shape));
        }

        double[][] plain = Gradients(PathEstimator.Reparameterized), doubly = Gradients(PathEstimator.DoublyReparameterized);
        for (int i = 0; i < plain[0].Length; i++)
        {
            double[] differences = [.. plain.Zip(doubly, (p, d) => p[i] - d[i])];
            double mean = differences.Average(), error = Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / (differences.Length * (differences.Length - 1)));
            Assert.True(Math.Abs(mean) <= 5 * error + 1e-9, FormattableString.Invariant($"gradient {i}: {mean} ± {error}"));
        }

        double[][] Gradients(PathEstimator estimator) => [.. Enumerable.Range(0, 20).Select(seed =>
        {
            using Pass pass = Pass.Training(RandomKey.FromSeed((ulong)seed));
            Batch batch = Batch.Of("x", pass.From([.. Enumerable.Repeat(X, 100).SelectMany(static x => x)], [300, 2]));
            ObjectiveTerms terms = new ImportanceWeighted { Samples = 3, Path = estimator }.Evaluate(model, batch, pass);
            Gradients gradients = pass.Backward(terms.Loss);
            return (double[])[.. model.Parameters.SelectMany(p => gradients.TryGet(p, out Tensor? g) ? g.ToDoubles() : new double[p.Shape.Count])];
        })];
    }

    [Fact]
    public void What_makes_no_sense_is_refused_by_name()
    {
        Refused("hierarchical-vae: latents is 0; at least 1 is needed.", new HierarchicalVaeConfig { Latents = 0 });
        Refused("hierarchical-vae: layers[0].latents is 0; at least 1 is needed.", new HierarchicalVaeConfig { Layers = [new StochasticLayer { Latents = 0 }] });
        Refused("hierarchical-vae: layers[0].hidden[1] is -1; at least 1 is needed.", new HierarchicalVaeConfig { Layers = [new StochasticLayer { Hidden = [3, -1] }] });

        static void Refused(string message, ModelConfig config) =>
            Assert.Equal(message, Assert.Throws<ArgumentException>(() => config.Build([new DataColumn("x", [6]) { Levels = 2 }], Scope(1))).Message);
    }

    private static HierarchicalVae Model(InferencePath path, ulong seed) => (HierarchicalVae)new HierarchicalVaeConfig
    {
        Latents = 2,
        Encoder = MlpConfig.Of(),
        Layers = [new StochasticLayer { Latents = 2, Hidden = [] }],
        Inference = path,
        Likelihood = new GaussianLikelihood { Scale = LikelihoodScale.Fixed, Deviation = Sigma },
    }.Build([new DataColumn("x", [2])], Scope(seed));

    // The chains with their exact posterior: q(z1 | x)·q(z2 | z1) upwards, q(z2 | x) and the likelihood of z1 as a ladder.
    private static HierarchicalVae Chain(InferencePath path)
    {
        HierarchicalVae model = Model(path, 1);
        for (int i = 0; i < 2; i++)
        {
            double v = (A[i] * A[i]) + (S[i] * S[i]), noise = Sigma * Sigma;
            Linear(i, "decoder.z1", A[i], B[i], S[i]);
            Set(model, "decoder.x.mean", i, C[i], D[i]);
            if (path == InferencePath.BottomUp)
            {
                // z1 ~ N(b, v) a priori; x tells of it with the precision c²/σ².
                double precision = (1 / v) + (C[i] * C[i] / noise), gain = C[i] / noise / precision;
                Linear(i, "encoder.z1", gain, ((B[i] / v) - (gain * precision * D[i])) / precision, Math.Sqrt(1 / precision));
                double up = A[i] / v;
                Linear(i, "encoder.z2", up, -up * B[i], S[i] / Math.Sqrt(v));
            }
            else
            {
                Linear(i, "encoder.z1", 1 / C[i], -D[i] / C[i], Sigma / Math.Abs(C[i]));
                // x ~ N(c·a·z2 + c·b + d, c²·s² + σ²) given z2.
                double slope = C[i] * A[i], spread = (C[i] * C[i] * S[i] * S[i]) + noise, precision = 1 + (slope * slope / spread);
                double gain = slope / spread / precision;
                Linear(i, "encoder.z2", gain, -gain * ((C[i] * B[i]) + D[i]), Math.Sqrt(1 / precision));
            }
        }

        return model;

        void Linear(int i, string name, double slope, double offset, double deviation)
        {
            Set(model, name + ".mean", i, slope, offset);
            Set(model, name + ".log_scale", i, 0, Math.Log(deviation));
        }
    }

    private static void Set(LatentModel model, string layer, int i, double slope, double offset)
    {
        Parameter weight = model.Parameters.First(p => string.Equals(p.Name, layer + ".weight", StringComparison.Ordinal));
        Parameter bias = model.Parameters.First(p => string.Equals(p.Name, layer + ".bias", StringComparison.Ordinal));
        double[] w = weight.Value.ToDoubles(), b = bias.Value.ToDoubles();
        (w[2 * i], w[(2 * i) + 1], b[i]) = (i == 0 ? slope : 0, i == 0 ? 0 : slope, offset);
        weight.Set(Tensor.From(w, [2, 2]));
        bias.Set(Tensor.From(b, [2]));
    }

    private static double Evidence(int row) => Enumerable.Range(0, 2).Sum(i =>
    {
        double mean = (C[i] * B[i]) + D[i], variance = (C[i] * C[i] * ((A[i] * A[i]) + (S[i] * S[i]))) + (Sigma * Sigma), difference = X[(2 * row) + i] - mean;
        return (-0.5 * difference * difference / variance) - (0.5 * Math.Log(2 * Math.PI * variance));
    });

    // The mean of each example's samples, within five standard errors or far outside them.
    private static void AssertMean(Func<int, double> expected, double[] values, bool expectEqual)
    {
        for (int row = 0; row < 3; row++)
        {
            double[] own = [.. values.Where((_, i) => i % 3 == row)];
            double mean = own.Average(), error = Math.Sqrt(own.Sum(v => (v - mean) * (v - mean)) / own.Length / own.Length);
            double distance = Math.Abs(mean - expected(row)) / error;
            Assert.True(expectEqual ? distance < 5 : distance > 20, FormattableString.Invariant($"row {row}: {mean} ± {error}, expected {expected(row)}"));
        }
    }

    private static ParameterScope Scope(ulong seed) => ParameterScope.Initialize(RandomKey.FromSeed(seed), DType.Float64);
}
