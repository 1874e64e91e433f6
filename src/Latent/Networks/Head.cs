namespace Latent.Networks;

/// <summary>One of the things a decoder computes for every element of an example: the logits of a Bernoulli, the means of a normal.</summary>
/// <param name="Name">Names its layer: <c>decoder.logits.weight</c>.</param>
/// <param name="Values">
/// How many numbers each element has, as the classes of a categorical; they stand on a last axis of their own if there are several.
/// </param>
public sealed record Head(string Name, int Values = 1)
{
    /// <summary>The place of the head of a name, which has one value an element so that it can be given a bias.</summary>
    internal static int Find(IReadOnlyList<Head> heads, string name)
    {
        for (int i = 0; i < heads.Count; i++)
        {
            if (!string.Equals(heads[i].Name, name, StringComparison.Ordinal)) continue;
            return heads[i].Values == 1
                ? i
                : throw new ArgumentException($"The head '{name}' has {heads[i].Values} values an element; a bias is set where there is one.");
        }

        throw new ArgumentException($"The decoder has no head '{name}'; it has: {string.Join(", ", heads.Select(static head => head.Name))}.");
    }
}
