using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Latent.Configuration;
using Latent.Data;
using Latent.Data.Columns;
using Latent.Models;
using Latent.Networks;
using Latent.Objectives;
using Latent.Objectives.Constraints;
using Latent.Objectives.Regularizers;
using Latent.Optimization;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Tests.Objectives;

/// <summary>Objectives with penalties and constraints as configurations say them.</summary>
public sealed class ObjectiveConfigTests
{
    private static readonly DataColumn[] Columns =
        [new("x", [6]) { Levels = 2 }, new("y", []) { Classes = ["no", "yes", "maybe"] }, new("g", [2]) { Levels = 2 }, new("age", [])];

    [Fact]
    public void Every_kind_with_every_penalty_and_constraint_makes_the_composition_written_in_code()
    {
        Objective made = Make("""
            {
              "kind": "iwae", "samples": 3,
              "penalties": [
                { "kind": "kl-decomposition", "sampling": "stratified", "totalCorrelation": 2, "weight": { "kind": "linear", "to": 5, "over": 10 } },
                { "kind": "mmd", "kernel": "gaussian", "scales": [0.5, 2], "weight": 0.25 },
              ],
              "constraints": [{ "quantity": { "kind": "rate" }, "bound": 20, "update": "exponential", "average": 0.5, "largestMultiplier": 10 }],
            }
            """);
        Assert.Equal("iwae + kl-decomposition + mmd with rate bounded", made.Name);
        Assert.IsType<ImportanceWeighted>(made.Plain);
        Constrained byHand = new(
            new Regularized(
                new ImportanceWeighted { Samples = 3 },
                new KlDecomposition(MinibatchSampling.Stratified(40)) { TotalCorrelation = 2 }.Times(Schedule.Linear(0, 5, 10)),
                new MmdPenalty { Kernel = Latent.Distributions.MmdKernel.Rbf(0.5, 2) }.Times(0.25)),
            new Constraint(new Rate(), 20) { Update = MultiplierUpdate.Exponential, InitialMultiplier = 1, Average = 0.5, LargestMultiplier = 10 });
        Assert.Equal(Losses(byHand), Losses(made));
    }

    [Theory]
    [InlineData("""{ "kind": "piwae", "samples": 2, "groups": 3 }""", "piwae")]
    [InlineData("""{ "kind": "ciwae", "samples": 2, "elboWeight": 0.25, "gradient": "doubly-reparameterized" }""", "ciwae")]
    [InlineData("""{ "kind": "renyi", "order": 0.3 }""", "renyi")]
    [InlineData("""{ "kind": "rate", "constraints": [{ "quantity": { "kind": "distortion" }, "bound": 3, "update": "exponential" }] }""", "rate with distortion bounded")]
    [InlineData("""{ "kind": "reconstruction", "penalties": [{ "kind": "mmd", "weight": 8 }] }""", "reconstruction + mmd")]
    [InlineData("""{ "kind": "elbo", "penalties": [{ "kind": "dip", "covariance": "codes" }, { "kind": "dip" }] }""", "elbo + dip-ii + dip-i")]
    [InlineData("""{ "kind": "elbo", "penalties": [{ "kind": "total-correlation", "hidden": [8, 8], "weight": 10 }] }""", "elbo + total-correlation")]
    [InlineData("""{ "kind": "reconstruction", "penalties": [{ "kind": "l1-activity" }, { "kind": "contractive", "probes": 1 }] }""",
        "reconstruction + l1-activity + contractive")]
    [InlineData("""{ "kind": "reconstruction", "penalties": [{ "kind": "code-norm" }, { "kind": "decoder-gradient" }] }""",
        "reconstruction + code-norm + decoder-gradient")]
    [InlineData("""{ "kind": "elbo", "penalties": [{ "kind": "aggregated-mutual-information", "attribute": "y" }] }""", "elbo + mutual-information")]
    [InlineData("""{ "kind": "elbo", "penalties": [{ "kind": "variational-mutual-information", "attribute": "y", "name": "bound" }] }""", "elbo + bound")]
    [InlineData("""{ "kind": "elbo", "penalties": [{ "kind": "classifier-mutual-information", "attribute": "y" }] }""", "elbo + mutual-information")]
    [InlineData("""{ "kind": "elbo", "penalties": [{ "kind": "classifier-mutual-information", "attribute": "g" }] }""", "elbo + mutual-information")]
    [InlineData("""{ "kind": "elbo", "penalties": [{ "kind": "classifier-mutual-information", "attribute": "age", "attributeEntropy": 1.4 }] }""", "elbo + mutual-information")]
    public void Kinds_evaluate_on_a_model_of_their_data(string json, string name)
    {
        Objective made = Make(json);
        Assert.Equal(name, made.Name);
        Assert.All(Losses(made), static loss => Assert.True(double.IsFinite(loss)));
    }

