namespace Latent.Networks;

/// <summary>A kind of first values.</summary>
/// <param name="Kind">What configurations call it.</param>
/// <param name="Type">Its record, whose properties are its options.</param>
/// <param name="Weights">What weights are drawn from.</param>
/// <param name="Biases">What biases are drawn from.</param>
/// <param name="Reference">Where it comes from.</param>
public sealed record InitializerEntry(string Kind, Type Type, string Weights, string Biases, string Reference);

/// <summary>All kinds of first values, a line each: the one list for the documentation and the tests.</summary>
public static class InitializerCatalog
{
    /// <summary>The kinds, the default first.</summary>
    public static IReadOnlyList<InitializerEntry> All { get; } =
    [
        new("torch", typeof(TorchInitializer), "U(-b, b), b = 1/√in", "as weights", "PyTorch's default"),
        new("glorot", typeof(GlorotInitializer), "U(-b, b), b = √(6/(in + out))", "0", "Glorot and Bengio 2010"),
        new("he", typeof(HeInitializer), "U(-b, b), b = √(6/in)", "0", "He et al. 2015"),
        new("normal", typeof(NormalInitializer), "N(0, deviation²)", "as weights", "Kingma and Welling 2014"),
    ];
}
