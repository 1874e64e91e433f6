namespace Latent.Distributions;

/// <summary>There is no closed form for the KL divergence of this pair of families; the message names the known ones and the remedy.</summary>
public sealed class KlNotKnownException(string message) : NotSupportedException(message);
