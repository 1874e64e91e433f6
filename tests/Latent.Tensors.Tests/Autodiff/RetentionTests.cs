namespace Latent.Tensors.Tests.Autodiff;

/// <summary>Looks at the memory of the whole process, so it runs alone.</summary>
[Collection(nameof(Kernels.Threading.AloneInTheProcess))]
public sealed class RetentionTests
{
    [Fact]
    public void Nothing_grows_over_five_hundred_small_steps()
    {
        Device device = Device.CreateCpu(2);
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(1));
        Parameter w = scope.Parameter("w", [64, 96], Initializer.TorchUniform()), b = scope.Parameter("b", [64], Initializer.Zeros);
        Parameter table = scope.Parameter("table", [10, 96], Initializer.Normal(1));
        int[] rows = [.. Enumerable.Range(0, 32).Select(i => i % 10)];
        for (int step = 0; step < 20; step++) Step(step);
        long pool = device.PoolStatistics.AllocatedBytes;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int step = 0; step < 500; step++) Step(step);
        long growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.Equal(pool, device.PoolStatistics.AllocatedBytes);
        // A leaked tensor a step would be 500 x 8 KB; a leaked node 500 x 100 bytes.
        Assert.True(growth < 30_000, $"grew by {growth} bytes");

        void Step(int step)
        {
            using (Pass pass = Pass.Training(RandomKey.FromSeed(2), step, device))
            {
                Tensor h = Ops.Linear(pass[table].Gather(0, rows), pass[w], pass[b], Activation.Tanh);
                Tensor[] halves = h.Split(1, 32, 32);
                Tensor loss = (halves[0] * halves[1].Exp()).Square().Mean()
                    + Ops.Concat([h, h], 1).Pad(0, 1, 1).CumulativeSum(1).Square().Mean();
                Gradients g = pass.Backward(loss);
                Assert.True(double.IsFinite(g[w].Span[0]));
            }
            Assert.Equal(0, device.PoolStatistics.Outstanding);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sequences_with_lengths_allocate_small_objects_alone(bool cells)
    {
        const int time = 20, batch = 128, width = 64;
        Device device = Device.CreateCpu(2);
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(3));
        int gates = cells ? 4 : 3;
        Parameter input = scope.Parameter("input", [gates * width, width], Initializer.TorchUniform());
        Parameter state = scope.Parameter("state", [gates * width, width], Initializer.TorchUniform());
        int[] lengths = [.. Enumerable.Range(0, batch).Select(i => 1 + (i * 7 % time))];
        Tensor x = Tensor.Full([time, batch, width], 0.5);
        for (int step = 0; step < 10; step++) Step(step);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < 50; step++) Step(step);
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / 50;
        // Tensors and nodes are 7 to 9 KB; the mask alone would be 10 KB a step, the initial state 32 KB.
        Assert.True(each < 12_000, $"{each} bytes a step");
        Assert.Equal(0, device.PoolStatistics.Outstanding);

        void Step(int step)
        {
            using Pass pass = Pass.Training(RandomKey.FromSeed(4), step, device);
            RecurrentResult result = cells
                ? Ops.Lstm(x, null, null, pass[input], pass[state], lengths: lengths)
                : Ops.Gru(x, null, pass[input], pass[state], lengths: lengths);
            pass.Backward(result.Outputs.Square().Mean() + result.Final.Sum());
        }
    }
}
