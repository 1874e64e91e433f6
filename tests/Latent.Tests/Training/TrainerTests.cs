using Latent.Data;
using Latent.Data.Transforms;
using Latent.Models;
using Latent.Objectives;
using Latent.Objectives.Regularizers;
using Latent.Optimization;
using Latent.Tensors;
using Latent.Tests.Models;
using Latent.Training;

namespace Latent.Tests.Training;

public sealed class TrainerTests
{
    private static readonly TrainingOptions Options = new() { Epochs = 3, BatchSize = 16 };
    private static readonly OptimizerConfig Optimizer = new AdamConfig { LearningRate = 0.01 };

    [Fact]
    public void Every_epoch_sees_every_example_and_the_last_batch_is_smaller()
    {
        Trainer trainer = Make(TinyVae.Make(), 40);
        StepReport[] steps = [.. trainer.Steps()];
        Assert.Equal(3, trainer.StepsPerEpoch);
        Assert.Equal([16, 16, 8, 16, 16, 8, 16, 16, 8], steps.Select(static step => step.Examples));
        Assert.Equal([1, 1, 1, 2, 2, 2, 3, 3, 3], steps.Select(static step => step.Epoch));
        Assert.Equal(Enumerable.Range(1, 9).Select(static i => (long)i), steps.Select(static step => step.Step));
    }

    [Theory]
    [InlineData(33, new[] { 16, 17 })]
    [InlineData(34, new[] { 16, 16, 2 })]
    [InlineData(32, new[] { 16, 16 })]
    [InlineData(17, new[] { 17 })]
    [InlineData(1, new[] { 1 })]
    public void An_example_left_alone_goes_with_the_batch_before(int examples, int[] lengths)
    {
        Trainer trainer = Make(TinyVae.Make(), examples, Options with { Epochs = 1 });
        Assert.Equal(lengths.Length, trainer.StepsPerEpoch);
        Assert.Equal(lengths, trainer.Steps().Select(static step => step.Examples));
    }

    [Fact]
    public void Batches_of_one_are_one_example_each() =>
        Assert.Equal([1, 1, 1], Make(TinyVae.Make(), 3, Options with { Epochs = 1, BatchSize = 1 }).Steps().Select(static step => step.Examples));

    // What compares examples with one another has no value for one alone, which 33 in batches of 16 would leave, and 501 in an evaluation's of 500.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Objectives_that_compare_examples_train_and_validate_whatever_is_left(bool discrepancy)
    {
        Objective objective = discrepancy ? Regularized.InfoVae(alpha: 0, lambda: 10) : Regularized.BetaTcVae(6, MinibatchSampling.Stratified(501));
        Trainer trainer = new(TinyVae.Make(), objective, Data(33), Optimizer, Options, RandomKey.FromSeed(1));
        Assert.All(trainer.Steps(), static step => Assert.True(double.IsFinite(step.Loss)));
        Assert.True(double.IsFinite(new Fit(trainer).Summarize(Data(501)).Loss));
    }

    [Fact]
    public void Training_learns_the_data()
    {
        Vae model = TinyVae.Of(24, 16, 2, ParameterScope.Initialize(RandomKey.FromSeed(1)));
        Trainer trainer = new(model, new Elbo(), Data(64, width: 12), Optimizer, Options with { Epochs = 150 }, RandomKey.FromSeed(1));
        StepReport[] steps = [.. trainer.Steps()];
        // Knowing nothing costs 24 ln 2 = 16.6 nats. The data's own entropy is ln 4 = 1.4 for the pattern and about 0.3 for each pixel: 8.5 in all.
        Assert.InRange(steps[0].Bound, -20, -15);
        Assert.InRange(steps[^40..].Average(static step => step.Bound), -10.5, -8);
        // The terms are the bound's: log p(x | z) - KL.
        Assert.Equal(["x", "z"], steps[0].Terms.Select(static term => term.Site).Order(StringComparer.Ordinal));
        double likelihood = steps[5].Terms.Single(static term => term.Kind == TermKind.LogLikelihood).Mean, kl = steps[5].Terms.Single(static term => term.Kind == TermKind.Kl).Mean;
        Assert.Equal(steps[5].Bound, likelihood - kl, 1e-4);
    }

