namespace Latent.Networks;

/// <summary>One of the things a decoder computes for every element of an example: the logits of a Bernoulli, the means of a normal.</summary>
/// <param name="Name">Names its layer: <c>decoder.logits.weight</c>.</param>
/// <param name="Values">How many numbers each element has, as the classes of a categorical; they stand on a last axis of their own if there are several.</param>
public sealed record Head(string Name, int Values = 1);
