using Latent.Networks;
using Latent.Tensors;

namespace Latent.Tests.Networks;

/// <summary>Sizes that make no sense, and examples a network is not for.</summary>
public sealed class NetworkRefusalTests
{
    public static TheoryData<NetworkConfig, int[], string> Wrong => new()
    {
        { MlpConfig.Of(3, 0), [4], "mlp: hidden[1] is 0; at least 1 is needed." },
        { new GatedMlpConfig { Hidden = [] }, [4], "gated-mlp: hidden is empty" },
        { new GatedMlpConfig { Hidden = [-1] }, [4], "gated-mlp: hidden[0] is -1" },
        { new ConvolutionalConfig { Channels = [] }, [1, 8, 8], "convolutional: channels is empty" },
        { new ConvolutionalConfig { Stride = 0 }, [1, 8, 8], "convolutional: stride is 0; at least 1 is needed." },
        { new ConvolutionalConfig { Padding = -1 }, [1, 8, 8], "convolutional: padding is -1; at least 0 is needed." },
        {
            new ConvolutionalConfig { Channels = [4, 4], Padding = 0 }, [1, 5, 5],
            "convolutional: layer 1 sees 2 x 2, smaller than its window of 3 with padding 0. Take fewer layers"
        },
        { new ConvolutionalConfig { Padding = 0, Kernel = 8 }, [5], "convolutional: layer 0 sees 5 positions, smaller than its window of 8" },
        { new ConvolutionalConfig(), [2, 3, 4, 5], "examples have shape [2, 3, 4, 5]; images are [channels, height, width]" },
        { new ConvolutionalConfig { Dimensions = 3 }, [1, 8, 8], "dimensions is 3; it is 1 for signals or 2 for images" },
        { new ConvolutionalConfig { Dimensions = 2 }, [8], "examples have shape [8]; images are" },
        { new ResidualConfig { Widths = [] }, [1, 8, 8], "residual: widths is empty" },
        { new ResidualConfig { Blocks = 0 }, [1, 8, 8], "residual: blocks is 0" },
        { new ResidualConfig(), [2, 2, 2, 2], "residual: examples have shape [2, 2, 2, 2]; images are" },
        { new RecurrentConfig { Hidden = 0 }, [4, 2], "recurrent: hidden is 0" },
        { new RecurrentConfig { Layers = 0 }, [4, 2], "recurrent: layers is 0" },
        { new RecurrentConfig(), [], "recurrent: examples have shape []; sequences are [steps, ...]." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_makes_no_sense_is_refused_with_what_to_do(NetworkConfig config, int[] example, string message)
    {
        Assert.Contains(message, Assert.Throws<ArgumentException>(
            () => config.Encoder(ParameterScope.Initialize(default), Shape.Create(example))).Message, StringComparison.Ordinal);
        Assert.Contains(message, Assert.Throws<ArgumentException>(
            () => config.Decoder(ParameterScope.Initialize(default), 2, Shape.Create(example), [new Head("a")])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_of_another_shape_is_refused()
    {
        ParameterScope scope = ParameterScope.Initialize(default);
        EncoderNetwork images = new ConvolutionalConfig().Encoder(scope / "a", [1, 8, 8]), sequences = new RecurrentConfig().Encoder(scope / "b", [8, 3]);
        DecoderNetwork decoder = MlpConfig.Of(4).Decoder(scope / "c", 2, [3], [new Head("a"), new Head("b", 4)]);
        using Pass pass = Pass.Evaluation();
        Says("built for examples of shape [1, 8, 8]; the batch is [2, 1, 8, 7].", () => images.Forward(pass, pass.Full([2, 1, 8, 7], 0)));
        Says("built for examples of shape [8, 3]; the batch is [2, 5, 2].", () => sequences.Forward(pass, pass.Full([2, 5, 2], 0)));
        Says("built for codes of width 2; they are [2, 3].", () => decoder.Forward(pass, pass.Full([2, 3], 0)));
        Says("has no head 'c'; it has: a, b.", () => decoder.SetBias("c", Tensor.Zeros([3])));
        Says("'b' has 4 values an element", () => decoder.SetBias("b", Tensor.Zeros([3])));

        static void Says(string message, Action act) => Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(act).Message, StringComparison.Ordinal);
    }
}
