using Latent.Networks;
using Latent.Tensors;

namespace Latent.Tests.Networks;

/// <summary>What is computed of an example depends on nothing but the example.</summary>
public sealed class NetworkBitsTests
{
    [Theory]
    [MemberData(nameof(NetworkCases.Names), MemberType = typeof(NetworkCases))]
    public void An_example_has_the_same_bits_alone_and_in_a_batch(string name)
    {
        const int rows = 37;
        NetworkCase network = NetworkCases.Get(name);
        (EncoderNetwork encoder, DecoderNetwork decoder) = Make(network);
        float[] x = Array.ConvertAll(NetworkCases.Data(rows, network.Example), static v => (float)v);
        using Pass pass = Pass.Evaluation();
        Tensor all = pass.From(x, Shape.Create([rows]).Concat(network.Example));
        Tensor features = encoder.Forward(pass, all), heads = decoder.Forward(pass, features)[0];
        foreach (int row in (int[])[0, 1, 17, 36])
        {
            Tensor own = encoder.Forward(pass, all.Rows(row, 1));
            Assert.Equal(features.Rows(row, 1).ToArray(), own.ToArray());
            Assert.Equal(heads.Rows(row, 1).ToArray(), decoder.Forward(pass, own)[0].ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(NetworkCases.Names), MemberType = typeof(NetworkCases))]
    public void Threads_change_no_bit(string name)
    {
        NetworkCase network = NetworkCases.Get(name);
        (EncoderNetwork encoder, DecoderNetwork decoder) = Make(network);
        float[] x = Array.ConvertAll(NetworkCases.Data(64, network.Example), static v => (float)v);
        float[]? expected = null;
        foreach (int threads in (int[])[1, 2, 3])
        {
            using Pass pass = Pass.Evaluation(device: Device.CreateCpu(threads));
            float[] y = decoder.Forward(pass, encoder.Forward(pass, pass.From(x, Shape.Create([64]).Concat(network.Example))))[0].ToArray();
            Assert.Equal(expected ??= y, y);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_stands_past_the_end_of_a_sequence_has_no_influence(bool both)
    {
        RecurrentConfig config = new() { Hidden = 5, Layers = 2, Bidirectional = both };
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(3));
        EncoderNetwork encoder = config.Encoder(scope, [9, 2]);
        float[] x = Array.ConvertAll(NetworkCases.Data(3, [9, 2]), static v => (float)v);
        float[] lengths = [9, 4, 1];
        using Pass pass = Pass.Evaluation();
        Tensor batch = pass.From(x, [3, 9, 2]), features = encoder.Forward(pass, batch, pass.From(lengths, [3]));
        for (int row = 0; row < 3; row++)
        {
            Tensor alone = batch.Rows(row, 1).Slice(1, 0, (int)lengths[row]);
            Assert.Equal(features.Rows(row, 1).ToArray(), encoder.Forward(pass, alone).ToArray());
        }

        Assert.NotEqual(features.ToArray(), encoder.Forward(pass, batch).ToArray());
    }

    private static (EncoderNetwork, DecoderNetwork) Make(NetworkCase network)
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(2));
        EncoderNetwork encoder = network.Config.Encoder(scope / "encoder", network.Example);
        return (encoder, network.Config.Decoder(scope / "decoder", encoder.Width, network.Example, [new Head("a", 2)]));
    }
}
