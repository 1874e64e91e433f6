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
}
