using Latent.Data;
using Latent.Data.Columns;
using Latent.Distributions;
using Latent.Models;
using Latent.Models.Labelled;
using Latent.Models.Likelihoods;
using Latent.Networks;
using Latent.Objectives;
using Latent.Tensors;

namespace Latent.Tests.Models.Labelled;

/// <summary>Models of examples and classes against sums over the classes in plain arithmetic.</summary>
public sealed class LabelledOracleTests
{
    // x ~ N(c·z + d_y, σ²), z ~ N(0, 1): x ~ N(d_y, c² + σ²) given y, the posterior of z is normal, that of y a softmax linear in x.
    private const double Slope = 1.3, Noise = 0.4, Spread = (Slope * Slope) + Noise;

    private static readonly double[] Centers = [-1.5, 0.2, 2.0], PriorOfY = [0.5, 0.2, 0.3], X = [0.3, 1.9, -2.5, 0.1], Known = [0, 1, 0, 1];

    // The numbers of classes as data hold them: what is not known is no number.
    private static readonly double[] Labels = [double.NaN, 1, double.NaN, 2];

    private static readonly DataColumn Column = new("x", [1]) { Type = DType.Float64 };

    private static readonly DataColumn Label = new("y", []) { Classes = ["a", "b", "c"], HasMissing = true };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_class_that_is_known_gives_the_joint_and_one_that_is_not_is_summed_out(int samples)
    {
        ConditionalVae model = Conditional();
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(1));
        Batch batch = OfLabels(pass, Known);
        double[] bound = new Elbo { Samples = samples, Kl = KlEstimate.Sampled }.Evaluate(model, batch, pass).Bound.ToDoubles();
        double[] weights = new ImportanceWeighted { Samples = samples }.Evaluate(model, batch, pass).LogWeights!.ToDoubles();
        for (int i = 0; i < weights.Length; i++)
        {
            int row = i % 4;
            double[] joint = Joint(X[row]);
            double exact = Known[row] == 1 ? joint[(int)Labels[row]] : Math.Log(joint.Sum(Math.Exp));
            Assert.Equal(exact, weights[i], 1e-9);
            // With p(y) for q(y | x), the bound is the mean of log p(x | y).
            Assert.Equal(Known[row] == 1 ? exact : PriorOfY.Select((p, y) => p * (joint[y] - Math.Log(p))).Sum(), bound[row], 1e-9);
        }

