using System.Runtime.InteropServices;

namespace Latent.Cli;

/// <summary>
/// Ctrl-C, SIGTERM and the loss of the terminal (SIGHUP): the first asks the running command to finish its step and save what it has,
/// a second Ctrl-C stops at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan LeavingTime = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _hangup;
    private int _exitCode;
    private volatile bool _mayFinish;
    private volatile Action? _leaving;

    public Interruption()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, Cli.ExitCode.Interrupted));
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, Cli.ExitCode.Terminated));
        _hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Stop(context, Cli.ExitCode.HungUp));
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The exit code that the signal asks for; 0 while there was none.</summary>
    public int ExitCode => Volatile.Read(ref _exitCode);

    /// <summary>
    /// From here on the command watches <see cref="Token"/> and ends by itself; until then a signal ends the process at once.
    /// </summary>
    /// <param name="leaving">
    /// Run before a second signal ends the process in the middle of things, to leave the terminal as it was and to say how to go on.
    /// </param>
    public void AllowFinishing(Action leaving)
    {
        _leaving = leaving;
        _mayFinish = true;
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _hangup.Dispose();
        _source.Dispose();
    }

    private void Stop(PosixSignalContext context, int exitCode)
    {
        context.Cancel = true;
        bool first = Interlocked.CompareExchange(ref _exitCode, exitCode, 0) == 0;
        if (!_mayFinish || (!first && exitCode == Cli.ExitCode.Interrupted))
        {
            // Where the channel is blocked there is nobody to talk to, and the process is to end all the same.
            if (_leaving is { } leaving) _ = Task.Run(leaving).Wait(LeavingTime);
            Environment.Exit(exitCode);
        }
        else if (first)
        {
            _source.Cancel();
        }
    }
}
