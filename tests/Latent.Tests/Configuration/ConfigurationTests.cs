using Latent.Configuration;
using Latent.Data.Sources;
using Latent.Data.Transforms;
using Latent.Models;
using Latent.Models.Autoencoders;
using Latent.Models.Likelihoods;
using Latent.Networks;
using Latent.Objectives;
using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Tests.Configuration;

public sealed class ConfigurationTests
{
    [Fact]
    public void An_empty_configuration_is_the_default_one_and_what_is_written_reads_back_as_the_same()
    {
        string defaults = ConfigurationReader.Write(new ExperimentConfig());
        Assert.Equal(defaults, ConfigurationReader.Write(ConfigurationReader.Read().Config));
        Assert.Equal(defaults, ConfigurationReader.Write(Read(defaults)));
        ExperimentConfig other = new()
        {
            Seed = ulong.MaxValue,
            Data = new DataConfig { Source = new CsvSource { Path = "a.csv", Target = "y" }, Transforms = [new Standardize(), new GaussianNoise { Into = "noisy" }] },
            Model = new VaeConfig { Likelihood = new GaussianLikelihood { Scale = LikelihoodScale.PerElement }, Decoder = MlpConfig.Of(3, 4) },
            Objective = new ElboConfig { Beta = new LinearShape { Over = 10, Unit = ScheduleUnit.Epoch }, FreeBits = 0.5 },
            Optimizer = new SgdConfig { LearningRate = 0.1, ClipNorm = 5 },
        };
        Assert.Equal(ConfigurationReader.Write(other), ConfigurationReader.Write(Read(ConfigurationReader.Write(other))));
    }

