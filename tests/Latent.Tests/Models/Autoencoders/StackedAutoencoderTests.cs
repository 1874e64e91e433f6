using Latent.Data;
using Latent.Data.Columns;
using Latent.Data.Transforms;
using Latent.Models;
using Latent.Models.Autoencoders;
using Latent.Models.Likelihoods;
using Latent.Networks;
using Latent.Objectives;
using Latent.Optimization;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Tests.Models.Autoencoders;

public sealed class StackedAutoencoderTests
{
    private static readonly DataColumn s_column = new("x", [6]);
    private static readonly DataColumn s_label = new("label", [3]) { Levels = 2 };

    private static readonly StackedAutoencoderConfig s_config = new()
    {
        Latents = 2,
        Encoder = MlpConfig.Of(5, 4) with { Activation = Activation.Sigmoid },
        Likelihood = new GaussianLikelihood { Scale = LikelihoodScale.Fixed, Deviation = 1 },
        LayerEpochs = 2,
    };

    [Fact]
    public void Its_stages_are_its_layers_and_then_the_whole_or_the_classifier()
    {
        Assert.Equal(["layer 1 2", "layer 2 2", "layer 3 2", "fine-tuning "], Stages(s_config));
        Assert.Equal(["layer 1 2", "layer 2 2", "layer 3 2", "classifier "], Stages(s_config with { Classes = "label" }));
        Assert.Equal(["fine-tuning 7", "classifier 3"],
            Stages(s_config with { Classes = "label", LayerEpochs = 0, FineTuningEpochs = 7, ClassifierEpochs = 3 }));
        Assert.Equal(
            [
                "layer 1: encoder.0.weight encoder.0.bias decoder.mean.weight decoder.mean.bias",
                "layer 2: encoder.1.weight encoder.1.bias decoder.1.weight decoder.1.bias",
                "layer 3: encoder.2.weight encoder.2.bias decoder.0.weight decoder.0.bias",
                "classifier: encoder.0.weight encoder.0.bias encoder.1.weight encoder.1.bias encoder.2.weight encoder.2.bias classifier.weight classifier.bias",
            ],
            Make(s_config with { Classes = "label" }).Stages.Select(static stage =>
                $"{stage.Name}: {string.Join(' ', stage.Model.Parameters.Select(static parameter => parameter.Name))}"));
        Assert.Equal(["classifier.weight", "classifier.bias"],
            Make(s_config with { Classes = "label", FixedCode = true }).Stages[^1].Model.Parameters.Select(static parameter => parameter.Name));

        static IEnumerable<string> Stages(StackedAutoencoderConfig config) => Make(config).Stages.Select(static stage => $"{stage.Name} {stage.Epochs}");
    }

    [Fact]
    public void A_layer_is_an_autoencoder_of_the_codes_below_it()
    {
        StackedAutoencoder model = Make(s_config);
        double[] x = AutoencoderTests.Values(4);
        using Pass pass = Pass.Evaluation();
        Batch batch = Batch.Of("x", pass.From(x, [4, 6]));
        Tensor h1 = Layer("encoder.0", pass.From(x, [4, 6]), true), h2 = Layer("encoder.1", h1, true), h3 = Layer("encoder.2", h2, false);
        // Layer 1 of real data: half the squared error and a constant.
        Tensor back = Layer("decoder.mean", h1, false);
        double expected = (0.5 * (back - pass.From(x, [4, 6])).Square().Sum(1)).Mean().Item() + (3 * Math.Log(2 * Math.PI));
        Assert.Equal(expected, Loss(0), 1e-12);
        // Layers 2 and 3 of logistic codes: the cross-entropy of each code, as of Vincent et al. 2010, eq. 4.
        Assert.Equal(CrossEntropy(h1, Layer("decoder.1", h2, false)), Loss(1), 1e-12);
        Assert.Equal(CrossEntropy(h2, Layer("decoder.0", h3, false)), Loss(2), 1e-12);
        // And the whole: through all of them.
        Tensor whole = Layer("decoder.mean", Layer("decoder.1", Layer("decoder.0", h3, true), true), false);
        expected = (0.5 * (whole - pass.From(x, [4, 6])).Square().Sum(1)).Mean().Item() + (3 * Math.Log(2 * Math.PI));
        Assert.Equal(expected, Loss(3), 1e-12);

        double Loss(int stage) => new Reconstruction().Evaluate(model.Stages[stage].Model, batch, pass).Loss.Item();

        Tensor Layer(string name, Tensor input, bool logistic) => Ops.Linear(input, AutoencoderTests.Find(model, name + ".weight").Value,
            AutoencoderTests.Find(model, name + ".bias").Value, logistic ? Activation.Sigmoid : Activation.None);

        static double CrossEntropy(Tensor code, Tensor logits) => (logits.Softplus() - (code * logits)).Sum(1).Mean().Item();
    }

