using Latent.Tensors.Tests.Conformance;

namespace Latent.Tensors.Tests.Kernels.Simd.Rows;

/// <summary>Row kernels at every length, against the definition, and with every number of threads.</summary>
public sealed class RowKernelTests
{
    private static readonly Device s_reference = Device.CreateCpu(1, "reference");

    public static TheoryData<string> Functions => [.. All.Keys];

    private static Dictionary<string, Func<Tensor, Tensor>> All => new(StringComparer.Ordinal)
    {
        ["LogSumExp along"] = x => x.LogSumExp(1),
        ["LogSumExp across"] = x => x.LogSumExp(0),
        ["Softmax along"] = x => x.Softmax(1),
        ["Softmax across"] = x => x.Softmax(0),
        ["LogSoftmax along"] = x => x.LogSoftmax(1),
        ["LogSoftmax across"] = x => x.LogSoftmax(0),
        ["LayerNorm"] = x => x.Shape[1] == 0 ? x : Ops.LayerNorm(x, [x.Shape[1]], 0.1),
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void Every_length_equals_the_definition(string name)
    {
        Func<Tensor, Tensor> f = All[name];
        for (int length = 0; length <= 257; length++)
        {
            foreach (Shape shape in (Shape[])[[3, length], [length, 3]])
            {
                float[] x = new Input(shape, -9, 9).Create(length + 1, DType.Float32).ToArray();
                AssertClose(Run(f, x, shape, s_reference), Run(f, x, shape, Device.Cpu), $"{name} {shape}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Threads_do_not_change_a_bit(string name)
    {
        Func<Tensor, Tensor> f = All[name];
        foreach (Shape shape in (Shape[])[[301, 203], [3, 20000], [5000, 7]])
        {
            float[] x = new Input(shape, -9, 9).Create(7, DType.Float32).ToArray();
            (float[] Value, float[] Gradient) one = Run(f, x, shape, Device.CreateCpu(1));
            foreach (int threads in (int[])[2, 3, 7])
            {
                (float[] Value, float[] Gradient) many = Run(f, x, shape, Device.CreateCpu(threads));
                Assert.Equal(one.Value, many.Value);
                Assert.Equal(one.Gradient, many.Gradient);
            }
        }
    }

    private static (float[] Value, float[] Gradient) Run(Func<Tensor, Tensor> f, float[] values, Shape shape, Device device)
    {
        using Pass pass = Pass.Training(device: device);
        Tensor x = pass.Track(pass.From(values, shape));
        Tensor y = f(x);
        return (y.ToArray(), pass.Backward((y * y).Sum())[x].ToArray());
    }

    private static void AssertClose((float[] Value, float[] Gradient) expected, (float[] Value, float[] Gradient) actual, string what)
    {
        Assert.Equal(expected.Value.Length, actual.Value.Length);
        for (int i = 0; i < expected.Value.Length; i++) Check(expected.Value[i], actual.Value[i], $"{what}, element {i}");
        for (int i = 0; i < expected.Gradient.Length; i++) Check(expected.Gradient[i], actual.Gradient[i], $"{what}, gradient {i}");
    }

    private static void Check(float expected, float actual, string what) => Assert.True(
        expected.Equals(actual) || Math.Abs(expected - actual) <= 2e-5f * Math.Max(1, Math.Abs(expected)), $"{what}: expected {expected}, got {actual}");
}
