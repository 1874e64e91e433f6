namespace Latent.Checkpoints;

/// <summary>Which checkpoints stay when another has been saved.</summary>
/// <param name="Newest">How many of the newest, at least 1.</param>
/// <param name="Best">Whether the one with the highest score stays beside them.</param>
public sealed record CheckpointRetention(int Newest = 3, bool Best = true);
