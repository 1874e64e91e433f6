using Latent.Networks;
using Latent.Tensors;

namespace Latent.Tests.Networks;

/// <summary>The first values of weights and biases are those of the rule by name.</summary>
public sealed class InitializerTests
{
    public static TheoryData<string, double, double> Bounds => new()
    {
        // Of a layer of 200 to 300: 1/√200, √(6/500), √(6/200).
        { "torch", 0.0707107, 0.0707107 }, { "glorot", 0.1095445, 0 }, { "he", 0.1732051, 0 },
    };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void Uniform_rules_fill_their_interval(string kind, double weights, double biases)
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(1));
        _ = new Linear(scope, 200, 300, Activation.None, Named(kind));
        Fills(scope.Parameters[0], weights, 0.001);
        Fills(scope.Parameters[1], biases, 0.05);
    }

    [Fact]
    public void Normal_values_have_their_deviation()
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(1));
        _ = new Linear(scope, 200, 300, Activation.None, new NormalInitializer { Deviation = 0.02 });
        double[] w = scope.Parameters[0].Value.ToDoubles(), b = scope.Parameters[1].Value.ToDoubles();
        // The standard error of the deviation is σ/√(2n): 6e-5 for 60,000 weights, 8e-4 for 300 biases; 5 of them.
        Assert.InRange(Math.Sqrt(w.Average(static v => v * v)), 0.02 - 3e-4, 0.02 + 3e-4);
        Assert.InRange(Math.Sqrt(b.Average(static v => v * v)), 0.016, 0.024);
        Assert.Contains("deviation is 0;", Assert.Throws<ArgumentException>(
            () => new Linear(scope / "b", 2, 2, Activation.None, new NormalInitializer { Deviation = 0 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Convolutions_and_recurrent_layers_start_within_PyTorch_s_bounds()
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(2));
        _ = new Convolution(scope / "c", 16, 32, new Window(3, 2, 1));
        _ = new TransposedConvolution(scope / "t", 32, 16, new Window(3, 2, 1), 8);
        _ = new RecurrentConfig { Hidden = 64 }.Encoder(scope / "r", [3, 5]);
        Assert.All(scope.Parameters, static p => Fills(p, p.Name[0] == 'r' ? 1 / 8.0 : 1 / 12.0, p.Shape.Count < 100 ? 0.6 : 0.05));
    }

    [Theory]
    [MemberData(nameof(NetworkCases.Names), MemberType = typeof(NetworkCases))]
    public void A_network_gives_the_rule_to_all_its_layers(string name)
    {
        NetworkCase network = NetworkCases.Get(name);
        NetworkConfig config = network.Config with { Initialization = new GlorotInitializer() };
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(3));
        _ = config.Encoder(scope / "encoder", network.Example);
        _ = config.Decoder(scope / "decoder", 2, network.Example, [new Head("a")]);
        foreach (Parameter parameter in scope.Parameters)
        {
            if (parameter.Name.Contains("bias", StringComparison.Ordinal)) Assert.All(parameter.Value.ToDoubles(), static v => Assert.Equal(0, v));
            else if (!parameter.Name.Contains("norm", StringComparison.Ordinal)) Assert.Contains(parameter.Value.ToDoubles(), static v => v != 0);
        }
    }

    private static InitializerConfig Named(string kind) =>
        (InitializerConfig)Activator.CreateInstance(InitializerCatalog.All.Single(e => e.Kind == kind).Type)!;

    private static void Fills(Parameter parameter, double bound, double gap)
    {
        double[] values = parameter.Value.ToDoubles();
        Assert.All(values, v => Assert.InRange(v, -bound - 1e-6, bound + 1e-6));
        Assert.True(
            values.Max() >= bound * (1 - gap) && values.Min() <= -bound * (1 - gap), $"{parameter} ends at {values.Min()} and {values.Max()}, of {bound}");
    }
}
