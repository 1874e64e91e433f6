using Latent.Data;
using Latent.Models;
using Latent.Tensors;
using Latent.Tests.Models;
using Latent.Training;

namespace Latent.Tests.Training;

public sealed class VaeTrainerTests
{
    private static readonly TrainingOptions Options = new() { Epochs = 3, BatchSize = 16, LearningRate = 0.01 };

    [Fact]
    public void Every_epoch_sees_every_image_and_the_last_batch_is_smaller()
    {
        VaeTrainer trainer = new(TinyVae.Make(), TinyVae.Images(40), Options, RandomKey.FromSeed(1));
        StepReport[] steps = [.. trainer.Steps()];
        Assert.Equal(3, trainer.StepsPerEpoch);
        Assert.Equal([16, 16, 8, 16, 16, 8, 16, 16, 8], steps.Select(static step => step.Images));
        Assert.Equal([1, 1, 1, 2, 2, 2, 3, 3, 3], steps.Select(static step => step.Epoch));
        Assert.Equal(Enumerable.Range(1, 9).Select(static i => (long)i), steps.Select(static step => step.Step));
    }

    [Fact]
    public void Training_learns_the_data()
    {
        Vae model = new(new VaeConfig(24, 16, 2), ParameterScope.Initialize(RandomKey.FromSeed(1)));
        StepReport[] steps = [.. new VaeTrainer(model, TinyVae.Images(64, width: 12), Options with { Epochs = 150 }, RandomKey.FromSeed(1)).Steps()];
        // Knowing nothing costs 24 ln 2 = 16.6 nats. The data's own entropy is ln 4 = 1.4 for the pattern and about 0.3 for each pixel: 8.5 in all.
        Assert.InRange(steps[0].Elbo, -20, -15);
        Assert.InRange(steps[^40..].Average(static step => step.Elbo), -10.5, -8);
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
            Vae model = new(new VaeConfig(784, 40, 3), ParameterScope.Initialize(RandomKey.FromSeed(7)));
            ImageDataset images = DrawnDigits.Make("digits", RandomKey.FromSeed(8), 48);
            _ = new VaeTrainer(model, images, Options, RandomKey.FromSeed(seed), device).Steps().Take(stopAfter).Count();
            return [.. model.Parameters.SelectMany(static parameter => parameter.Value.ToArray())];
        }
    }

    [Fact]
    public void A_loss_that_is_not_finite_names_the_step_and_changes_no_parameter_in_it()
    {
        Vae model = TinyVae.Make();
        Parameter bias = model.Parameters.Single(static parameter => parameter.Name == "decoder.logits.bias");
        bias.Set(Tensor.Full(bias.Shape, double.NaN));
        TrainingDivergedException e = Assert.Throws<TrainingDivergedException>(
            () => new VaeTrainer(model, TinyVae.Images(8), Options, RandomKey.FromSeed(1)).Steps().First());
        Assert.Equal(1, e.Step);
        Assert.StartsWith("Training diverged in step 1 (epoch 1): the reconstruction is NaN. Lower the learning rate (0.01)", e.Message, StringComparison.Ordinal);
        Assert.All(model.Parameters.Where(parameter => parameter != bias), static parameter => parameter.Value.ThrowIfNotFinite());
    }

    [Fact]
    public void A_last_update_that_leaves_no_finite_parameters_is_seen_though_no_step_follows()
    {
        Vae model = TinyVae.Make();
        // The loss of the only step is finite; what its update leaves is not.
        VaeTrainer trainer = new(model, TinyVae.Images(8), new TrainingOptions { Epochs = 1, BatchSize = 8, LearningRate = 1e300 }, RandomKey.FromSeed(1));
        int steps = 0;
        TrainingDivergedException e = Assert.Throws<TrainingDivergedException>(() =>
        {
            foreach (StepReport step in trainer.Steps())
                steps += double.IsFinite(step.Elbo) ? 1 : 0;
        });
        Assert.Equal((1, 1), (steps, (int)e.Step));
        Assert.Matches(@"^Training diverged in step 1 \(epoch 1\): its update left \S+ in the parameter 'encoder\.0\.\w+'\. Lower the learning rate \(1E\+300\)", e.Message);
        Assert.Throws<TrainingDivergedException>(trainer.ThrowIfDiverged);
    }

    [Fact]
    public void Images_of_another_size_are_refused_with_both_sizes() => Assert.Contains(
        "The model takes 6 inputs, the images of digits have 28 x 28 = 784 pixels.",
        Assert.Throws<ArgumentException>(() => new VaeTrainer(
            TinyVae.Make(), DrawnDigits.Make("digits", RandomKey.FromSeed(1), 2), Options, RandomKey.FromSeed(1))).Message,
        StringComparison.Ordinal);
}
