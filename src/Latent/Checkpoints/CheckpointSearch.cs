using System.Collections.Immutable;

namespace Latent.Checkpoints;

/// <summary>What a search for a checkpoint found, and what it had to pass over on the way.</summary>
/// <param name="Checkpoint">Verified and read; null when there is none that is whole.</param>
/// <param name="Path">Its folder; null when there is none.</param>
/// <param name="Skipped">Those that came before it and are not whole, in the order they were tried; to be told to the user.</param>
public sealed record CheckpointSearch(Checkpoint? Checkpoint, string? Path, ImmutableArray<SkippedCheckpoint> Skipped);

/// <summary>A folder that should be a checkpoint and cannot be used.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Reason">Which file, what is wrong with it, and what to do.</param>
public sealed record SkippedCheckpoint(string Path, string Reason);

/// <summary>A checkpoint that is now safe on the disk.</summary>
/// <param name="Path">Its folder.</param>
/// <param name="Step">Optimiser steps made.</param>
/// <param name="Bytes">Bytes of its files.</param>
/// <param name="Warnings">What went wrong afterwards, while older ones were put away; nothing of value depends on it.</param>
public sealed record SavedCheckpoint(string Path, long Step, long Bytes, ImmutableArray<string> Warnings);
