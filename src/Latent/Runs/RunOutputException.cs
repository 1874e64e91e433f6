namespace Latent.Runs;

/// <summary>What a run makes cannot be written: the disk is full, the folder is not writable, or the disk reports an error.</summary>
public sealed class RunOutputException : IOException
{
    private RunOutputException(Exception inner)
        : base($"cannot write: {inner.Message}", inner)
    {
    }

    internal static T Guard<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception error) when (
            error is (IOException or UnauthorizedAccessException) and not RunOutputException and not Latent.Checkpoints.RunLockedException)
        {
            throw new RunOutputException(error);
        }
    }
}
