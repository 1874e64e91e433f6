using System.Security.Cryptography;

namespace Latent.Files;

/// <summary>Writes whole files so that a reader, or a crash, or a loss of power, sees the old content or the new, never a part.</summary>
public static class AtomicFile
{
    private const string TemporaryPrefix = ".tmp-";

    /// <summary>
    /// Writes <paramref name="path"/> through a temporary file beside it: write, flush to the disk, rename over the target, flush the folder.
    /// </summary>
    /// <param name="path">The target; replaced when it exists. Its name may be as long as the file system allows.</param>
    /// <param name="write">Writes the content; when it throws, the target stays as it was and the temporary file is deleted.</param>
    /// <exception cref="FileOperationException">
    /// The folder is missing, full, or may not be written to, or the disk failed: the target has its old content, or, when the last flush of the
    /// folder failed, the old or the new one.
    /// </exception>
    public static void Write(string path, Action<Stream> write) => Write(FileSystem.Real, path, write);

    internal static void Write(FileSystem system, string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string full = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(full) ?? throw new IOException($"{path} is a folder, not a file.");
        // Not made from the target's name, which may already be as long as a name can be.
        string temporary = Path.Combine(folder, $"{TemporaryPrefix}{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
        try
        {
            system.Write(temporary, write);
            system.Rename(temporary, full);
        }
        catch
        {
            TryDelete(system, temporary);
            throw;
        }

        system.SyncFolder(folder);
    }

    /// <summary>Whether a file's name is that of a temporary file: left over, unless its process is still writing.</summary>
    internal static bool IsTemporary(string name) => name.StartsWith(TemporaryPrefix, StringComparison.Ordinal);

    private static void TryDelete(FileSystem system, string path)
    {
        // The failure that brought us here is the one to report; a leftover temporary file is harmless.
        try
        {
            system.DeleteFile(path);
        }
        catch (FileOperationException)
        {
        }
    }
}
