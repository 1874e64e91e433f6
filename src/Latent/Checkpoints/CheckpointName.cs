using System.Globalization;
using System.Security.Cryptography;

namespace Latent.Checkpoints;

/// <summary>The name of a checkpoint's folder: <c>ckpt-0000000100</c>, or <c>ckpt-0000000100.1</c> where that was taken.</summary>
/// <param name="Step">Optimiser steps made.</param>
/// <param name="Attempt">0, or which saving of this step it is while an earlier one still stands: nothing is ever replaced.</param>
internal readonly record struct CheckpointName(long Step, int Attempt) : IComparable<CheckpointName>
{
    private const string Prefix = "ckpt-", TemporaryMark = ".tmp-", TrashPrefix = ".trash-";

    /// <summary>Reads a name; others than of checkpoints give false.</summary>
    public static bool TryParse(string name, out CheckpointName parsed)
    {
        parsed = default;
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        string[] parts = name[Prefix.Length..].Split('.');
        int attempt = 0;
        if (parts.Length > 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long step)
            || (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out attempt)))
            return false;
        parsed = new CheckpointName(step, attempt);
        return string.Equals(parsed.ToString(), name, StringComparison.Ordinal);
    }

    /// <summary>A folder's name while it is written: <c>ckpt-0000000100.tmp-PROCESS-SECONDS-RANDOM</c>.</summary>
    public static string Temporary(long step, DateTimeOffset now) => new CheckpointName(step, 0) + TemporaryMark + Unique(now);

    /// <summary>A folder's name before it is deleted.</summary>
    public static string Trash(DateTimeOffset now) => TrashPrefix + Unique(now);

    /// <summary>Whether a name is one of the two above, made longer ago than <paramref name="age"/>.</summary>
    /// <remarks>The time stands in the name, since a folder's own time is anybody's. One in the future is of a clock that has been set back.</remarks>
    public static bool IsStale(string name, DateTimeOffset now, TimeSpan age)
    {
        bool temporary = name.StartsWith(Prefix, StringComparison.Ordinal) && name.Contains(TemporaryMark, StringComparison.Ordinal);
        if (!temporary && !name.StartsWith(TrashPrefix, StringComparison.Ordinal))
            return false;
        string[] parts = name.Split('-');
        return parts.Length >= 3 && long.TryParse(parts[^2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long made)
            && Math.Abs((double)now.ToUnixTimeSeconds() - made) > age.TotalSeconds;
    }

    /// <inheritdoc/>
    public int CompareTo(CheckpointName other) => Step != other.Step ? Step.CompareTo(other.Step) : Attempt.CompareTo(other.Attempt);

    /// <inheritdoc/>
    public override string ToString() => Attempt == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Step:D10}")
        : string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Step:D10}.{Attempt}");

    private static string Unique(DateTimeOffset now) => string.Create(CultureInfo.InvariantCulture,
        $"{Environment.ProcessId}-{now.ToUnixTimeSeconds():x}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
}
