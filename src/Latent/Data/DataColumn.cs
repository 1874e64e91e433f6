using Latent.Tensors;

namespace Latent.Data;

/// <summary>One quantity of every example of a data set: its name, its shape, and what its numbers mean.</summary>
/// <param name="Name">What batches and the sites of models call it: <c>x</c> for what is modelled, <c>y</c> for a class.</param>
/// <param name="Shape">The shape of one example: [channels, height, width] for an image, [] for a class.</param>
public sealed record DataColumn(string Name, Shape Shape)
{
    /// <summary>The element type of the tensors in batches.</summary>
    public DType Type { get; init; } = DType.Float32;

    /// <summary>
    /// How many equidistant values in [0, 1] an element can take: 256 for a byte of an image, which is given as byte / 255, and 2 for
    /// binary data; 0 for real numbers.
    /// </summary>
    public int Levels { get; init; }

    /// <summary>The names of the classes that the numbers 0, 1, ... stand for; empty if the column is no class.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>The names of the elements along the last axis, as a table's header gives them; empty if they have none.</summary>
    public IReadOnlyList<string> Elements { get; init; } = [];

    /// <summary>Whether values may be missing: they are NaN, and the batch has a mask.</summary>
    public bool HasMissing { get; init; }

    /// <summary>
    /// Whether examples differ in length: the first axis of <see cref="Shape"/> is that of the longest. A batch is as long as its longest
    /// example; after the end of a shorter one it holds zeros, and its mask 0.
    /// </summary>
    public bool IsSequence { get; init; }

    /// <summary>Name, shape and meaning in a few words.</summary>
    public override string ToString()
    {
        string meaning = (Levels, Classes.Count) switch
        {
            (2, _) => "binary",
            ( > 2, _) => $"{Levels} levels",
            (_, > 0) => $"{Classes.Count} classes",
            _ => "real",
        };
        return $"{Name} {Shape} {meaning}{(IsSequence ? ", up to this length" : "")}{(HasMissing ? ", some missing" : "")}";
    }
}
