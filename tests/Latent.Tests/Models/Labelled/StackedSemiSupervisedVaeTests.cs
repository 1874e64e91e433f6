using Latent.Data;
using Latent.Data.Columns;
using Latent.Models;
using Latent.Models.Labelled;
using Latent.Models.Likelihoods;
using Latent.Networks;
using Latent.Objectives;
using Latent.Optimization;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Tests.Models.Labelled;

/// <summary>M1+M2 as one model, against its sums in plain arithmetic, and its two stages.</summary>
public sealed class StackedSemiSupervisedVaeTests
{
    // z1 ~ N(a·z2 + e_y, s²): N(e_y, a² + s²) given y; q(y | z1) and q(z2 | y, z1) are the posteriors, q(z1 | x) is some normal.
    private const double Slope = 0.9, Scale = 0.7, Spread = (Slope * Slope) + (Scale * Scale);

    private static readonly double[] Centers = [-1.2, 1.6], X = [0.4, -1.5, 2.2];

    private static readonly DataColumn Column = new("x", [1]), Label = new("y", []) { Classes = ["a", "b"], HasMissing = true };

    [Fact]
    public void Parameters_have_the_names_that_model_files_hold() => Assert.Equal(
        [
            "m1.encoder.mean.weight [1, 1]", "m1.encoder.mean.bias [1]", "m1.encoder.log_scale.weight [1, 1]", "m1.encoder.log_scale.bias [1]",
            "m1.decoder.mean.weight [1, 1]", "m1.decoder.mean.bias [1]",
            "m2.encoder.x.weight [1, 1]", "m2.encoder.x.bias [1]", "m2.encoder.y.weight [1, 2]", "m2.encoder.mean.weight [1, 1]", "m2.encoder.mean.bias [1]",
            "m2.encoder.log_scale.weight [1, 1]", "m2.encoder.log_scale.bias [1]", "m2.decoder.0.weight [1, 3]", "m2.decoder.0.bias [1]",
            "m2.decoder.mean.weight [1, 1]", "m2.decoder.mean.bias [1]", "m2.decoder.log_scale.weight [1, 1]", "m2.decoder.log_scale.bias [1]",
            "m2.classifier.0.weight [1, 1]", "m2.classifier.0.bias [1]", "m2.classifier.logits.weight [2, 1]", "m2.classifier.logits.bias [2]",
        ],
        Model().Parameters.Select(static parameter => parameter.ToString()));

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Every_weight_is_that_of_the_draw_of_z1_with_class_and_z2_summed_out(int samples)
    {
        LatentModel model = Model();
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(1));
        Batch batch = Batch.Of("x", pass.From(X, [3, 1])).With("y", pass.From([double.NaN, 1, 0], [3]), pass.From([0.0, 1, 1], [3]));
        Trace trace = model.Trace(pass, batch, TraceMode.Posterior(samples));
        double[] z1 = trace["z1"].Value!.ToDoubles(), weights = trace.LogWeights().ToDoubles();
        Assert.Equal(3 * samples, z1.Length);
        ObjectiveTerms elbo = new Elbo { Samples = samples, Kl = KlEstimate.Sampled }.Evaluate(model, batch, pass);
        double[] bound = elbo.Bound.ToDoubles(), means = new double[3];
        for (int i = 0; i < z1.Length; i++)
        {
            int row = i % 3;
            double[] joint = [.. Centers.Select(e => Math.Log(0.5) + LogNormal(z1[i], e, Spread))];
            double above = row == 0 ? Math.Log(joint.Sum(Math.Exp)) : joint[row == 1 ? 1 : 0];
            double expected = LogNormal(X[row], (1.1 * z1[i]) - 0.2, 0.09) + above - LogNormal(z1[i], (0.6 * X[row]) + 0.1, 0.25);
            Assert.Equal(expected, weights[i], 1e-9);
            means[row] += expected / samples;
        }

