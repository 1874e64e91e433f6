namespace Latent.Graphs;

/// <summary>What a node stands for: whether it has a factor in the joint density, and how it is drawn.</summary>
public enum NodeKind
{
    /// <summary>A random variable that nobody sees. Drawn white.</summary>
    Latent,

    /// <summary>A random variable whose value is data. Drawn shaded.</summary>
    Observed,

    /// <summary>A function of its parents: no factor of its own, who depends on it depends on its parents. Drawn as a diamond.</summary>
    Deterministic,

    /// <summary>
    /// A quantity everything is conditioned on, such as the covariate of a regression: no factor and no parents. Drawn as a box.
    /// </summary>
    Given,
}
