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
    ];
}
