using System.Text;
using Latent.Files;

namespace Latent.Checkpoints;

/// <summary>Keeps a run's folder to one trainer. The system takes the lock back when the process ends, however it ends.</summary>
/// <remarks>The lock is on the file <c>.lock</c> in the folder, wherever a link or another name leads there; the file stays.</remarks>
public sealed class RunLock : IDisposable
{
    /// <summary>The file in the run's folder.</summary>
    public const string FileName = ".lock";

    private const int LongestNote = 200;

    private readonly IDisposable _held;

    private RunLock(IDisposable held)
    {
        _held = held;
    }

    /// <summary>Locks a run's folder until the result is disposed.</summary>
    /// <param name="runFolder">The folder, which must exist.</param>
    /// <exception cref="RunLockedException">Another process, or another lock in this one, holds it.</exception>
    /// <exception cref="FileOperationException">The folder is missing or may not be written to.</exception>
    public static RunLock Acquire(string runFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(runFolder);
        string file = Path.Combine(runFolder, FileName);
        string note = $"process {Environment.ProcessId} on {Environment.MachineName}";
        return FileSystem.Real.TryLock(file, note) is { } held
            ? new RunLock(held)
            : throw new RunLockedException(runFolder, ReadNote(file));
    }

    /// <summary>Whether a process trains in a folder now. Nothing is written, and a trainer that begins at this moment is not kept out.</summary>
    /// <param name="runFolder">The folder.</param>
    public static bool IsHeld(string runFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(runFolder);
        return FileSystem.Real.IsLocked(Path.Combine(runFolder, FileName));
    }

    /// <summary>Lets others in.</summary>
    public void Dispose() => _held.Dispose();

    private static string? ReadNote(string file)
    {
        // Only for the message: on some systems the holder's lock keeps us from reading.
        try
        {
            using FileReader reader = FileSystem.Real.Open(file);
            Span<byte> note = stackalloc byte[LongestNote];
            note = note[..reader.Read(note, 0)];
            return note.IsEmpty ? null : Encoding.UTF8.GetString(note);
        }
        catch (FileOperationException)
        {
            return null;
        }
    }
}

/// <summary>A run's folder is in use by another trainer.</summary>
public sealed class RunLockedException : IOException
{
    internal RunLockedException(string folder, string? holder)
        : base($"The run '{folder}' is being trained by {holder ?? "another process"}. Wait until it ends, or end it, and try again.")
    {
        Folder = folder;
        Holder = holder;
    }

    /// <summary>The run's folder.</summary>
    public string Folder { get; }

    /// <summary>Who holds it, where that is known: <c>process 4711 on host</c>.</summary>
    public string? Holder { get; }
}