        // Since q(y | z1) and q(z2 | y, z1) are exact, the bound is the mean of the same numbers.
        for (int row = 0; row < 3; row++) Assert.Equal(means[row], bound[row], 1e-9);
    }

    [Fact]
    public void It_names_its_graph_classifies_by_the_mean_code_and_generates()
    {
        StackedSemiSupervisedVae model = Model();
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(2));
        string graph = ModelGraph.Read(model, Batch.Of("x", pass.From(X, [3, 1]))).ToString();
        Assert.Contains("p(x | z1)", graph, StringComparison.Ordinal);
        Assert.Contains("q(z1 | x)", graph, StringComparison.Ordinal);
        Assert.Contains("q(y | z1)", graph, StringComparison.Ordinal);
        double[] logProb = model.ClassLogProb(pass, Batch.Of("x", pass.From(X, [3, 1]))).ToDoubles();
        for (int row = 0; row < 3; row++)
        {
            double code = (0.6 * X[row]) + 0.1;
            double[] joint = [.. Centers.Select(e => LogNormal(code, e, Spread))];
            Assert.Equal(joint[1] - Math.Log(joint.Sum(Math.Exp)), logProb[(2 * row) + 1], 1e-9);
        }

        // 4,000 draws: the mean of x is 1.1·(the mean of the centres) - 0.2, its deviation below 2.2.
        double[] x = model.Trace(pass, null, TraceMode.Generate(4000))["x"].Value!.ToDoubles();
        Assert.InRange(x.Average() - ((1.1 * 0.2) - 0.2), -5 * 2.2 / Math.Sqrt(4000), 5 * 2.2 / Math.Sqrt(4000));
    }

    [Fact]
    public void Its_stages_learn_their_own_parameters_only_the_second_from_codes_of_the_first()
    {
        StackedSemiSupervisedVae model = Model(new StackedSemiSupervisedVaeConfig { FirstEpochs = 1 }, DType.Float32);
        Assert.Equal(["m1", "m2"], model.Stages.Select(static stage => stage.Name));
        IDataset data = new ColumnDataset("t", new ValueColumn(Column, (double[])[.. Enumerable.Range(0, 8).Select(static i => (i - 4) / 3.0)]),
            new ValueColumn(Label, (double[])[0, 1, double.NaN, 0, 1, double.NaN, 0, 1]));
        Trainer trainer = new(model, new Elbo { ClassificationWeight = 1 }, data, new AdamConfig { LearningRate = 0.01 },
            new TrainingOptions { Epochs = 2, BatchSize = 4, Patience = null }, RandomKey.FromSeed(1));
        Dictionary<string, float[]> start = Values(), middle;
        foreach (StepReport step in trainer.Steps()) Assert.DoesNotContain(step.Terms, static term => string.Equals(term.Site, "y", StringComparison.Ordinal));
        Assert.Equal(2, trainer.Step);
        middle = Values();
        Assert.True(trainer.TryAdvance());
        foreach (StepReport step in trainer.Steps()) Assert.Contains(step.Terms, static term => string.Equals(term.Site, "y", StringComparison.Ordinal));
        Assert.Equal(6, trainer.Step);
        Dictionary<string, float[]> end = Values();
        foreach (string name in start.Keys)
        {
            bool isFirst = name.StartsWith("m1.", StringComparison.Ordinal);
            Assert.Equal(!isFirst, start[name].SequenceEqual(middle[name]));
            Assert.Equal(isFirst, middle[name].SequenceEqual(end[name]));
        }

        Dictionary<string, float[]> Values() => model.Parameters.ToDictionary(static p => p.Name, static p => p.Value.Span.ToArray(), StringComparer.Ordinal);
    }

    private static StackedSemiSupervisedVae Model(StackedSemiSupervisedVaeConfig? config = null, DType dtype = DType.Float64)
    {
        config ??= new StackedSemiSupervisedVaeConfig();
        config.Latents = 1;
        config.UpperLatents = 1;
        config.Encoder = MlpConfig.Of();
        config.Upper = new MlpConfig { Hidden = [1], Activation = Activation.None };
        config.Likelihood = new GaussianLikelihood { Scale = LikelihoodScale.Fixed, Deviation = 0.3 };
        StackedSemiSupervisedVae model = new(config, Column, Label, ParameterScope.Initialize(RandomKey.FromSeed(1), dtype));
        if (dtype != DType.Float64) return model;
        Set("m1.encoder.mean.weight", 0.6);
        Set("m1.encoder.mean.bias", 0.1);
        Set("m1.encoder.log_scale.weight", 0);
        Set("m1.encoder.log_scale.bias", Math.Log(0.5));
        Set("m1.decoder.mean.weight", 1.1);
        Set("m1.decoder.mean.bias", -0.2);
        // q(z2 | y, z1) = N(a·(z1 - e_y)/(a² + s²), s²/(a² + s²)).
        Set("m2.encoder.x.weight", 1);
        Set("m2.encoder.x.bias", 0);
        Set("m2.encoder.y.weight", -Centers[0], -Centers[1]);
        Set("m2.encoder.mean.weight", Slope / Spread);
        Set("m2.encoder.mean.bias", 0);
        Set("m2.encoder.log_scale.weight", 0);
        Set("m2.encoder.log_scale.bias", 0.5 * Math.Log(Scale * Scale / Spread));
        Set("m2.decoder.0.weight", Slope, Centers[0], Centers[1]);
        Set("m2.decoder.0.bias", 0);
        Set("m2.decoder.mean.weight", 1);
        Set("m2.decoder.mean.bias", 0);
        // The likelihood's log σ is a + log(1 + e^(h + u - a)), a = log 0.001, with u so that h = 0 means σ = 1.
        double least = Math.Log(1e-3);
        Set("m2.decoder.log_scale.weight", 0);
        Set("m2.decoder.log_scale.bias", Inverse(Math.Log(Scale)) - Inverse(0));
        Set("m2.classifier.0.weight", 1);
        Set("m2.classifier.0.bias", 0);
        Set("m2.classifier.logits.weight", Centers[0] / Spread, Centers[1] / Spread);
        Set("m2.classifier.logits.bias", -Centers[0] * Centers[0] / (2 * Spread), -Centers[1] * Centers[1] / (2 * Spread));
        return model;

        double Inverse(double logScale) => least + Math.Log(Math.Exp(logScale - least) - 1);

        void Set(string name, params double[] values)
        {
            Parameter parameter = model.Parameters.First(parameter => string.Equals(parameter.Name, name, StringComparison.Ordinal));
            parameter.Set(Tensor.From(values, parameter.Shape));
        }
    }

    private static double LogNormal(double x, double mean, double variance) =>
        (-0.5 * (x - mean) * (x - mean) / variance) - (0.5 * Math.Log(2 * Math.PI * variance));
}
