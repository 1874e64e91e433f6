using Latent.Data;
using Latent.Data.Transforms;
using Latent.Models;
using Latent.Objectives;
using Latent.Optimization;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Tests.Training;

/// <summary>Steady state of a real training, the 784-400-20 VAE at batch 128: small objects alone, and nothing that stays.</summary>
[Collection("memory")]
[CollectionDefinition("memory", DisableParallelization = true)]
public sealed class AllocationTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Steps = 500;

    [Fact]
    public void A_step_allocates_at_most_16_KB_and_500_steps_leave_nothing()
    {
        RandomKey key = RandomKey.FromSeed(1);
        ImageDataset images = DrawnDigits.Make(key, trainCount: 256, testCount: 1).Train;
        IDataset binary = images.With(new Binarize());
        Vae model = new(new VaeConfig(), binary.Column("x"), ParameterScope.Initialize(key));
        Device device = Device.CreateCpu(2);
        Trainer trainer = new(model, new Elbo(), binary, new AdamConfig(), new TrainingOptions { Epochs = Steps, BatchSize = 128 }, key, device);
        using IEnumerator<StepReport> steps = trainer.Steps().GetEnumerator();
        Run(steps, 20);

        long pool = device.PoolStatistics.AllocatedBytes;
        long perStep = 0, growth = long.MaxValue;
        // The test runner shares the process and grows now and then; a leak of ours would show in every window.
        for (int window = 0; window < 4; window++)
        {
            long kept = GC.GetTotalMemory(forceFullCollection: true);
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            Run(steps, Steps / 4);
            perStep = Math.Max(perStep, (GC.GetAllocatedBytesForCurrentThread() - allocated) / (Steps / 4));
            growth = Math.Min(growth, GC.GetTotalMemory(forceFullCollection: true) - kept);
        }

        output.WriteLine($"{perStep} bytes a step, growth {growth} bytes");
        Assert.True(perStep <= 16 * 1024, $"{perStep} bytes a step");
        // One tensor object a step that stays would be 12 KB in a window.
        Assert.True(growth < 8_000, $"grew by {growth} bytes in each of four windows");
        Assert.Equal(pool, device.PoolStatistics.AllocatedBytes);
        Assert.Equal(0, device.PoolStatistics.Outstanding);
    }

    private static void Run(IEnumerator<StepReport> steps, int count)
    {
        for (int i = 0; i < count; i++) Assert.True(steps.MoveNext());
    }
}
