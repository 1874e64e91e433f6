namespace Latent.Tensors.Tests.Diagnostics;

public sealed class SelfTestTests
{
    [Theory]
    [InlineData("simd", 1)]
    [InlineData("simd", 3)]
    [InlineData("reference", 1)]
    public void A_sound_device_passes_every_check(string kernels, int threads) =>
        Assert.All(SelfTest.Run(Device.CreateCpu(threads, kernels)), static result => Assert.True(result.Passed, result.ToString()));

    [Fact]
    public void A_difference_beyond_the_tolerance_or_no_number_fails()
    {
        Assert.True(SelfTest.Compare("", [1, 100], [1, 100.0001f], 1e-6).Passed);
        Assert.False(SelfTest.Compare("", [1, 100], [1, 100.001f], 1e-6).Passed);
        Assert.False(SelfTest.Compare("", [1, MathF.BitIncrement(2)], [1, 2], 0).Passed);
        Assert.False(SelfTest.Compare("", [float.NaN, 1], [1, 1], 1e-6).Passed);
        Assert.False(SelfTest.Compare("", [1], [1, 1], 1e-6).Passed);
    }
}
