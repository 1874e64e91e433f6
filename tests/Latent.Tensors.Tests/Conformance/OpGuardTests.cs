using Latent.Testing;

namespace Latent.Tensors.Tests.Conformance;

/// <summary>Every operation, forward and backward, with each tensor against a guard page: nothing is read or written past an end.</summary>
public sealed class OpGuardTests
{
    public static TheoryData<string> Names => OpCases.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_past_an_end_is_touched(string name)
    {
        OpCase op = OpCases.Get(name);
        foreach (DType dtype in new[] { DType.Float32, DType.Float64 })
        {
            using GuardedDevice guarded = new();
            double[][] expected = Run(op, dtype, Device.Cpu);
            double[][] actual = Run(op, dtype, guarded);
            // Where memory lies must not change a bit either.
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i]);
        }
    }

    private static double[][] Run(OpCase op, DType dtype, Device device)
    {
        using Pass pass = Pass.Training(device: device);
        Tensor[] inputs = [.. op.Inputs.Select((input, k) => pass.Track(input.Create(k + 1, dtype)))];
        Tensor y = op.Apply(inputs);
        if (!op.HasGradient || !y.IsTracked) return [y.ToDoubles()];
        Gradients gradients = pass.Backward((y * y).Sum());
        return [y.ToDoubles(), .. inputs.Where((_, k) => op.Inputs[k].Differentiable).Select(x => gradients[x].ToDoubles())];
    }
}
