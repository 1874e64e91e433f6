using System.Collections.Immutable;
using Latent.Files;

namespace Latent.Checkpoints;

/// <summary>The checkpoints of one run in one folder, safe against crashes, full disks and loss of power at any point.</summary>
/// <remarks>
/// <para>
/// A checkpoint is a folder <c>ckpt-STEP</c> with <c>model.safetensors</c>, <c>optimizer.safetensors</c>, <c>state.json</c> and
/// <c>manifest.json</c>, which has the size and SHA-256 of the others and of itself. It is made under a temporary name: every file is flushed
/// to the disk, the manifest last, then the folder; then it gets its name at one stroke, and the parent is flushed. Only then are older ones put away,
/// first by another name. Nothing is written in place, and the age of a file decides nothing.
/// </para>
/// <para>One process at a time may save into a folder: see <see cref="RunLock"/>. Any number may read.</para>
/// </remarks>
public sealed class CheckpointStore
{
    private static readonly TimeSpan StaleAge = TimeSpan.FromHours(1);

    private readonly FileSystem _system;
    private readonly TimeProvider _clock;
    private readonly CheckpointRetention _retention;

    /// <summary>A store in a folder, which is made when the first checkpoint is saved.</summary>
    /// <param name="folder">For instance <c>checkpoints</c> in a run's folder.</param>
    /// <param name="run">What tells this run from others; a checkpoint of another is not loaded.</param>
    /// <param name="clock">The time, for the age of what a crash left over.</param>
    /// <param name="retention">Which checkpoints stay; the last three and the best by default.</param>
    public CheckpointStore(string folder, string run, TimeProvider clock, CheckpointRetention? retention = null)
        : this(FileSystem.Real, folder, run, clock, retention)
    {
    }

