using System.Globalization;
using Latent.Checkpoints;
using Latent.Configuration;
using Latent.Data;
using Latent.Distributions;
using Latent.Evaluation;
using Latent.Models;
using Latent.Models.Autoencoders;
using Latent.Objectives;
using Latent.Optimization;
using Latent.Tensors;
using Latent.Training;
using Xunit.Sdk;

namespace Latent.Tests.Models;

/// <summary>What every family of models keeps to, whatever the data: one line in <see cref="ContractCases"/> puts a model under all of it.</summary>
public sealed class ModelContract
{
    private static readonly TrainingOptions Options = new() { Steps = 8, Epochs = 100, BatchSize = 8, EvaluateEverySteps = 2, Patience = null };

    public static TheoryData<string> Names => ContractCases.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Few_equal_and_constant_examples_can_be_learned(string name)
    {
        ContractCase model = ContractCases.Get(name);
        double[] one = model.Values(1), many = model.Values(12);
        int size = model.Column.Shape.Count;
        double[] constant = [.. many.Select((value, i) => i % size == 0 ? model.ValueOf(0.5) : value)];
        // One example, two, fewer than a batch, all the same, one element that never changes.
        foreach (double[] values in new[] { one, model.Values(2), model.Values(5), [.. Enumerable.Repeat(one, 12).SelectMany(static row => row)], constant })
        {
            LatentModel made = model.Make();
            IDataset data = model.Of(values);
            AssertCompleted(made, new Fit(Trainer(model, made, data), data).Run());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_number_of_latent_variables_can_be_learned(string name)
    {
        ContractCase model = ContractCases.Get(name);
        foreach (int latents in new[] { 1, model.Column.Shape.Count + 3 })
        {
            LatentModel made = model.Make(latents: latents);
            AssertCompleted(made, new Fit(Trainer(model, made, model.Data(12)), model.Data(6, seed: 4)).Run());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void One_feature_can_be_learned_or_is_refused_by_name(string name)
    {
        ContractCase model = ContractCases.Get(name);
        LatentModel made;
        try
        {
            made = model.Make(column: model.Narrow);
        }
        catch (ArgumentException error)
        {
            Assert.Contains("1", error.Message, StringComparison.Ordinal);
            return;
        }

        AssertCompleted(made, new Fit(Trainer(model, made, model.Data(12, column: model.Narrow))).Run());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_cannot_be_learned_from_is_refused_by_name(string name)
    {
        ContractCase model = ContractCases.Get(name);
        Assert.Contains("holds no examples", Assert.Throws<ArgumentException>(() => Trainer(model, model.Make(), model.Of([]))).Message, StringComparison.Ordinal);
        foreach (double bad in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            double[] values = model.Values(8);
            values[(5 * model.Column.Shape.Count) + 1] = bad;
            // A look through the data finds it, with its row; and a training that nobody has looked for does not take it in.
            DataFinding finding = Assert.Single(DataCheck.Run(model.Of(values)), static finding => finding.Level == FindingLevel.Error);
            Assert.Contains("element 1 of 'x' is ", finding.Text, StringComparison.Ordinal);
            Assert.Contains("in example 5", finding.Text, StringComparison.Ordinal);
            LatentModel made = model.Make();
            float[] before = Parameters(made);
            AssertNamed(model, made, model.Of(values), mayComplete: false);
            Assert.Equal(before, Parameters(made));
        }

        Shape wide = Shape.Create([.. model.Column.Shape.Span[..^1], model.Column.Shape.Span[^1] + 1]);
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(1));
        Batch wrong = Batch.Of("x", pass.Full(Shape.Create([3]).Concat(wide), 0.5));
        ShapeException shapes = Assert.Throws<ShapeException>(() => model.Make().Trace(pass, wrong, TraceMode.Posterior()));
        Assert.Contains(Numbers(wide), shapes.Message, StringComparison.Ordinal);
        Assert.Contains(Numbers(model.Column.Shape), shapes.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Huge_and_tiny_values_give_a_finite_model_or_a_named_site(string name)
    {
        ContractCase model = ContractCases.Get(name);
        foreach (double factor in new[] { 1e30, 1e-30 })
        {
            AssertNamed(model, model.Make(), model.Of([.. model.Values(12).Select(value => factor * value)]), mayComplete: true);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Codes_belong_to_examples_not_to_batches_or_threads(string name) => AssertCodesBelongToExamples(ContractCases.Get(name));

    [Fact]
    public void A_model_that_looks_at_the_whole_batch_breaks_the_contract()
    {
        ContractCase broken = new("centred", static _ => new Centred(), new DataColumn("x", [4]));
        Assert.ThrowsAny<XunitException>(() => AssertCodesBelongToExamples(broken));
    }

    private static void AssertCodesBelongToExamples(ContractCase model)
    {
        LatentModel made = Trained(model);
        double[] values = model.Values(14);
        float[] expected = Codes(made, model.Of(values), [14]);
        int width = expected.Length / 14, size = model.Column.Shape.Count;
        foreach (int rows in new[] { 1, 3, 7 }) Assert.Equal(expected, Codes(made, model.Of(values), [.. Enumerable.Repeat(rows, 14)]));
        // In another order.
        int[] order = [.. Enumerable.Range(0, 14).Select(static i => i * 5 % 14)];
        float[] moved = Codes(made, model.Of([.. order.SelectMany(row => values.Skip(row * size).Take(size))]), [14]);
        Assert.Equal([.. order.SelectMany(row => expected.Skip(row * width).Take(width))], moved);
        // From several threads at once, on one device.
        Device device = Device.CreateCpu(2);
        float[][] found = new float[8][];
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => found[i] = Codes(made, model.Of(values), [5, 9], device));
        Assert.All(found, codes => Assert.Equal(expected, codes));
        // Drawn from q and scored: the same for every cut, too.
        Assert.Equal(LogWeights(made, model.Of(values), 14), LogWeights(made, model.Of(values), 1));
        Assert.Equal(LogWeights(made, model.Of(values), 14), LogWeights(made, model.Of(values), 3));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_seed_gives_the_same_bits_with_any_threads_and_changes_neither_settings_nor_data(string name)
    {
        ContractCase model = ContractCases.Get(name);
        double[] values = model.Values(20), kept = [.. values];
        ModelConfig config = model.Config(2);
        string before = Json(config);
        float[] expected = Train(config, 1, 1);
        Assert.Equal(expected, Train(config, 1, 3));
        Assert.NotEqual(expected, Train(config, 2, 1));
        Assert.Equal(before, Json(config));
        Assert.Equal(kept, values);

        float[] Train(ModelConfig settings, ulong seed, int threads)
        {
            LatentModel made = settings.Build(model.Columns(), ParameterScope.Initialize(RandomKey.FromSeed(1)));
            Device device = Device.CreateCpu(threads);
            _ = new Fit(Trainer(model, made, model.Of(values), seed: seed, device: device), model.Data(6, seed: 4)).Run();
            return Parameters(made);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_training_that_is_interrupted_leaves_a_usable_model_and_goes_on_to_the_same_bits(string name)
    {
        ContractCase model = ContractCases.Get(name);
        LatentModel whole = model.Make(), first = model.Make(), second = model.Make(seed: 9);
        _ = new Fit(Trainer(model, whole, model.Data(20)), model.Data(6, seed: 4)).Run();
        FitState? state = null;
        using CancellationTokenSource stop = new();
        stop.Cancel();
        TrainingResult result = new Fit(Trainer(model, first, model.Data(20)), model.Data(6, seed: 4)).Run(null, saved => state = saved, stop.Token);
        Assert.Equal((StopReason.Cancelled, 1L), (result.Reason, result.Steps));
        Assert.All(Codes(first, model.Data(4), [4]), static code => Assert.True(float.IsFinite(code)));
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(5));
        Assert.All(first.Trace(pass, null, TraceMode.Generate(3))["x"].Value!.ToDoubles(), static value => Assert.True(double.IsFinite(value)));
        Fit after = new(Trainer(model, second, model.Data(20)), model.Data(6, seed: 4));
        after.Restore(FitCheckpoint.ToState(FitCheckpoint.From(state!)));
        Assert.Equal(StopReason.Completed, after.Run().Reason);
        Assert.Equal(Parameters(whole), Parameters(second));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_gives_the_model_back_to_the_bit_in_any_culture(string name)
    {
        ContractCase model = ContractCases.Get(name);
        using TemporaryFolder folder = new();
        CultureInfo culture = CultureInfo.CurrentCulture;
        List<byte[]> files = [];
        try
        {
            foreach (CultureInfo other in new[] { CultureInfo.InvariantCulture, Culture("de-DE"), Culture("tr-TR") })
            {
                CultureInfo.CurrentCulture = other;
                LatentModel made = Trained(model);
                string path = folder.File(FormattableString.Invariant($"{files.Count}.safetensors"));
                new ModelFile(made, model.Config(2), model.Columns(), [], new ModelCard { Name = "contract" }).Save(path, model.Data(4));
                LatentModel read = ModelFile.Load(path).Model;
                Assert.Equal(Parameters(made), Parameters(read));
                Assert.Equal(Codes(made, model.Data(6), [6]), Codes(read, model.Data(6), [6]));
                Assert.Equal(LogWeights(made, model.Data(6), 6), LogWeights(read, model.Data(6), 6));
                files.Add(File.ReadAllBytes(path));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        Assert.All(files, file => Assert.True(files[0].AsSpan().SequenceEqual(file)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void More_samples_make_the_bound_tighter(string name)
    {
        // 64 examples, each with itself, keys apart; a bound below the one of fewer samples by more than four standard errors is no chance.
        ContractCase model = ContractCases.Get(name);
        LatentModel made = Trained(model);
        IDataset data = model.Data(64, seed: 8);
        if (IsPoint(made))
        {
            Assert.Contains("KL(q ‖ p) is infinite", Assert.Throws<EvaluationNotDefinedException>(() => ImportanceWeightedEvaluation.Run(
                made, data, new ImportanceWeightedOptions(), new EvaluationContext(RandomKey.FromSeed(1)))).Message, StringComparison.Ordinal);
            return;
        }

        double[][] bounds = [.. new[] { 1, 8, 80 }.Select(samples => (double[])[.. ImportanceWeightedEvaluation.Run(
            made, data, new ImportanceWeightedOptions { Samples = samples }, new EvaluationContext(RandomKey.FromSeed((ulong)samples))).PerExample])];
        for (int i = 1; i < bounds.Length; i++)
        {
            double[] rises = [.. bounds[i].Zip(bounds[i - 1], static (more, fewer) => more - fewer)];
            double mean = rises.Average(), error = Math.Sqrt(rises.Sum(rise => (rise - mean) * (rise - mean)) / (63.0 * 64));
            Assert.True(mean >= -4 * error, FormattableString.Invariant($"{mean} ± {error}"));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_of_the_loss_are_those_of_differences(string name)
    {
        ContractCase model = ContractCases.Get(name);
        double[] values = model.Values(3);
        Shape shape = Shape.Create([3]).Concat(model.Column.Shape);
        if (model.HasOtherGradients) return;
        VaeNetworkTests.GradientOf(model.Make(dtype: DType.Float64), model.NewObjective(), pass => Batch.Of("x", pass.From(values, shape)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fifty_steps_make_the_loss_smaller(string name)
    {
        ContractCase model = ContractCases.Get(name);
        LatentModel made = model.Make();
        AdamConfig optimizer = new() { LearningRate = 0.02 };
        Fit fit = new(new Trainer(made, model.NewObjective(), model.Data(16), optimizer, Options with { Steps = 50 }, RandomKey.FromSeed(1)));
        // Eight times the data: the draws average out. The whole model's loss, whatever stages it is trained in.
        IDataset data = model.Data(16).Select([.. Enumerable.Range(0, 128).Select(static i => i % 16)], "contract again");
        double before = Loss(), after;
        _ = fit.Run();
        after = Loss();
        Assert.True(after < before - (0.02 * Math.Abs(before)), FormattableString.Invariant($"{before} before, {after} after"));

        double Loss()
        {
            using Pass pass = Pass.Evaluation(RandomKey.FromSeed(2));
            return model.NewObjective().Evaluate(made, data.Get(0, data.Count, pass, default), pass).Loss.Item();
        }
    }

    // The data's own cultures are not on every machine: what matters is the comma, and that names are made.
    private static CultureInfo Culture(string name)
    {
        CultureInfo culture = (CultureInfo)CultureInfo.GetCultureInfo("").Clone();
        try
        {
            culture = (CultureInfo)CultureInfo.GetCultureInfo(name).Clone();
        }
        catch (CultureNotFoundException)
        {
        }

        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.NegativeSign = "−";
        return culture;
    }

    private static LatentModel Trained(ContractCase model)
    {
        LatentModel made = model.Make();
        _ = new Fit(Trainer(model, made, model.Data(20))).Run();
        return made;
    }

    private static Trainer Trainer(ContractCase of, LatentModel model, IDataset data, ulong seed = 1, Device? device = null) =>
        new(model, of.NewObjective(), data, new AdamConfig { LearningRate = 0.01 }, Options, RandomKey.FromSeed(seed), device);

    // A code that is a point has no bound: such a model is trained to give examples back.
    private static bool IsPoint(LatentModel model) => model is Autoencoder or StackedAutoencoder;

    private static void AssertCompleted(LatentModel model, TrainingResult result)
    {
        Assert.True(result.Reason == StopReason.Completed, result.Error?.Message);
        Assert.All(model.Parameters, static parameter => parameter.Value.ThrowIfNotFinite());
    }

    // Data outside what the likelihood is defined for is refused with the value; inside, what cannot be computed is named by its site.
    private static void AssertNamed(ContractCase of, LatentModel model, IDataset data, bool mayComplete)
    {
        try
        {
            TrainingResult result = new Fit(Trainer(of, model, data)).Run();
            if (result.Error is { } error) Assert.Matches("of the site '|gradient|parameter '", error.What);
            else Assert.True(mayComplete && result.Reason == StopReason.Completed);
        }
        catch (ArgumentException error)
        {
            Assert.Contains("is outside the support", error.Message, StringComparison.Ordinal);
        }

        Assert.All(model.Parameters, static parameter => parameter.Value.ThrowIfNotFinite());
    }

    private static float[] Parameters(LatentModel model) => [.. model.Parameters.SelectMany(static parameter => parameter.Value.Span.ToArray())];

    private static string Json(ModelConfig config) => ConfigurationReader.Write(new ExperimentConfig { Model = config });

    private static string Numbers(Shape shape) => string.Join(", ", shape.Span.ToArray());

    // Means of q of all latent sites, in batches of the sizes given, the rows in order.
    private static float[] Codes(LatentModel model, IDataset data, int[] batches, Device? device = null)
    {
        List<float>[] rows = [.. Enumerable.Range(0, data.Count).Select(static _ => new List<float>())];
        int first = 0;
        foreach (int rowsAtOnce in batches)
        {
            int count = Math.Min(rowsAtOnce, data.Count - first);
            if (count == 0) break;
            using Pass pass = Pass.Evaluation(RandomKey.FromSeed(7), device);
            Trace trace = model.Trace(pass, data.Get(first, count, pass, default), TraceMode.Encode);
            foreach (Site site in trace.Sites.Where(static site => site.Kind == SiteKind.Latent))
            {
                float[] codes = site.Value!.Span.ToArray();
                for (int i = 0; i < codes.Length; i++) rows[first + (i / (codes.Length / count))].Add(codes[i]);
            }

            first += count;
        }

        return [.. rows.SelectMany(static row => row)];
    }

    /// <summary>Codes are the examples less their mean over the batch.</summary>
    private sealed record Centred : ModelConfig
    {
        public override LatentModel Build(IReadOnlyList<DataColumn> columns, ParameterScope scope)
        {
            Parameter offset = scope.Parameter("offset", [4], Initializer.Zeros);
            return new Lambda(
                t =>
                {
                    Tensor unit = t.Pass.Full([4], 0);
                    Tensor z = t.Latent("z", t.StandardNormal(4), () => Normal.FromLogScale(t.Observed("x") - t.Observed("x").Mean(0), unit, eventAxes: 1));
                    t.Observe("x", () => Normal.FromLogScale(z + t.Pass[offset], unit, eventAxes: 1));
                },
                [offset]);
        }
    }

    private static IReadOnlyList<double> LogWeights(LatentModel model, IDataset data, int rows)
    {
        EvaluationContext context = new(RandomKey.FromSeed(6)) { Rows = rows };
        return IsPoint(model)
            ? ReconstructionEvaluation.Run(model, data, new ReconstructionOptions(), context).LogLikelihoodPerExample
            : ImportanceWeightedEvaluation.Run(model, data, new ImportanceWeightedOptions { Samples = 3 }, context).PerExample;
    }
}
