namespace Latent.Cli;

/// <summary>Runs what writes; when the disk, the folder or the pipe does not take it, the command ends with the code for that.</summary>
internal static class Output
{
    public static void Write(Action write)
    {
        _ = Write(() =>
        {
            write();
            return true;
        });
    }

    public static T Write<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.CannotWrite, $"cannot write: {e.Message}");
        }
    }
}
