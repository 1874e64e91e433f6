using Latent.Networks;
using Latent.Tensors;

namespace Latent.Tests.Networks;

/// <summary>A decoder gives back the shape its encoder was given, whatever its sizes are.</summary>
public sealed class DecoderShapeTests
{
    private static readonly Head[] Heads = [new("a"), new("b", 2)];

    public static TheoryData<int, int, int> Windows => new()
    {
        { 3, 2, 1 }, { 4, 2, 1 }, { 5, 2, 2 }, { 2, 2, 0 }, { 3, 1, 0 }, { 3, 3, 1 }, { 5, 3, 2 }, { 1, 1, 0 }, { 4, 3, 0 },
    };

    [Theory]
    [MemberData(nameof(Windows))]
    public void Transposed_convolutions_give_back_any_height_and_width(int kernel, int stride, int padding)
    {
        ConvolutionalConfig config = new() { Channels = [2, 2], Kernel = kernel, Stride = stride, Padding = padding };
        int tried = 0;
        for (int height = 1; height <= 17; height++)
        {
            for (int width = height; width <= 17; width += 3)
            {
                Window window = new(kernel, stride, padding);
                if (window.Smaller(window.Smaller(height)) < 1) continue;
                RoundTrip(config, [3, height, width]);
                tried++;
            }
        }

        Assert.InRange(tried, 7, 60);
    }

    [Fact]
    public void Residual_stages_give_back_any_height_and_width()
    {
        ResidualConfig config = new() { Widths = [2, 1] };
        for (int height = 1; height <= 9; height++)
            for (int width = 1; width <= 9; width += 2)
                RoundTrip(config, [1, height, width]);
    }

    [Fact]
    public void The_images_of_the_data_sets_come_back()
    {
        foreach (NetworkConfig config in new NetworkConfig[] { new ConvolutionalConfig { Channels = [4, 4, 4] }, new ResidualConfig { Widths = [2, 2, 2] } })
        {
            RoundTrip(config, [1, 28, 28]);
            RoundTrip(config, [1, 28, 20]);
            RoundTrip(config, [3, 32, 32]);
            RoundTrip(config, [28, 20]);
        }
    }

    [Theory]
    [MemberData(nameof(NetworkCases.Names), MemberType = typeof(NetworkCases))]
    public void Every_network_gives_back_its_shape(string name) => RoundTrip(NetworkCases.Get(name).Config, NetworkCases.Get(name).Example);

    [Fact]
    public void The_values_of_an_element_are_a_last_axis_and_each_its_own_channel()
    {
        // One convolution of window 1: channel c of value v is weight [0, 2c + v] times the code's one number.
        ParameterScope scope = ParameterScope.Initialize(default, DType.Float64);
        ConvolutionalConfig config = new() { Channels = [1], Kernel = 1, Stride = 1, Padding = 0, Activation = Activation.None };
        DecoderNetwork decoder = config.Decoder(scope, 1, [2, 1, 2], [new Head("b", 2)]);
        Set("0.weight", [1, 10]);
        Set("0.bias", [0, 0]);
        Set("b.weight", [1, 2, 3, 4]);
        Set("b.bias", [0, 0, 0, 0]);
        using Pass pass = Pass.Evaluation();
        Tensor y = decoder.Forward(pass, pass.From([1.0], [1, 1]))[0];
        Assert.Equal([1, 2, 1, 2, 2], y.Shape.Span.ToArray());
        Assert.Equal([1, 2, 10, 20, 3, 4, 30, 40], y.ToDoubles());

        void Set(string name, double[] values)
        {
            Parameter parameter = scope.Parameters.Single(p => p.Name == name);
            parameter.Set(Tensor.From(values, parameter.Shape));
        }
    }

    [Fact]
    public void A_recurrent_decoder_gives_as_many_steps_as_it_is_asked_for()
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(1), DType.Float64);
        DecoderNetwork decoder = new RecurrentConfig { Hidden = 3 }.Decoder(scope, 2, [6, 2], Heads);
        using Pass pass = Pass.Evaluation();
        Tensor z = pass.From([0.3, -1, 2, 0.1], [2, 2]);
        Tensor all = decoder.Forward(pass, z)[0], some = decoder.Forward(pass, z, 4)[0];
        Assert.Equal([2, 6, 2], all.Shape.Span.ToArray());
        Assert.Equal([2, 4, 2], some.Shape.Span.ToArray());
        Assert.Equal(all.Slice(1, 0, 4).ToDoubles(), some.ToDoubles());
        Assert.Contains("0 steps are asked for", Assert.Throws<ShapeException>(() => decoder.Forward(pass, z, 0)).Message, StringComparison.Ordinal);
    }

    private static void RoundTrip(NetworkConfig config, Shape example)
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(1));
        EncoderNetwork encoder = config.Encoder(scope / "encoder", example);
        DecoderNetwork decoder = config.Decoder(scope / "decoder", 2, example, Heads);
        Shape batch = Shape.Create([2]).Concat(example);
        using Pass pass = Pass.Evaluation();
        Assert.Equal(Shape.Create([2, encoder.Width]), encoder.Forward(pass, pass.Full(batch, 0.5)).Shape);
        IReadOnlyList<Tensor> heads = decoder.Forward(pass, pass.Full([2, 2], 0.5));
        Assert.Equal(batch, heads[0].Shape);
        Assert.Equal(batch.Concat([2]), heads[1].Shape);
    }
}
