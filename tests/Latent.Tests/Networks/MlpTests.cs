using Latent.Networks;
using Latent.Tensors;

namespace Latent.Tests.Networks;

public sealed class MlpTests
{
    [Fact]
    public void Layers_are_named_by_index_and_chained()
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(1), DType.Float64);
        Mlp mlp = new(scope / "net", [3, 4, 2], Activation.Tanh);
        Assert.Equal(["net.0.weight", "net.0.bias", "net.1.weight", "net.1.bias"], scope.Parameters.Select(static p => p.Name));
        double[] x = [0.5, -1, 2];
        double[] expected = x;
        for (int layer = 0; layer < 2; layer++)
        {
            double[] w = scope.Parameters[2 * layer].Value.ToDoubles(), b = scope.Parameters[(2 * layer) + 1].Value.ToDoubles(), input = expected;
            expected = [.. b.Select((bias, o) => Math.Tanh(bias + input.Select((v, i) => v * w[(o * input.Length) + i]).Sum()))];
        }

        using Pass pass = Pass.Evaluation();
        double[] y = mlp.Forward(pass, pass.From(x, [1, 3])).ToDoubles();
        Assert.Equal(expected[0], y[0], 12);
        Assert.Equal(expected[1], y[1], 12);
    }

    [Fact]
    public void Weights_and_biases_start_as_in_PyTorch_within_one_over_the_root_of_the_inputs()
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(2));
        _ = new Linear(scope, 100, 400);
        foreach (Parameter parameter in scope.Parameters)
        {
            float[] values = parameter.Value.ToArray();
            Assert.All(values, static v => Assert.InRange(v, -0.1f, 0.1f));
            Assert.InRange(values.Max(), 0.095f, 0.1f);
            Assert.InRange(values.Min(), -0.1f, -0.095f);
        }
    }

    [Fact]
    public void Too_few_widths_are_refused() => Assert.Contains(
        "1 widths are given", Assert.Throws<ArgumentException>(() => new Mlp(ParameterScope.Initialize(default), [3], Activation.Relu)).Message, StringComparison.Ordinal);
}