    [Theory]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Tanh)]
    public void Codes_that_are_no_probabilities_are_given_back_by_squared_error(Activation activation)
    {
        StackedAutoencoder model = Make(s_config with { Encoder = MlpConfig.Of(5, 4) with { Activation = activation } });
        double[] x = AutoencoderTests.Values(4);
        using Pass pass = Pass.Evaluation();
        Tensor h1 = Layer("encoder.0", pass.From(x, [4, 6])), back = Layer("decoder.1", Layer("encoder.1", h1));
        double expected = (0.5 * (back - h1).Square().Sum(1)).Mean().Item() + (2.5 * Math.Log(2 * Math.PI));
        Assert.Equal(expected, new Reconstruction().Evaluate(model.Stages[1].Model, Batch.Of("x", pass.From(x, [4, 6])), pass).Loss.Item(), 1e-12);

        Tensor Layer(string name, Tensor input) =>
            Ops.Linear(input, AutoencoderTests.Find(model, name + ".weight").Value, AutoencoderTests.Find(model, name + ".bias").Value, activation);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_gradients_of_every_stage_are_those_of_differences(bool tied)
    {
        StackedAutoencoder model = Make(s_config with { Classes = "label", FineTuningEpochs = 1, TiedWeights = tied });
        double[] x = AutoencoderTests.Values(3), label = [1, 0, 0, 0, 0, 1, 0, 1, 0];
        Assert.Equal(5, model.Stages.Count);
        foreach (TrainingStage stage in model.Stages)
            VaeNetworkTests.GradientOf(stage.Model, new Reconstruction(), pass => Batch.Of("x", pass.From(x, [3, 6])).With("label", pass.From(label, [3, 3])));
    }

    [Fact]
    public void No_gradient_reaches_the_layers_below()
    {
        StackedAutoencoder model = Make(s_config with { Classes = "label", FixedCode = true });
        double[] x = AutoencoderTests.Values(3), label = [1, 0, 0, 0, 0, 1, 0, 1, 0];
        foreach (TrainingStage stage in model.Stages)
        {
            using Pass pass = Pass.Training(RandomKey.FromSeed(1));
            Batch batch = Batch.Of("x", pass.From(x, [3, 6])).With("label", pass.From(label, [3, 3]));
            Gradients gradients = pass.Backward(new Reconstruction().Evaluate(stage.Model, batch, pass).Loss);
            HashSet<string> own = [.. stage.Model.Parameters.Select(static parameter => parameter.Name)];
            Assert.All(model.Parameters, parameter => Assert.Equal(own.Contains(parameter.Name), gradients.TryGet(parameter, out _)));
        }
    }

    [Fact]
    public void Each_layer_reads_its_own_codes_through_noise_and_only_while_training()
    {
        MaskingNoise[] noise = [new() { Probability = 0.3 }, new() { Probability = 0.5 }, new() { Probability = 0.9 }];
        StackedAutoencoder noisy = Make(s_config with { Corruption = noise }), plain = Make(s_config);
        double[] x = AutoencoderTests.Values(400);
        for (int layer = 0; layer < 3; layer++)
        {
            using Pass use = Pass.Evaluation(RandomKey.FromSeed(2)), training = Pass.Training(RandomKey.FromSeed(2));
            Assert.Equal(Loss(plain, use), Loss(noisy, use));
            Assert.NotEqual(Loss(plain, training), Loss(noisy, training));
            Trace trace = noisy.Stages[layer].Model.Trace(training, Batch.Of("x", training.From(x, [400, 6])), TraceMode.Reconstruct);
            string input = trace.ObservedSites.Single().Name;
            Assert.Equal(layer == 0 ? "x" : $"layer {layer}", input);
            // What is judged is clean; what is read has zeros, as many as were asked for: of 400 rows of at least 4 numbers, within six standard deviations.
            double[] clean = trace.Observed(input).ToDoubles(), read = trace.Observed(input + ".corrupted").ToDoubles();
            double p = noise[layer].Probability, share = read.Count(static value => value == 0) / (double)read.Length;
            Assert.InRange(share, p - (6 * Math.Sqrt(p * (1 - p) / read.Length)), p + (6 * Math.Sqrt(p * (1 - p) / read.Length)));
            Assert.DoesNotContain(0.0, clean);
            Assert.All(clean.Zip(read), static pair => Assert.True(pair.Second == 0 || pair.First == pair.Second));

            double Loss(StackedAutoencoder model, Pass pass) =>
                new Reconstruction().Evaluate(model.Stages[layer].Model, Batch.Of("x", pass.From(x, [400, 6])), pass).Loss.Item();
        }
    }

    [Fact]
    public void A_classifier_on_top_learns_classes_and_examples_without_them_are_examples_all_the_same()
    {
        // Three clusters.
        const int rows = 90;
        double[] x = new double[rows * 6];
        RandomKey.FromSeed(3).Normal(x);
        for (int i = 0; i < x.Length; i++) x[i] = (0.3 * x[i]) + (i % 6 / 2 == i / 6 % 3 ? 1.5 : 0);
        double[] y = [.. Enumerable.Range(0, rows).Select(static i => (double)(i % 3))];
        IDataset data = new ColumnDataset("clusters", new ValueColumn(s_column, x), new ValueColumn(new DataColumn("y", []) { Classes = ["a", "b", "c"] }, y));
        OneHot oneHot = new() { Into = "label", Classes = 3 };
        foreach (bool isFixed in new[] { false, true })
        {
            StackedAutoencoderConfig config = s_config with { Classes = "label", FixedCode = isFixed, LayerEpochs = 20 };
            StackedAutoencoder model = (StackedAutoencoder)config.Build(data.With(oneHot).Columns, ParameterScope.Initialize(RandomKey.FromSeed(1)));
            Trainer trainer = new(model, new Reconstruction(), data.With(oneHot), new AdamConfig { LearningRate = 0.02 },
                new TrainingOptions { Epochs = 60, BatchSize = 30, Patience = null }, RandomKey.FromSeed(1));
            Assert.Equal(StopReason.Completed, new Fit(trainer).Run().Reason);
            using Pass pass = Pass.Evaluation();
            // The label is not looked at, and need not be there.
            Batch seen = data.Get(0, rows, pass, default);
            double[] logProb = model.ClassLogProb(pass, seen).ToDoubles();
            int right = Enumerable.Range(0, rows).Count(i => Enumerable.Range(0, 3).MaxBy(c => logProb[(3 * i) + c]) == i % 3);
            Assert.InRange(right, 85, rows);
            Assert.Equal(["z", "x"], model.Trace(pass, seen, TraceMode.Posterior()).Sites.Select(static site => site.Name));
            Assert.Equal(["z", "x", "label"],
                model.Trace(pass, data.With(oneHot).Get(0, rows, pass, default), TraceMode.Posterior()).Sites.Select(static site => site.Name));
            Assert.Equal(["z", "x", "label"], model.Trace(pass, null, TraceMode.Generate(2)).Sites.Select(static site => site.Name));
        }
    }

    [Fact]
    public void What_makes_no_sense_is_refused_with_what_to_do()
    {
        Refused(s_config with { Latents = 0 }, "stacked-autoencoder: latents is 0; a code has at least one number.");
        Refused(s_config with { Encoder = new GatedMlpConfig() }, "stacked-autoencoder: its layers are those of a perceptron, which the decoder mirrors; ");
        Refused(s_config with { LayerEpochs = -1 }, "stacked-autoencoder: layerEpochs is -1; it must be at least 0.");
        Refused(s_config with { LayerEpochs = 0, FineTuningEpochs = 0 },
            "stacked-autoencoder: layerEpochs and fineTuningEpochs are 0 and there is no classifier; nothing would be learned.");
        Refused(s_config with { Corruption = [new MaskingNoise(), new MaskingNoise()] },
            "stacked-autoencoder: there are 2 corruptions and 3 layers; give one for each layer, or one for all of them.");
        Refused(s_config with { Classes = "y" },
            "stacked-autoencoder: the classes y [] 3 classes are not one-hot. Add { \"kind\": \"one-hot\", \"column\": \"y\", \"into\": \"label\" } to "
            + "data.transforms, and name 'label'.");
        Refused(s_config with { Classes = "other" }, "The model observes 'other', and the data has no such column; it has: x, label, y.");
        using Pass pass = Pass.Evaluation();
        Assert.StartsWith("stacked-autoencoder: the model has no classifier",
            Assert.Throws<InvalidOperationException>(() => Make(s_config).ClassLogProb(pass, Batch.Of("x", pass.Full([2, 6], 1, DType.Float64)))).Message,
            StringComparison.Ordinal);

        static void Refused(StackedAutoencoderConfig config, string message) =>
            Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => Make(config)).Message, StringComparison.Ordinal);
    }

    private static StackedAutoencoder Make(StackedAutoencoderConfig config) => (StackedAutoencoder)config.Build(
        [s_column, s_label, new DataColumn("y", []) { Classes = ["a", "b", "c"] }], ParameterScope.Initialize(RandomKey.FromSeed(5), DType.Float64));
}
