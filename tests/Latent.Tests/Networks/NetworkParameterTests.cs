using Latent.Networks;
using Latent.Tensors;

namespace Latent.Tests.Networks;

/// <summary>Model files hold parameters by name: these lists do not change.</summary>
public sealed class NetworkParameterTests
{
    private static readonly Head[] Heads = [new("logits"), new("choice", 3)];

    private static readonly Dictionary<string, (string Encoder, string Decoder)> Golden = new(StringComparer.Ordinal)
    {
        ["gated-mlp"] = (
            """
            0.value.weight [3, 4], 0.value.bias [3], 0.gate.weight [3, 4], 0.gate.bias [3],
            1.value.weight [2, 3], 1.value.bias [2], 1.gate.weight [2, 3], 1.gate.bias [2]
            """,
            """
            0.value.weight [2, 2], 0.value.bias [2], 0.gate.weight [2, 2], 0.gate.bias [2],
            1.value.weight [3, 2], 1.value.bias [3], 1.gate.weight [3, 2], 1.gate.bias [3],
            logits.weight [4, 3], logits.bias [4], choice.weight [12, 3], choice.bias [12]
            """),
        ["convolutional"] = (
            "0.weight [2, 1, 3, 3], 0.bias [2], 1.weight [3, 2, 3, 3], 1.bias [3], 2.weight [4, 12], 2.bias [4]",
            """
            0.weight [4, 2], 0.bias [4], 1.weight [12, 4], 1.bias [12], 2.weight [3, 2, 3, 3], 2.bias [2],
            logits.weight [2, 1, 3, 3], logits.bias [1], choice.weight [2, 3, 3, 3], choice.bias [3]
            """),
        ["convolutional normalised"] = (
            """
            0.weight [2, 1, 3, 3], 0.bias [2], 0.norm.weight [2], 0.norm.bias [2], 1.weight [2, 2, 3, 3], 1.bias [2], 1.norm.weight [2], 1.norm.bias [2],
            2.weight [3, 2], 2.bias [3], 2.norm.weight [3], 2.norm.bias [3]
            """,
            """
            0.weight [3, 2], 0.bias [3], 0.norm.weight [3], 0.norm.bias [3], 1.weight [2, 3], 1.bias [2], 1.norm.weight [2], 1.norm.bias [2],
            2.weight [2, 2, 3, 3], 2.bias [2], 2.norm.weight [2], 2.norm.bias [2],
            logits.weight [2, 1, 3, 3], logits.bias [1], choice.weight [2, 3, 3, 3], choice.bias [3]
            """),
        ["convolutional signal of two channels"] = (
            "0.weight [2, 2, 3], 0.bias [2]",
            "0.weight [6, 2], 0.bias [6], logits.weight [2, 2, 3], logits.bias [2], choice.weight [2, 6, 3], choice.bias [6]"),
        ["residual"] = (
            """
            0.weight [2, 1, 3, 3], 0.bias [2],
            1.layer1.weight [2, 2, 3, 3], 1.layer1.bias [2], 1.layer2.weight [2, 2, 3, 3], 1.layer2.bias [2], 1.skip.weight [2, 2, 1, 1], 1.skip.bias [2],
            2.layer1.weight [3, 2, 3, 3], 2.layer1.bias [3], 2.layer2.weight [3, 3, 3, 3], 2.layer2.bias [3], 2.skip.weight [3, 2, 1, 1], 2.skip.bias [3],
            3.weight [3, 6], 3.bias [3]
            """,
            """
            0.weight [3, 2], 0.bias [3], 1.weight [6, 3], 1.bias [6],
            2.layer1.weight [2, 3, 3, 3], 2.layer1.bias [2], 2.layer2.weight [2, 2, 3, 3], 2.layer2.bias [2], 2.skip.weight [2, 3, 1, 1], 2.skip.bias [2],
            3.layer1.weight [2, 2, 3, 3], 3.layer1.bias [2], 3.layer2.weight [2, 2, 3, 3], 3.layer2.bias [2],
            logits.weight [1, 2, 3, 3], logits.bias [1], choice.weight [3, 2, 3, 3], choice.bias [3]
            """),
        ["residual normalised"] = (
            """
            0.weight [2, 2, 3, 3], 0.bias [2],
            1.layer1.weight [2, 2, 3, 3], 1.layer1.bias [2], 1.layer2.weight [2, 2, 3, 3], 1.layer2.bias [2], 1.skip.weight [2, 2, 1, 1], 1.skip.bias [2],
            1.norm1.weight [2], 1.norm1.bias [2], 1.norm2.weight [2], 1.norm2.bias [2],
            2.layer1.weight [2, 2, 3, 3], 2.layer1.bias [2], 2.layer2.weight [2, 2, 3, 3], 2.layer2.bias [2],
            2.norm1.weight [2], 2.norm1.bias [2], 2.norm2.weight [2], 2.norm2.bias [2], norm.weight [2], norm.bias [2]
            """,
            """
            0.weight [8, 2], 0.bias [8],
            1.layer1.weight [2, 2, 3, 3], 1.layer1.bias [2], 1.layer2.weight [2, 2, 3, 3], 1.layer2.bias [2],
            1.norm1.weight [2], 1.norm1.bias [2], 1.norm2.weight [2], 1.norm2.bias [2],
            2.layer1.weight [2, 2, 3, 3], 2.layer1.bias [2], 2.layer2.weight [2, 2, 3, 3], 2.layer2.bias [2],
            2.norm1.weight [2], 2.norm1.bias [2], 2.norm2.weight [2], 2.norm2.bias [2], norm.weight [2], norm.bias [2],
            logits.weight [2, 2, 3, 3], logits.bias [2], choice.weight [6, 2, 3, 3], choice.bias [6]
            """),
        ["residual vectors"] = (
            """
            0.weight [3, 4], 0.bias [3],
            1.layer1.weight [3, 3], 1.layer1.bias [3], 1.layer2.weight [3, 3], 1.layer2.bias [3],
            2.layer1.weight [3, 3], 2.layer1.bias [3], 2.layer2.weight [3, 3], 2.layer2.bias [3],
            3.layer1.weight [2, 3], 3.layer1.bias [2], 3.layer2.weight [2, 2], 3.layer2.bias [2], 3.skip.weight [2, 3], 3.skip.bias [2],
            4.layer1.weight [2, 2], 4.layer1.bias [2], 4.layer2.weight [2, 2], 4.layer2.bias [2], 5.weight [2, 2], 5.bias [2]
            """,
            """
            0.weight [2, 2], 0.bias [2], 1.weight [2, 2], 1.bias [2],
            2.layer1.weight [2, 2], 2.layer1.bias [2], 2.layer2.weight [2, 2], 2.layer2.bias [2],
            3.layer1.weight [3, 2], 3.layer1.bias [3], 3.layer2.weight [3, 3], 3.layer2.bias [3], 3.skip.weight [3, 2], 3.skip.bias [3],
            4.layer1.weight [3, 3], 4.layer1.bias [3], 4.layer2.weight [3, 3], 4.layer2.bias [3],
            5.layer1.weight [3, 3], 5.layer1.bias [3], 5.layer2.weight [3, 3], 5.layer2.bias [3],
            logits.weight [4, 3], logits.bias [4], choice.weight [12, 3], choice.bias [12]
            """),
        ["recurrent"] = (
            "weight_ih_l0 [9, 2], weight_hh_l0 [9, 3], bias_ih_l0 [9], bias_hh_l0 [9]",
            """
            initial.weight [3, 2], initial.bias [3], weight_ih_l0 [9, 2], weight_hh_l0 [9, 3], bias_ih_l0 [9], bias_hh_l0 [9],
            logits.weight [2, 3], logits.bias [2], choice.weight [6, 3], choice.bias [6]
            """),
        ["recurrent lstm"] = (
            """
            weight_ih_l0 [8, 2], weight_hh_l0 [8, 2], bias_ih_l0 [8], bias_hh_l0 [8],
            weight_ih_l0_reverse [8, 2], weight_hh_l0_reverse [8, 2], bias_ih_l0_reverse [8], bias_hh_l0_reverse [8],
            weight_ih_l1 [8, 4], weight_hh_l1 [8, 2], bias_ih_l1 [8], bias_hh_l1 [8],
            weight_ih_l1_reverse [8, 4], weight_hh_l1_reverse [8, 2], bias_ih_l1_reverse [8], bias_hh_l1_reverse [8]
            """,
            """
            initial.weight [8, 2], initial.bias [8], weight_ih_l0 [8, 2], weight_hh_l0 [8, 2], bias_ih_l0 [8], bias_hh_l0 [8],
            weight_ih_l1 [8, 2], weight_hh_l1 [8, 2], bias_ih_l1 [8], bias_hh_l1 [8],
            logits.weight [2, 2], logits.bias [2], choice.weight [6, 2], choice.bias [6]
            """),
    };

