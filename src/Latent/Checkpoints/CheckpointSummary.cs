using System.Collections.Immutable;
using Latent.Files;

namespace Latent.Checkpoints;

/// <summary>A checkpoint as its folder and manifest describe it; the other files have not been looked at.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Step">Optimiser steps made.</param>
/// <param name="Run">Which run it is of; null where the manifest cannot be read.</param>
/// <param name="Score">How good the model is, higher is better; null where it was not judged.</param>
/// <param name="Saved">When it was written, by the clock of then.</param>
/// <param name="Bytes">Bytes of its files.</param>
/// <param name="Problem">Why the manifest cannot be read; null where it can.</param>
public sealed record CheckpointSummary(string Path, long Step, string? Run, double? Score, DateTimeOffset? Saved, long Bytes, string? Problem)
{
    internal CheckpointName Name { get; private init; }

    /// <summary>Looks through a folder of checkpoints, the newest first; hashes are not verified.</summary>
    /// <param name="folder">For instance <c>checkpoints</c> in a run's folder; none when it is missing.</param>
    /// <exception cref="FileOperationException">The folder cannot be read.</exception>
    public static ImmutableArray<CheckpointSummary> List(string folder) => List(FileSystem.Real, folder);

    /// <summary>The one with the highest score, the earliest of equals; null when none was judged.</summary>
    public static CheckpointSummary? Best(IEnumerable<CheckpointSummary> summaries)
    {
        ArgumentNullException.ThrowIfNull(summaries);
        return summaries.Where(static summary => summary.Score is not null)
            .OrderByDescending(static summary => summary.Score).ThenBy(static summary => summary.Name).FirstOrDefault();
    }

    internal static ImmutableArray<CheckpointSummary> List(FileSystem system, string folder) =>
        [.. CheckpointFolder.Find(system, folder).Select(found => Of(system, found.Path, found.Name))];

    private static CheckpointSummary Of(FileSystem system, string path, CheckpointName name)
    {
        try
        {
            CheckpointManifest manifest = CheckpointManifest.Read(system, path);
            return new CheckpointSummary(path, name.Step, manifest.Run, manifest.Score, manifest.Saved, manifest.Bytes, null) { Name = name };
        }
        catch (Exception e) when (e is BadFileException or FileOperationException)
        {
            return new CheckpointSummary(path, name.Step, null, null, null, 0, e.Message) { Name = name };
        }
    }
}
