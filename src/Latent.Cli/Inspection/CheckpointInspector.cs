using System.Globalization;
using Latent.Checkpoints;
using Latent.Files;
using Latent.Reporting;

namespace Latent.Cli.Inspection;

/// <summary>Explains checkpoints: what they are of, and whether they are what was written.</summary>
internal static class CheckpointInspector
{
    private const string Manifest = "manifest.json", Prefix = "ckpt-";

    /// <summary>Whether a folder is a checkpoint.</summary>
    public static bool IsOne(string folder) => File.Exists(Path.Combine(folder, Manifest));

    /// <summary>Whether a folder holds checkpoints.</summary>
    public static bool IsFolderOf(string folder) => Directory.EnumerateDirectories(folder, Prefix + "*").Any();

    public static Findings Inspect(string folder)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        CheckpointSummary summary = CheckpointSummary.List(Path.GetDirectoryName(full)!)
            .FirstOrDefault(each => string.Equals(Path.GetFileName(each.Path), Path.GetFileName(full), StringComparison.Ordinal))
            ?? throw new CommandException(ExitCode.BadModel, $"{folder} has a manifest but not the name of a checkpoint ({Prefix}STEP); was it renamed?");
        Findings found = new(folder, "checkpoint", "a checkpoint of a training run");
        Add(found, summary);
        if (summary.Run is not null && Verify(found, summary) is { } checkpoint)
        {
            ReportTable table = new("parameter", "shape", "numbers");
            foreach ((string name, Tensors.Tensor value) in checkpoint.Parameters) table = table.Row(name, value.Shape.ToString(), value.Shape.Count);
            found.Add("parameters", table);
        }

        return found;
    }

    public static Findings InspectAll(string folder)
    {
        Findings found = new(folder, "checkpoints", "the checkpoints of a training run");
        return found.Add("checkpoints", Table(folder, found));
    }

    /// <summary>All checkpoints of a folder, every hash verified.</summary>
    public static ReportTable Table(string folder, Findings found)
    {
        ReportTable table = new("checkpoint", "step", "score", "size", "state");
        foreach (CheckpointSummary summary in CheckpointSummary.List(folder))
        {
            string state = summary.Problem ?? Problem(summary) ?? "whole: every hash is right";
            if (!string.Equals(state, "whole: every hash is right", StringComparison.Ordinal)) found.ExitCode = ExitCode.CheckFailed;
            table = table.Row(Path.GetFileName(summary.Path), summary.Step,
                summary.Score is { } score ? Cell.Of(score, 3) : "", Sizes.Bytes(summary.Bytes), state);
        }

        return table;
    }

    private static void Add(Findings found, CheckpointSummary summary)
    {
        found.Add("step", Sizes.Number(summary.Step), summary.Step)
            .Add("score", summary.Score is { } score ? score.ToString("F3", CultureInfo.InvariantCulture) : "", summary.Score)
            .Add("run", summary.Run ?? "")
            .Add("saved", summary.Saved is { } saved ? saved.ToString("u", CultureInfo.InvariantCulture) : "")
            .Add("size", Sizes.Bytes(summary.Bytes));
        if (summary.Problem is not { } problem) return;
        found.Add("problem", problem);
        found.ExitCode = ExitCode.BadModel;
    }

    private static Checkpoint? Verify(Findings found, CheckpointSummary summary)
    {
        try
        {
            Checkpoint checkpoint = Load(summary);
            found.Add("hashes", "verified: every file is what was written");
            return checkpoint;
        }
        catch (Exception e) when (e is BadFileException or FileOperationException)
        {
            found.Add("problem", e.Message);
            found.ExitCode = ExitCode.BadModel;
            return null;
        }
    }

    private static string? Problem(CheckpointSummary summary)
    {
        try
        {
            _ = Load(summary);
            return null;
        }
        catch (Exception e) when (e is BadFileException or FileOperationException)
        {
            return e.Message;
        }
    }

    private static Checkpoint Load(CheckpointSummary summary) =>
        new CheckpointStore(Path.GetDirectoryName(summary.Path)!, summary.Run!, TimeProvider.System).Load(summary);
}