    [Fact]
    public void The_same_key_gives_the_same_bits_with_any_number_of_threads_and_in_parts()
    {
        float[] expected = Train(1, Device.CreateCpu(1), stopAfter: int.MaxValue);
        Assert.Equal(expected, Train(1, Device.CreateCpu(3), stopAfter: int.MaxValue));
        Assert.NotEqual(expected, Train(2, Device.CreateCpu(1), stopAfter: int.MaxValue));
        Assert.NotEqual(expected, Train(1, Device.CreateCpu(1), stopAfter: 8));

        static float[] Train(ulong seed, Device device, int stopAfter)
        {
            Vae model = TinyVae.Of(24, 40, 3, ParameterScope.Initialize(RandomKey.FromSeed(7)));
            _ = new Trainer(model, new Elbo(), Data(48, width: 12), Optimizer, Options, RandomKey.FromSeed(seed), device).Steps().Take(stopAfter).Count();
            return Values(model);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    public void A_training_that_is_saved_and_restored_anywhere_ends_with_the_same_bits(int at)
    {
        TrainingOptions options = Options with { AverageDecay = 0.9 };
        Vae whole = TinyVae.Make(), first = TinyVae.Make(), second = TinyVae.Make(seed: 99);
        Trainer undisturbed = Make(whole, 40, options);
        _ = undisturbed.Steps().Count();
        Trainer before = Make(first, 40, options), after = Make(second, 40, options);
        _ = before.Steps().Take(at).Count();
        TrainerState state = before.Save();
        _ = before.Steps().Take(1).Count(); // what is saved is a copy
        after.Restore(state);
        Assert.Equal(9 - at, after.Steps().Count());
        Assert.Equal(Values(whole), Values(second));
        using (undisturbed.UseAverage())
        using (after.UseAverage())
        {
            Assert.Equal(Values(whole), Values(second));
        }
    }

    [Fact]
    public void A_term_that_is_not_finite_names_site_step_and_key_and_changes_no_parameter()
    {
        Vae model = TinyVae.Make();
        Parameter bias = model.Parameters.Single(static parameter => parameter.Name == "decoder.logits.bias");
        bias.Set(Tensor.Full(bias.Shape, double.NaN));
        TrainingDivergedException e = Assert.Throws<TrainingDivergedException>(() => Make(model, 8).Steps().First());
        Assert.Equal((1, 1), (e.Step, e.Epoch));
        Assert.StartsWith("Training diverged in step 1 (epoch 1): the log-likelihood log p(x | ...) of the site 'x' is NaN. Lower the learning rate (0.01)",
            e.Message, StringComparison.Ordinal);
        Assert.Contains("The randomness of this step was ", e.Message, StringComparison.Ordinal);
        Assert.All(model.Parameters.Where(parameter => parameter != bias), static parameter => parameter.Value.ThrowIfNotFinite());
    }

    [Fact]
    public void A_gradient_that_is_not_finite_is_refused_before_any_parameter_is_changed_if_its_norm_is_clipped()
    {
        Vae model = TinyVae.Make();
        float[] before = Values(model);
        Objective explosive = new Exploding();
        Trainer trainer = new(model, explosive, Data(8), Optimizer with { ClipNorm = 1 }, Options, RandomKey.FromSeed(1));
        TrainingDivergedException e = Assert.Throws<TrainingDivergedException>(() => trainer.Steps().First());
        Assert.Equal("gradient", e.What);
        Assert.Equal(before, Values(model));
    }

    [Fact]
    public void Data_of_another_shape_are_refused_with_both_shapes() => Assert.Contains(
        "the network was built for examples of shape [6]; the batch is [8, 24]",
        Assert.Throws<ShapeException>(() => Make(TinyVae.Make(), 8, width: 12).Steps().First()).Message, StringComparison.Ordinal);

    [Fact]
    public void Settings_that_make_no_sense_are_named_all_at_once()
    {
        string message = Assert.Throws<ArgumentException>(() => new TrainingOptions { Epochs = 0, BatchSize = -1, AverageDecay = 1 }.Validate()).Message;
        Assert.Equal(["training.epochs is 0; it must be at least 1.", "training.batchSize is -1; it must be at least 1.",
            "training.averageDecay is 1; it must be at least 0 and below 1."], message.Split('\n'));
    }

    internal static Trainer Make(LatentModel model, int count, TrainingOptions? options = null, int width = 3) =>
        new(model, new Elbo(), Data(count, width), Optimizer, options ?? Options, RandomKey.FromSeed(1));

    internal static IDataset Data(int count, int width = 3) => TinyVae.Images(count, width).With(new Binarize(), new Flatten());

    internal static float[] Values(LatentModel model) => [.. model.Parameters.SelectMany(static parameter => parameter.Value.ToArray())];

    // A finite loss whose gradient is not: the square root at 0.
    private sealed class Exploding : Objective
    {
        public override string Name => "exploding";

        public override ObjectiveTerms Evaluate(Trace trace)
        {
            ObjectiveTerms terms = new Elbo().Evaluate(trace);
            return terms with { Loss = terms.Loss + ((terms.Loss - terms.Loss.Detach()) * (terms.Loss - terms.Loss.Detach())).Sqrt() };
        }
    }
}