    [Fact]
    public void A_configured_classifier_learns_in_a_scope_of_its_own()
    {
        Objective made = Make("""
            { "kind": "elbo", "penalties": [{ "kind": "classifier-mutual-information", "attribute": "y", "network": { "kind": "mlp", "hidden": [5] } }] }
            """);
        Assert.Equal(
            ["objective.mutual-information.0.weight [5, 2]", "objective.mutual-information.0.bias [5]", "objective.mutual-information.logits.weight [3, 5]",
                "objective.mutual-information.logits.bias [3]"],
            made.AdversaryParameters.Select(static p => $"{p.Name} {p.Shape}"));
    }

    [Fact]
    public void A_second_player_may_have_an_optimiser_of_its_own()
    {
        Assert.True(Moved(null) > 1e-3);
        Assert.InRange(Moved(new SgdConfig { LearningRate = 1e-9 }), 0, 1e-6);

        static double Moved(OptimizerConfig? adversary)
        {
            Vae model = Model();
            ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(2));
            Objective objective = Read("""{ "kind": "elbo", "penalties": [{ "kind": "total-correlation", "hidden": [4] }] }""")
                .Make(new ObjectiveContext(model, 4, 32, scope / "objective") { Columns = Columns });
            float[] x = [.. Enumerable.Range(0, 32 * 6).Select(static i => (float)(i % 5 % 2))];
            ColumnDataset data = new("bits", [new ValueColumn(Columns[0], x)]);
            double[] before = objective.AdversaryParameters[0].Value.ToDoubles();
            Trainer trainer = new(
                model, objective, data, new AdamConfig { LearningRate = 0.01 }, new TrainingOptions { Epochs = 1, BatchSize = 8 }, RandomKey.FromSeed(3),
                adversary: adversary);
            Assert.Equal(4, trainer.Steps().Count());
            return objective.AdversaryParameters[0].Value.ToDoubles().Zip(before, static (a, b) => Math.Abs(a - b)).Max();
        }
    }

    [Fact]
    public void Every_kind_of_penalty_is_in_the_catalog_and_the_other_way_round()
    {
        IEnumerable<string> kinds = typeof(PenaltyConfig).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false)
            .Select(static kind => (string)((JsonDerivedTypeAttribute)kind).TypeDiscriminator!);
        Assert.Equal(kinds.Order(), PenaltyCatalog.All.Select(static entry => entry.Kind).Order());
    }

    [Fact]
    public void All_faults_of_an_objective_are_told_at_once()
    {
        string[] errors = Errors("""
            {
              "kind": "iwae", "samples": 0,
              "penalties": [
                { "kind": "dip", "offDiagonal": -1 }, { "kind": "mmd", "kernel": "gaussian" }, { "kind": "rate" }, { "kind": "rate" },
              ],
              "constraints": [
                { "quantity": { "kind": "distortion", "weight": 2 }, "bound": 1 },
                { "quantity": { "kind": "mmd" }, "bound": 1, "update": "exponential", "initialMultiplier": 0 },
              ],
            }
            """);
        Assert.Equal(6, errors.Length);
        Assert.Contains("iwae: Samples is 0; at least 1 is needed.", errors[0], StringComparison.Ordinal);
        Assert.EndsWith("objective: penalties[0]: DipPenalty: OffDiagonal must be at least 0.", errors[1], StringComparison.Ordinal);
        Assert.Contains("penalties[1]: the Gaussian kernel has no scales; give its length scales, such as [1]", errors[2], StringComparison.Ordinal);
        Assert.Contains("constraints[0]: quantity.weight is set, and a constraint finds the weight itself; leave it out.", errors[3], StringComparison.Ordinal);
        Assert.Contains("constraints[1]: Constraint on 'mmd': the exponential rule never leaves a multiplier of 0", errors[4], StringComparison.Ordinal);
        Assert.Contains("Two penalties are named 'rate'; set Name on one of them", errors[5], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "kind": "elbo", "penalties": [{ "kind": "kl-decompositon" }] }""",
        "my.json, line 1, column 50: objective.penalties[0].kind: there is no 'kl-decompositon'; did you mean 'kl-decomposition'?")]
    [InlineData("""{ "kind": "elbo", "penalties": [{ "kind": "mmd", "kernels": 3 }] }""",
        "my.json, line 1, column 65: objective.penalties[0].kernels: there is no such setting; did you mean 'kernel'?")]
    [InlineData("""{ "kind": "elbo", "constraints": [{ "bound": 3 }] }""",
        "my.json, line 1, column 50: objective.constraints[0].quantity: is missing; it has no default.")]
    [InlineData("""{ "kind": "rate" }""", "my.json, line 1, column 3: objective: rate: the least rate alone is that of codes which say nothing; add a constraint")]
    [InlineData("""{ "kind": "elbo", "gradient": "sticking-the-landing" }""",
        "my.json, line 1, column 3: objective: Elbo: sticking-the-landing drops the score of log q at the samples")]
    [InlineData("""{ "kind": "elbo", "freeBits": 1, "capacity": 3 }""", "my.json, line 1, column 3: objective: Elbo: free bits and a capacity are two ways")]
    public void What_cannot_be_is_refused_with_its_place(string objective, string expected) =>
        Assert.StartsWith(expected, Errors(objective)[0], StringComparison.Ordinal);

    [Theory]
    [InlineData("""{ "kind": "aggregated-mutual-information", "attribute": "sex" }""", "penalties[0]: the data has no column 'sex'; it has: x, y, g, age.")]
    [InlineData("""{ "kind": "classifier-mutual-information", "attribute": "age" }""",
        "penalties[0]: the column age [] real is no class, so the entropy of its density must be given, attributeEntropy.")]
    [InlineData("""{ "kind": "classifier-mutual-information", "attribute": "y", "site": "v" }""", "penalties[0]: There is no site 'v'; the model has: z.")]
    public void What_the_data_lack_is_refused_before_the_first_step(string penalty, string expected) => Assert.Equal(
        expected, Assert.Throws<ArgumentException>(() => Make($$"""{ "kind": "elbo", "penalties": [{{penalty}}] }""")).Message);

    [Fact]
    public void The_second_player_s_settings_are_read_and_checked()
    {
        ExperimentConfig config = ConfigurationReader.Read(ConfigurationLayer.FromJson("my.json", """{ "adversary": { "kind": "adam", "learningRate": 3e-3 } }""")).Config;
        Assert.Equal(new AdamConfig { LearningRate = 3e-3 }, config.Adversary);
        Assert.Null(ConfigurationReader.Read().Config.Adversary);
        Assert.StartsWith("my.json, line 1, column 3: adversary: Adam: the rate is", Assert.Throws<ConfigurationException>(static () =>
            ConfigurationReader.Read(ConfigurationLayer.FromJson("my.json", """{ "adversary": { "kind": "adam", "learningRate": -1 } }"""))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Penalties_survive_being_written_and_read_and_stand_in_the_schema()
    {
        ObjectiveConfig config = Read("""
            { "kind": "elbo", "penalties": [{ "kind": "dip", "covariance": "codes", "diagonal": 3 }], "constraints": [{ "quantity": { "kind": "rate" }, "bound": 2 }] }
            """);
        string written = ConfigurationReader.Write(new ExperimentConfig { Objective = config });
        Assert.Equal(written, ConfigurationReader.Write(ConfigurationReader.Read(ConfigurationLayer.FromJson("a", written)).Config));
        JsonNode schema = JsonNode.Parse(ConfigurationSchema.Write())!;
        Assert.Contains("kl-decomposition", schema["properties"]!["objective"]!.ToJsonString(), StringComparison.Ordinal);
    }

    private static double[] Losses(Objective objective)
    {
        using Pass pass = Pass.Training(RandomKey.FromSeed(3), step: 4);
        Vae model = Model();
        double[] x = [.. Enumerable.Range(0, 24).Select(static i => (double)(i * 7 % 3 % 2))];
        Batch batch = Batch.Of("x", Tensor.From(x, [4, 6]).To(DType.Float32))
            .With("y", Tensor.From([0f, 1, 2, 1], [4])).With("g", Tensor.From([0f, 1, 1, 1, 0, 0, 1, 0], [4, 2])).With("age", Tensor.From([0.1f, 1, -2, 0.5f], [4]));
        ObjectiveTerms terms = objective.Evaluate(model, batch, pass);
        return [terms.Loss.Item(), .. terms.Measures.Select(static m => m.Value)];
    }

    private static Vae Model() => new(
        new VaeConfig { Latents = 2, Encoder = MlpConfig.Of(4) }, Columns[0], ParameterScope.Initialize(RandomKey.FromSeed(1)));

    private static Objective Make(string json)
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(2));
        return Read(json).Make(new ObjectiveContext(Model(), 10, 40, scope / "objective") { Columns = Columns });
    }

    private static ObjectiveConfig Read(string objective) =>
        ConfigurationReader.Read(ConfigurationLayer.FromJson("my.json", $$"""{ "objective": {{objective}} }""")).Config.Objective;

    private static string[] Errors(string objective) =>
        [.. Assert.Throws<ConfigurationException>(() => Read(objective)).Errors.Select(static error => error.ToString())];
}
