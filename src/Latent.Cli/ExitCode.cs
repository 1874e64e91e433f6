namespace Latent.Cli;

/// <summary>What the tool's exit codes mean. They are part of its interface: scripts and supervisors act on them.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>Something failed that no other code names.</summary>
    public const int Failure = 1;

    /// <summary>The command line asks for something that does not exist.</summary>
    public const int Usage = 2;

    /// <summary>Input data are missing, damaged or of the wrong form.</summary>
    public const int BadData = 3;

    /// <summary>A model file is missing, damaged or belongs to another model.</summary>
    public const int BadModel = 4;

    /// <summary>Training diverged: the loss is no finite number any more.</summary>
    public const int Diverged = 5;

    /// <summary>A check found something (<c>doctor</c>, <c>data check</c>).</summary>
    public const int CheckFailed = 6;

    /// <summary>Output cannot be written.</summary>
    public const int CannotWrite = 73;

    /// <summary>The network or a server failed; another attempt may succeed.</summary>
    public const int Temporary = 75;

    /// <summary>Stopped by SIGHUP: the terminal or the connection is gone.</summary>
    public const int HungUp = 129;

    /// <summary>Stopped by Ctrl-C.</summary>
    public const int Interrupted = 130;

    /// <summary>Stopped by SIGTERM.</summary>
    public const int Terminated = 143;
}

/// <summary>Ends a command with a message for the user and an exit code, without a stack trace.</summary>
internal sealed class CommandException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