    [Fact]
    public void An_object_of_another_kind_begins_with_its_own_defaults_which_later_layers_change_one_by_one()
    {
        ResolvedConfiguration resolved = ConfigurationReader.Read(
            ConfigurationLayer.FromJson("recipe", """{ "model": { "kind": "autoencoder", "codeActivation": "tanh" } }"""),
            ConfigurationLayer.FromSetting("--set", "model.encoder.hidden", "[3]"),
            ConfigurationLayer.FromSetting("--set", "objective", """{ "kind": "iwae" }"""),
            ConfigurationLayer.FromSetting("--set", "objective.samples", "7"));
        AutoencoderConfig model = Assert.IsType<AutoencoderConfig>(resolved.Config.Model);
        Assert.Equal((Activation.Tanh, 20), (model.CodeActivation, model.Latents));
        MlpConfig encoder = Assert.IsType<MlpConfig>(model.Encoder);
        Assert.Equal([3], encoder.Hidden);
        Assert.Equal(Activation.Relu, encoder.Activation);
        Assert.Equal(7, Assert.IsType<ImportanceWeightedConfig>(resolved.Config.Objective).Samples);
        Assert.Contains("\"codeActivation\": \"tanh\", // recipe", resolved.ToAnnotatedJson(), StringComparison.Ordinal);
        Assert.Contains("\"tiedWeights\": false, // defaults", resolved.ToAnnotatedJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_text_leaves_out_has_its_default_at_every_depth()
    {
        ExperimentConfig config = Read("""
            { "model": { "kind": "vae", "likelihood": { "kind": "gaussian" } }, "data": { "source": { "kind": "digits", "testCount": 7 } }, "training": { "epochs": 3 } }
            """);
        VaeConfig model = Assert.IsType<VaeConfig>(config.Model);
        Assert.Equal((20, new GaussianLikelihood()), (model.Latents, (GaussianLikelihood)model.Likelihood));
        Assert.Equal([400], Assert.IsType<MlpConfig>(model.Encoder).Hidden);
        Assert.Equal(new DigitsSource { TestCount = 7 }, config.Data.Source);
        Assert.Equal((3, 128, 10), (config.Training.Epochs, config.Training.BatchSize, config.Training.Patience));
    }

    [Fact]
    public void Later_layers_win_value_by_value_and_another_kind_begins_anew()
    {
        ResolvedConfiguration resolved = ConfigurationReader.Read(
            ConfigurationLayer.FromJson("a.json", """{ "optimizer": { "kind": "rmsprop", "alpha": 0.5 }, "training": { "epochs": 3, "batchSize": 9 } }"""),
            ConfigurationLayer.FromJson("b.json", """{ "optimizer": { "learningRate": 0.25 }, "training": { "epochs": 4 } }"""),
            ConfigurationLayer.FromSetting("--set", "training.epochs", "5"));
        Assert.Equal(new RmsPropConfig { Alpha = 0.5, LearningRate = 0.25 }, resolved.Config.Optimizer);
        Assert.Equal((5, 9), (resolved.Config.Training.Epochs, resolved.Config.Training.BatchSize));
        string annotated = resolved.ToAnnotatedJson();
        Assert.Contains("\"epochs\": 5, // --set\n", annotated, StringComparison.Ordinal);
        Assert.Contains("\"alpha\": 0.5, // a.json\n", annotated, StringComparison.Ordinal);
        Assert.Contains("\"batchSize\": 9, // a.json\n", annotated, StringComparison.Ordinal);
        Assert.Contains("\"seed\": 1, // defaults\n", annotated, StringComparison.Ordinal);
        Assert.Equal(ConfigurationReader.Write(resolved.Config), ConfigurationReader.Write(Read(annotated)));

        // Adam's settings mean nothing to SGD.
        ExperimentConfig changed = ConfigurationReader.Read(ConfigurationLayer.FromSetting("--set", "optimizer", """{ "kind": "sgd" }""")).Config;
        Assert.Equal(new SgdConfig(), changed.Optimizer);
    }

    [Fact]
    public void All_errors_are_found_at_once_with_file_line_column_and_the_nearest_name()
    {
        string[] errors = Errors("""
            {
              // comments are allowed
              "sede": 3,
              "model": { "kind": "vea" },
              "training": { "epochs": 1.5, "keepBest": "yes", "onNonFinite": "ignore" },
              "data": { "transforms": [{ "kind": "binarize", "mode": "random" }, 4], "source": { "kind": "csv" } },
            }
            """);
        Assert.Equal(8, errors.Length);
        Assert.Contains("my.json, line 3, column 3: sede: there is no such setting; did you mean 'seed'? There are: seed, data, model, objective, optimizer, adversary, training, evaluation.", errors);
        Assert.Contains(errors, static error => error.StartsWith(
            "my.json, line 4, column 14: model.kind: there is no 'vea'; did you mean 'vae'? There are: ", StringComparison.Ordinal));
        Assert.Contains("my.json, line 6, column 50: data.transforms[0].mode: is \"random\"; it must be one of \"dynamic\", \"static\", \"threshold\".", errors);
        Assert.Contains("my.json, line 6, column 70: data.transforms[1]: is 4; it must be an object, { ... }.", errors);
        Assert.Contains("my.json, line 6, column 74: data.source.path: is missing; it has no default.", errors);
        Assert.Contains("my.json, line 5, column 17: training.epochs: is 1.5; it must be a whole number up to 2147483647.", errors);
        Assert.Contains("my.json, line 5, column 32: training.keepBest: is \"yes\"; it must be true or false.", errors);
        Assert.Contains("my.json, line 5, column 51: training.onNonFinite: is \"ignore\"; it must be one of \"stop\", \"roll-back\".", errors);
    }

    [Theory]
    [InlineData("[1]", "my.json: the text is no JSON object; a configuration begins with '{'.")]
    [InlineData("{ \"seed\": 1,, }", "my.json, line 1, column 13: this is no JSON: ")]
    [InlineData("{ \"seed\": 1, \"seed\": 2 }", "my.json")]
    [InlineData("{ \"seed\": -1 }", "my.json, line 1, column 3: seed: is -1; it must be a whole number.")]
    [InlineData("{ \"model\": null }", "my.json, line 1, column 3: model: is null; it must be an object, { ... }.")]
    [InlineData("{ \"training\": { \"epochs\": 0, \"batchSize\": 0 } }", "my.json, line 1, column 3: training: training.epochs is 0; it must be at least 1.")]
    [InlineData("{ \"optimizer\": { \"learningRate\": -1 } }", "my.json, line 1, column 3: optimizer: Adam: the rate is")]
    [InlineData("{ \"objective\": { \"freeBits\": -1 } }", "my.json, line 1, column 3: objective: Free bits: λ is a number of nats, 0 or more.")]
    public void What_cannot_be_is_refused_before_any_data_is_read(string text, string expected) =>
        Assert.StartsWith(expected, Errors(text)[0], StringComparison.Ordinal);

    [Fact]
    public void Every_kind_of_every_record_keeps_its_defaults_when_a_text_says_nothing()
    {
        // A generated reader leaves a property that can only be initialised at zero, not at its default.
        foreach (Type root in new[] { typeof(ModelConfig), typeof(NetworkConfig), typeof(LikelihoodConfig), typeof(ObjectiveConfig), typeof(OptimizerConfig),
            typeof(DataSource), typeof(Transform), typeof(ScheduleShape), typeof(ExperimentConfig), typeof(DataConfig), typeof(Latent.Training.TrainingOptions) })
        {
            foreach (Type type in root.Assembly.GetTypes().Where(type => type == root || type.IsSubclassOf(root)))
            {
                foreach (System.Reflection.PropertyInfo property in type.GetProperties().Where(static p => p.SetMethod is not null))
                {
                    bool isInit = property.SetMethod!.ReturnParameter.GetRequiredCustomModifiers()
                        .Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));
                    Assert.False(isInit, $"{type.Name}.{property.Name} has 'init'; a configuration that leaves it out would lose its default. Give it 'set'.");
                }
            }
        }
    }

    private static ExperimentConfig Read(string json) => ConfigurationReader.Read(ConfigurationLayer.FromJson("my.json", json)).Config;

    private static string[] Errors(string json) =>
        [.. Assert.Throws<ConfigurationException>(() => Read(json)).Errors.Select(static error => error.ToString())];
}