    public static TheoryData<string> Names => [.. Golden.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Names_and_shapes_are_these(string name)
    {
        NetworkCase network = NetworkCases.Get(name);
        ParameterScope encoder = ParameterScope.Initialize(default), decoder = ParameterScope.Initialize(default);
        _ = network.Config.Encoder(encoder, network.Example);
        _ = network.Config.Decoder(decoder, 2, network.Example, Heads);
        Assert.Equal(Lines(Golden[name].Encoder), encoder.Parameters.Select(static p => p.ToString()));
        Assert.Equal(Lines(Golden[name].Decoder), decoder.Parameters.Select(static p => p.ToString()));
    }

    [Fact]
    public void Every_kind_has_its_list() => Assert.Empty(
        NetworkCatalog.All.Select(static e => e.Type).Except([typeof(MlpConfig), .. Golden.Keys.Select(static k => NetworkCases.Get(k).Config.GetType())]));

    [Theory]
    [MemberData(nameof(NetworkCases.Names), MemberType = typeof(NetworkCases))]
    public void Every_parameter_has_a_gradient(string name)
    {
        // Of an encoder followed by its decoder; a layer that is made and not used would have none.
        NetworkCase network = NetworkCases.Get(name);
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(4), DType.Float64);
        EncoderNetwork encoder = network.Config.Encoder(scope / "encoder", network.Example);
        DecoderNetwork decoder = network.Config.Decoder(scope / "decoder", encoder.Width, network.Example, Heads);
        using Pass pass = Pass.Training();
        Tensor x = pass.From(NetworkCases.Data(3, network.Example), Shape.Create([3]).Concat(network.Example));
        IReadOnlyList<Tensor> heads = decoder.Forward(pass, encoder.Forward(pass, x));
        Gradients gradients = pass.Backward(heads[0].Square().Sum() + heads[1].Square().Sum());
        Assert.All(scope.Parameters, parameter => Assert.Contains(gradients[parameter].ToDoubles(), static g => g != 0));
    }

    private static string[] Lines(string text)
    {
        string[] parts = text.ReplaceLineEndings(" ").Split("], ", StringSplitOptions.TrimEntries);
        return [.. parts.Select((part, i) => i < parts.Length - 1 ? part + "]" : part)];
    }
}