    internal CheckpointStore(FileSystem system, string folder, string run, TimeProvider clock, CheckpointRetention? retention)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentException.ThrowIfNullOrEmpty(run);
        ArgumentNullException.ThrowIfNull(clock);
        retention ??= new CheckpointRetention();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(retention.Newest, nameof(retention));
        _system = system;
        _clock = clock;
        _retention = retention;
        Folder = Path.GetFullPath(folder);
        Run = run;
    }

    /// <summary>The folder, as a full path.</summary>
    public string Folder { get; }

    /// <summary>What tells this run from others.</summary>
    public string Run { get; }

    /// <summary>Says that the folder lies on a network file system, where a flush and a lock may promise less; null for a local disk.</summary>
    public string? NetworkWarning => _system.NetworkFormat(Folder) is { } format
        ? $"'{Folder}' is on a network file system ({format}): after a loss of power there, a checkpoint may be missing that was reported as saved. "
            + "Use a local disk for runs that matter."
        : null;

    /// <summary>Saves a checkpoint. When this returns it survives a loss of power; when it throws, what was there before is untouched.</summary>
    /// <remarks>Checkpoints of the same or a later step, which belong to a course of the run that was left, are put away with the old ones.</remarks>
    /// <exception cref="FileOperationException">The disk is full, has failed, or may not be written to; the message says which file.</exception>
    public SavedCheckpoint Save(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        DateTimeOffset now = _clock.GetUtcNow();
        _system.EnsureFolder(Folder);
        CheckpointName name = FreeName(checkpoint.Step);
        string temporary = Path.Combine(Folder, CheckpointName.Temporary(checkpoint.Step, now)), target = Path.Combine(Folder, name.ToString());
        CheckpointManifest manifest;
        try
        {
            _system.CreateFolder(temporary);
            manifest = CheckpointFolder.Write(_system, temporary, checkpoint, Run, now);
            _system.SyncFolder(temporary);
            _system.Rename(temporary, target);
        }
        catch
        {
            // The failure that brought us here is the one to report; what cannot be deleted now is swept later.
            Attempt(() => _system.DeleteFolder(temporary), []);
            throw;
        }

        _system.SyncFolder(Folder);
        List<string> warnings = [];
        Attempt(() => PutAway(name, now, warnings), warnings);
        return new SavedCheckpoint(target, checkpoint.Step, manifest.Bytes, [.. warnings]);
    }

    /// <summary>The checkpoint with the most steps that is whole and of this run, every hash verified.</summary>
    /// <exception cref="FileOperationException">The folder itself cannot be read.</exception>
    public CheckpointSearch LoadNewest() => LoadFirst(CheckpointFolder.Find(_system, Folder).Select(static found => found.Path));

    /// <summary>The checkpoint with the highest score that is whole and of this run; the newest where none was judged.</summary>
    /// <exception cref="FileOperationException">The folder itself cannot be read.</exception>
    public CheckpointSearch LoadBest() => LoadFirst(List()
        .OrderByDescending(static summary => summary.Score ?? double.NegativeInfinity)
        .ThenBy(static summary => summary.Score is null ? default : summary.Name)
        .Select(static summary => summary.Path));

    /// <summary>One of the checkpoints of <see cref="List"/>, every hash verified.</summary>
    /// <exception cref="BadFileException">It is not whole, or of another run.</exception>
    /// <exception cref="FileOperationException">A file is missing or cannot be read.</exception>
    public Checkpoint Load(CheckpointSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return CheckpointFolder.Read(_system, summary.Path, Run);
    }

    /// <summary>What is in the folder, the newest first; hashes are not verified.</summary>
    /// <exception cref="FileOperationException">The folder cannot be read.</exception>
    public ImmutableArray<CheckpointSummary> List() => CheckpointSummary.List(_system, Folder);

    private CheckpointSearch LoadFirst(IEnumerable<string> folders)
    {
        List<SkippedCheckpoint> skipped = [];
        foreach (string folder in folders)
        {
            try
            {
                return new CheckpointSearch(CheckpointFolder.Read(_system, folder, Run), folder, [.. skipped]);
            }
            catch (Exception e) when (e is BadFileException or FileOperationException)
            {
                skipped.Add(new SkippedCheckpoint(folder, e.Message));
            }
        }

        return new CheckpointSearch(null, null, [.. skipped]);
    }

    // Nothing is replaced: where a step is saved again, the folder gets a number behind it that is higher than any before.
    private CheckpointName FreeName(long step)
    {
        int attempt = 0;
        foreach ((CheckpointName taken, _) in CheckpointFolder.Find(_system, Folder))
        {
            if (taken.Step == step)
                attempt = Math.Max(attempt, taken.Attempt + 1);
        }

        return new CheckpointName(step, attempt);
    }

    private void PutAway(CheckpointName saved, DateTimeOffset now, List<string> warnings)
    {
        // Folders of other runs stay, and those whose manifest cannot be read: the loader tells of them.
        CheckpointSummary[] ours = [.. List().Where(summary => string.Equals(summary.Run, Run, StringComparison.Ordinal))];
        CheckpointSummary[] course = [.. ours.Where(summary => summary.Step < saved.Step || summary.Name == saved)];
        HashSet<CheckpointName> keep = [saved, .. course.Take(_retention.Newest).Select(static summary => summary.Name)];
        if (_retention.Best && CheckpointSummary.Best(course) is { } best)
            keep.Add(best.Name);

        // By another name first, and that safely, so that a deletion cut short leaves no half checkpoint under a good name.
        List<string> trash = [];
        foreach (CheckpointSummary summary in ours.Where(summary => !keep.Contains(summary.Name)))
        {
            string discarded = Path.Combine(Folder, CheckpointName.Trash(now));
            _system.Rename(summary.Path, discarded);
            trash.Add(discarded);
        }

        if (trash.Count > 0)
            _system.SyncFolder(Folder);
        trash.AddRange(_system.List(Folder).Where(name => CheckpointName.IsStale(name, now, StaleAge)).Select(name => Path.Combine(Folder, name)));
        foreach (string folder in trash)
            Attempt(() => _system.DeleteFolder(folder), warnings);
    }

    private static void Attempt(Action action, List<string> warnings)
    {
        try
        {
            action();
        }
        catch (FileOperationException e)
        {
            warnings.Add(e.Message);
        }
    }
}
