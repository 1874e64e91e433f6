namespace Latent.Graphs;

/// <summary>
/// Something was asked given evidence of probability 0 (or so little that no sample met it): nothing can be conditioned on it.
/// </summary>
public sealed class ImpossibleEvidenceException(string message) : ArgumentException(message);
