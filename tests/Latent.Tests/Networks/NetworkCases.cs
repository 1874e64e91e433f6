using Latent.Networks;
using Latent.Tensors;

namespace Latent.Tests.Networks;

/// <summary>Every kind of network, small enough for exact checks.</summary>
/// <param name="Name">Begins with the kind.</param>
/// <param name="Config">Its sizes.</param>
/// <param name="Example">The shape of one example.</param>
public sealed record NetworkCase(string Name, NetworkConfig Config, Shape Example)
{
    public override string ToString() => Name;
}

/// <summary>The list over which the tests of networks run.</summary>
public static class NetworkCases
{
    private static readonly Dictionary<string, NetworkCase> s_all = new NetworkCase[]
    {
        new("mlp", new MlpConfig { Hidden = [4, 3], Activation = Activation.Tanh }, [2, 3]),
        new("mlp linear", new MlpConfig { Hidden = [] }, [4]),
        new("gated-mlp", new GatedMlpConfig { Hidden = [3, 2] }, [1, 2, 2]),
        new("convolutional", new ConvolutionalConfig { Channels = [2, 3], Hidden = [4], Activation = Activation.Tanh }, [1, 5, 6]),
        new("convolutional window 4", new ConvolutionalConfig { Channels = [2], Kernel = 4, Activation = Activation.Softplus }, [2, 5, 4]),
        new(
            "convolutional normalised",
            new ConvolutionalConfig { Channels = [2, 2], Hidden = [3], Activation = Activation.Tanh, Normalization = LayerNormalization.Layer }, [4, 4]),
        new("convolutional signal", new ConvolutionalConfig { Channels = [2, 2], Activation = Activation.Tanh }, [7]),
        new("convolutional signal of two channels", new ConvolutionalConfig { Channels = [2], Dimensions = 1, Activation = Activation.Sigmoid }, [2, 6]),
        new("residual", new ResidualConfig { Widths = [2, 3], Hidden = [3], Activation = Activation.Tanh }, [1, 5, 4]),
        new(
            "residual normalised",
            new ResidualConfig { Widths = [2], Blocks = 2, Activation = Activation.Softplus, Normalization = LayerNormalization.Layer }, [2, 3, 3]),
        new("residual vectors", new ResidualConfig { Widths = [3, 2], Blocks = 2, Hidden = [2], Activation = Activation.Tanh }, [4]),
        new("residual signal", new ResidualConfig { Widths = [2], Dimensions = 1, Activation = Activation.Tanh }, [1, 5]),
        new("recurrent", new RecurrentConfig { Hidden = 3 }, [4, 2]),
        new("recurrent lstm", new RecurrentConfig { Cell = RecurrentCell.Lstm, Hidden = 2, Layers = 2, Bidirectional = true }, [3, 2]),
        new("recurrent of numbers", new RecurrentConfig { Hidden = 2, Layers = 2 }, [5]),
    }.ToDictionary(static c => c.Name, StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. s_all.Keys];

    public static IEnumerable<NetworkCase> All => s_all.Values;

    public static NetworkCase Get(string name) => s_all[name];

    /// <summary>Numbers in [0, 1), rows of examples.</summary>
    public static double[] Data(int rows, Shape example, ulong seed = 5)
    {
        double[] numbers = new double[rows * example.Count];
        RandomKey.FromSeed(seed).Uniform(numbers);
        return numbers;
    }
}
