namespace Latent.Tensors.Random;

/// <summary>
/// What is made of the words of a block: the top eight bits of the counter's first word, so that two fills of different kinds under one
/// key share no block. The numbers are part of <see cref="RandomKey.StreamVersion"/>: add, never change.
/// </summary>
internal enum DrawKind : byte
{
    Bits = 0,
    Uniform = 1,
    Normal = 2,
    Exponential = 3,
    Gumbel = 4,
    Bernoulli = 5,
    Categorical = 6,
    Gamma = 7,
    Permutation = 8,
    SphereHeight = 9,
    Poisson = 10,

    SplitByIndex = 254,
    SplitByName = 255,
}
