namespace Latent.Networks;

/// <summary>A kind of network.</summary>
/// <param name="Kind">What configurations call it.</param>
/// <param name="Type">Its record, whose properties are its options.</param>
/// <param name="For">What examples it is for.</param>
/// <param name="Layers">What it consists of.</param>
/// <param name="Reference">Where it comes from.</param>
public sealed record NetworkEntry(string Kind, Type Type, string For, string Layers, string Reference);

/// <summary>All kinds of networks, a line each: the one list for the command line, the documentation and the tests.</summary>
public static class NetworkCatalog
{
    /// <summary>The kinds, simplest first.</summary>
    public static IReadOnlyList<NetworkEntry> All { get; } =
    [
        new("mlp", typeof(MlpConfig), "anything of a fixed size", "linear layers with an activation", "Rumelhart et al. 1986"),
        new("gated-mlp", typeof(GatedMlpConfig), "anything of a fixed size", "linear layers (W·x + b)·σ(V·x + c)", "Tomczak and Welling 2018"),
        new("convolutional", typeof(ConvolutionalConfig), "images [channels, height, width] or [height, width]; signals",
            "convolutions with a stride, then linear layers; the decoder's are transposed", "LeCun et al. 1998; Radford et al. 2016"),
        new("residual", typeof(ResidualConfig), "images as above; vectors",
            "blocks x + g(f(x)), f and g convolutions, or linear layers for vectors", "He et al. 2016; Kingma et al. 2016"),
        new("recurrent", typeof(RecurrentConfig), "sequences [steps, ...], of different lengths too",
            "a GRU or LSTM; its last state is the code, and the code its first state and its input at every step",
            "Cho et al. 2014; Hochreiter and Schmidhuber 1997; Bowman et al. 2016"),
    ];
}