        // All known, none known, no labels at all: a likelihood, a latent variable, and the same.
        Batch all = Batch.Of("x", pass.From(X, [4, 1])).With("y", pass.From([0.0, 1, 0, 2], [4]));
        double[] known = new Elbo { Samples = samples, Kl = KlEstimate.Sampled }.Evaluate(model, all, pass).Bound.ToDoubles();
        for (int row = 0; row < 4; row++) Assert.Equal(Joint(X[row])[row is 1 ? 1 : row is 3 ? 2 : 0], known[row], 1e-9);
        double[] without = new ImportanceWeighted { Samples = 1 }.Evaluate(model, Batch.Of("x", pass.From(X, [4, 1])), pass).Bound.ToDoubles();
        double[] none = new ImportanceWeighted { Samples = 1 }.Evaluate(model, OfLabels(pass, [0, 0, 0, 0]), pass).Bound.ToDoubles();
        for (int row = 0; row < 4; row++)
        {
            Assert.Equal(Math.Log(Joint(X[row]).Sum(Math.Exp)), without[row], 1e-9);
            Assert.Equal(without[row], none[row], 1e-12);
        }
    }

    [Fact]
    public void A_conditional_model_generates_the_class_that_is_given_and_of_itself_by_its_prior()
    {
        ConditionalVae model = Conditional();
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(2));
        Trace given = model.Trace(pass, null, TraceMode.Given(new Dictionary<string, Tensor>(StringComparer.Ordinal)
        {
            ["y"] = pass.From([0.0, 1, 0, 0, 0, 1], [2, 3]),
            ["z"] = pass.From([0.5, -1], [2, 1]),
        }));
        Assert.Equal((Slope * 0.5) + Centers[1], given["x"].Value!.ToDoubles()[0], 12);
        Assert.Equal(-Slope + Centers[2], given["x"].Value!.ToDoubles()[1], 12);
        // 20,000 draws: each frequency within five standard errors.
        double[] drawn = model.Trace(pass, null, TraceMode.Generate(20_000))["y"].Value!.ToDoubles();
        for (int y = 0; y < 3; y++)
        {
            double share = Enumerable.Range(0, 20_000).Average(i => drawn[(3 * i) + y]), error = Math.Sqrt(PriorOfY[y] * (1 - PriorOfY[y]) / 20_000);
            Assert.InRange((share - PriorOfY[y]) / error, -5, 5);
        }

        Batch known = Batch.Of("x", pass.From(X, [4, 1])).With("y", pass.From([0.0, 1, 0, 2], [4]));
        string[] graph = ModelGraph.Read(model, known).ToString().Split('\n');
        Assert.Equal("p(x, z, y) = p(x | z, y) p(z) p(y)", Alphabetical(graph[0]));
        Assert.Equal("q(z | x, y)", Alphabetical(graph[1]));

        static string Alphabetical(string text) => text.Replace("(x, y, z)", "(x, z, y)", StringComparison.Ordinal)
            .Replace("(x | y, z)", "(x | z, y)", StringComparison.Ordinal)
            .Replace("p(y) p(z)", "p(z) p(y)", StringComparison.Ordinal).Replace("(z | y, x)", "(z | x, y)", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void At_the_posteriors_the_semi_supervised_bound_is_the_evidence(int samples)
    {
        SemiSupervisedVae model = SemiSupervised(exact: true);
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(3));
        ObjectiveTerms terms = new Elbo { Samples = samples, Kl = KlEstimate.Sampled }.Evaluate(model, OfLabels(pass, Known), pass);
        for (int row = 0; row < 4; row++)
        {
            double[] joint = Joint(X[row]);
            Assert.Equal(Known[row] == 1 ? joint[(int)Labels[row]] : Math.Log(joint.Sum(Math.Exp)), terms.Bound.ToDoubles()[row], 1e-9);
        }
    }

    [Fact]
    public void The_loss_is_equation_9_of_the_paper()
    {
        // Eq. 6 for an example with a label, eq. 7 for one without, eq. 9 with α; q(y | x) some classifier, q(z | x, y) the posterior, so that -L is
        // log p(x, y). The loss is their mean over the batch.
        const double alpha = 7;
        SemiSupervisedVae model = SemiSupervised(exact: false);
        using Pass pass = Pass.Training(RandomKey.FromSeed(4));
        Batch batch = OfLabels(pass, Known);
        ObjectiveTerms terms = new Elbo { Kl = KlEstimate.Sampled, ClassificationWeight = alpha }.Evaluate(model, batch, pass);
        double[] logQ = model.ClassLogProb(pass, batch).ToDoubles();
        double sum = 0;
        for (int row = 0; row < 4; row++)
        {
            double[] minusL = Joint(X[row]), q = [.. logQ.Skip(3 * row).Take(3)];
            if (Known[row] == 1)
            {
                int y = (int)Labels[row];
                Assert.Equal(minusL[y], terms.Bound.ToDoubles()[row], 1e-9);
                sum += -minusL[y] - (alpha * q[y]);
            }
            else
            {
                // -U(x) = Σ q(y | x)·(-L(x, y)) + H(q(y | x)).
                double minusU = q.Select((l, y) => Math.Exp(l) * (minusL[y] - l)).Sum();
                Assert.Equal(minusU, terms.Bound.ToDoubles()[row], 1e-9);
                Assert.True(minusU < Math.Log(minusL.Sum(Math.Exp)) - 0.01);
                sum -= minusU;
            }
        }

        Assert.Equal(sum / 4, terms.Loss.Item(), 1e-9);
        // The gradients are those of that number, draws of z and all.
        Gradients gradients = pass.Backward(terms.Loss);
        foreach (string name in new[] { "classifier.logits.weight", "classifier.logits.bias" })
        {
            Parameter parameter = Find(model, name);
            double[] found = gradients[parameter].ToDoubles();
            for (int i = 0; i < found.Length; i++) Assert.Equal((Loss(parameter, i, 1e-5) - Loss(parameter, i, -1e-5)) / 2e-5, found[i], 1e-7);
        }

        double Loss(Parameter parameter, int index, double step)
        {
            double[] values = parameter.Value.ToDoubles(), moved = [.. values];
            moved[index] += step;
            parameter.Set(Tensor.From(moved, parameter.Shape));
            using Pass evaluation = Pass.Evaluation(RandomKey.FromSeed(4));
            Elbo elbo = new() { Kl = KlEstimate.Sampled, ClassificationWeight = alpha };
            double loss = elbo.Evaluate(model, OfLabels(evaluation, Known), evaluation).Loss.Item();
            parameter.Set(Tensor.From(values, parameter.Shape));
            return loss;
        }
    }

    [Fact]
    public void A_learned_prior_starts_at_the_frequencies_of_the_labels_that_are_known()
    {
        ConditionalVae model = new(Config(new ConditionalVaeConfig()), Column, Label, Scope());
        double[] classes = [0, 0, 1, double.NaN, 2, double.NaN, 0];
        IDataset train = new ColumnDataset("t", new ValueColumn(Column, new double[7]), new ValueColumn(Label, classes));
        model.InitializeFrom(train, default);
        double[] logits = Find(model, "prior.logits").Value.ToDoubles();
        // Each class once more than it occurs: 4, 2 and 2 of 8.
        Assert.Equal([Math.Log(4), Math.Log(2), Math.Log(2)], logits);
    }

    [Fact]
    public void Features_of_all_classes_are_those_of_a_layer_on_the_example_and_the_class()
    {
        ParameterScope scope = Scope();
        JointEncoder encoder = new(new MlpConfig { Hidden = [5, 4], Activation = Activation.Softplus }, scope, [2, 3], classes: 3);
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(5));
        double[] x = new double[12];
        RandomKey.FromSeed(6).Uniform(x);
        Tensor examples = pass.From(x, [2, 2, 3]);
        // Two examples, three classes each: rows 0, 1 of class 0, then of class 1 ...
        Tensor y = pass.OneHot([0, 0, 1, 1, 2, 2], 3, DType.Float64);
        Tensor found = encoder.Features(pass, encoder.Part(pass, examples, null), y);
        Parameter[] p = [.. scope.Parameters];
        Assert.Equal(["x.weight [5, 6]", "x.bias [5]", "y.weight [5, 3]", "1.weight [4, 5]", "1.bias [4]"], p.Select(static parameter => parameter.ToString()));
        Tensor both = Ops.Concat([examples.Reshape(2, 6).Tile(0, 3), y], 1), weight = Ops.Concat([pass[p[0]], pass[p[2]]], 1);
        Tensor expected = Ops.Linear(Ops.Linear(both, weight, pass[p[1]], Activation.Softplus), pass[p[3]], pass[p[4]], Activation.Softplus);
        foreach ((double e, double f) in expected.ToDoubles().Zip(found.ToDoubles())) Assert.Equal(e, f, 1e-13);
    }

    [Fact]
    public void Labels_that_are_no_class_and_columns_that_hold_none_are_refused_by_name()
    {
        using Pass pass = Pass.Evaluation();
        Batch batch = Batch.Of("x", pass.From(X, [4, 1])).With("y", pass.From([0.0, 1, 3, 2], [4]));
        Assert.Equal("'y' is 3 in row 2 of the batch, and the model knows the classes 0 to 2.",
            Assert.Throws<ArgumentException>(() => Conditional().Trace(pass, batch, TraceMode.Posterior())).Message);
        Assert.Contains("conditional-vae: the column y [4] real is no class",
            Assert.Throws<ArgumentException>(() => new ConditionalVae(new ConditionalVaeConfig(), Column, new DataColumn("y", [4]), Scope())).Message,
            StringComparison.Ordinal);
        ConditionalVaeConfig none = new() { Encoder = MlpConfig.Of(), Likelihood = new GaussianLikelihood() };
        Assert.Contains("has at least one layer", Assert.Throws<ArgumentException>(() => new ConditionalVae(none, Column, Label, Scope())).Message,
            StringComparison.Ordinal);
    }

    private static Batch OfLabels(Pass pass, double[] known) =>
        Batch.Of("x", pass.From(X, [4, 1])).With("y", pass.From(Labels, [4]), pass.From(known, [4]));

    private static ConditionalVae Conditional()
    {
        ConditionalVae model = new(Config(new ConditionalVaeConfig()), Column, Label, Scope());
        SetParts(model);
        Set(model, "prior.logits", [.. PriorOfY.Select(static p => Math.Log(p))]);
        return model;
    }

    private static SemiSupervisedVae SemiSupervised(bool exact)
    {
        SemiSupervisedVaeConfig config = Config(new SemiSupervisedVaeConfig { Classes = ClassPrior.Learned, Classifier = MlpConfig.Of() });
        SemiSupervisedVae model = new(config, Column, Label, Scope());
        SetParts(model);
        Set(model, "prior.logits", [.. PriorOfY.Select(static p => Math.Log(p))]);
        if (!exact) return model;
        Set(model, "classifier.logits.weight", [.. Centers.Select(static d => d / Spread)]);
        Set(model, "classifier.logits.bias", [.. Centers.Select((d, y) => Math.Log(PriorOfY[y]) - (d * d / (2 * Spread)))]);
        return model;
    }

    private static T Config<T>(T config)
        where T : EncoderDecoderConfig
    {
        config.Latents = 1;
        config.Encoder = new MlpConfig { Hidden = [1], Activation = Activation.None };
        config.Decoder = MlpConfig.Of();
        config.Likelihood = new GaussianLikelihood { Scale = LikelihoodScale.Fixed, Deviation = Math.Sqrt(Noise) };
        return config;
    }

    // q(z | x, y) = N(c·(x - d_y)/(c² + σ²), σ²/(c² + σ²)).
    private static void SetParts(LatentModel model)
    {
        Set(model, "encoder.x.weight", [1]);
        Set(model, "encoder.x.bias", [0]);
        Set(model, "encoder.y.weight", [.. Centers.Select(static d => -d)]);
        Set(model, "encoder.mean.weight", [Slope / Spread]);
        Set(model, "encoder.mean.bias", [0]);
        Set(model, "encoder.log_scale.weight", [0]);
        Set(model, "encoder.log_scale.bias", [0.5 * Math.Log(Noise / Spread)]);
        Set(model, "decoder.mean.weight", [Slope, .. Centers]);
        Set(model, "decoder.mean.bias", [0]);
    }

    private static double[] Joint(double x) =>
        [.. PriorOfY.Select((p, y) => Math.Log(p) - (0.5 * (x - Centers[y]) * (x - Centers[y]) / Spread) - (0.5 * Math.Log(2 * Math.PI * Spread)))];

    private static Parameter Find(LatentModel model, string name) =>
        model.Parameters.First(parameter => string.Equals(parameter.Name, name, StringComparison.Ordinal));

    private static void Set(LatentModel model, string name, double[] values)
    {
        Parameter parameter = Find(model, name);
        parameter.Set(Tensor.From(values, parameter.Shape));
    }

    private static ParameterScope Scope() => ParameterScope.Initialize(RandomKey.FromSeed(1), DType.Float64);
}
