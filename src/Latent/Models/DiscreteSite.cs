namespace Latent.Models;

/// <summary>What a posterior run does with a discrete latent variable.</summary>
public enum DiscreteSite
{
    /// <summary>Values are drawn; gradients need a score-function estimator, or a relaxed posterior.</summary>
    Sampled,

    /// <summary>All values are gone through and weighted by q: exact, for as many rows as there are values.</summary>
    Enumerated,
}
