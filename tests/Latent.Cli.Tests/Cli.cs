using System.Diagnostics;
using Xunit.Abstractions;

namespace Latent.Cli.Tests;

/// <summary>Runs the built tool as a process of its own, in a folder of its own.</summary>
internal sealed class Cli : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly bool CanSignal = !OperatingSystem.IsWindows() && (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(static folder => System.IO.File.Exists(Path.Combine(folder, "kill")));

    // Bit n is signal n + 1.
    private static readonly ulong Ignored = System.IO.File.Exists("/proc/self/status")
        && System.IO.File.ReadLines("/proc/self/status").FirstOrDefault(static line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } line
            ? Convert.ToUInt64(line["SigIgn:".Length..].Trim(), 16)
            : 0;

    private readonly Dictionary<string, string?> _environment = new(StringComparer.Ordinal);

    public string Folder { get; } = Directory.CreateTempSubdirectory("latent-cli-tests-").FullName;

    public Cli With(string variable, string? value)
    {
        _environment[variable] = value;
        return this;
    }

    public string File(params ReadOnlySpan<string> parts) => Path.Combine([Folder, .. parts]);

    public Result Run(params string[] arguments)
    {
        using Process process = Start(arguments);
        return Wait(process);
    }

    /// <summary>Runs the tool by a shell, its channels as the shell's redirections say.</summary>
    public Result RunRedirected(string redirections, params string[] arguments)
    {
        using Process process = Start(arguments, ["sh", "-c", $"exec dotnet \"$@\" {redirections}", "sh"]);
        return Wait(process);
    }

    /// <summary>
    /// Whether a program started from here hears a signal: not where none can be sent, nor where this process was started to ignore it, as under
    /// nohup (HUP) or as a job in a shell's background (INT), which its children inherit.
    /// </summary>
    /// <returns>False, with the reason in the test's output, where it does not.</returns>
    public static bool Hears(string signal, ITestOutputHelper output)
    {
        if (!CanSignal)
        {
            output.WriteLine($"no SIG{signal} sent: here is no command 'kill' to send it with.");
            return false;
        }

        int number = Array.IndexOf(["HUP", "INT", "QUIT"], signal);
        if (number < 0 || ((Ignored >> number) & 1) == 0) return true;
        output.WriteLine($"no SIG{signal} sent: these tests were started to ignore it, as under nohup or in a shell's background.");
        return false;
    }

    /// <summary>Starts the tool, waits until it has said <paramref name="until"/>, sends a signal, and waits for its end.</summary>
    public Result RunAndSignal(string signal, string until, params string[] arguments) => RunAndSignal(signal, 1, until, arguments);

    /// <summary>The same with several signals, a moment apart.</summary>
    public Result RunAndSignal(string signal, int times, string until, params string[] arguments)
    {
        using Process process = Start(arguments);
        string said = "";
        while (!said.Contains(until, StringComparison.Ordinal))
            said += (process.StandardError.ReadLine() ?? throw new InvalidOperationException($"ended before saying '{until}': {said}")) + "\n";
        for (int i = 0; i < times; i++)
        {
            if (i > 0) Thread.Sleep(30);
            using Process kill = Process.Start("kill", ["-s", signal, process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        }

        Result result = Wait(process);
        return result with { Error = said + result.Error };
    }

    /// <summary>Starts the tool, does something once it has said <paramref name="until"/>, and kills it: it has no time to save anything.</summary>
    public T WhileRunning<T>(string until, Func<T> action, params string[] arguments)
    {
        using Process process = Start(arguments);
        try
        {
            string said = "";
            while (!said.Contains(until, StringComparison.Ordinal))
                said += (process.StandardError.ReadLine() ?? throw new InvalidOperationException($"ended before saying '{until}': {said}")) + "\n";
            return action();
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    /// <summary>The only run there is.</summary>
    public string TheRun(string runs = "runs") => Directory.GetDirectories(File(runs)).Single();

    /// <summary>The bytes of a model's tensors, without the metadata, in which the name of the run stands.</summary>
    public static byte[] Weights(string run)
    {
        byte[] bytes = System.IO.File.ReadAllBytes(Path.Combine(run, "model.safetensors"));
        return bytes[(8 + (int)BitConverter.ToUInt64(bytes))..];
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private Process Start(string[] arguments) => Start(arguments, ["dotnet"]);

    private Process Start(string[] arguments, string[] command)
    {
        ProcessStartInfo start = new(command[0])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (string word in command[1..])
            start.ArgumentList.Add(word);
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Latent.Cli.dll"));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        foreach ((string variable, string? value) in _environment)
            start.Environment[variable] = value;
        return Process.Start(start)!;
    }

    private static Result Wait(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("The tool did not end.");
        }

        return new Result(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>How a run ended and what it wrote to its two channels.</summary>
    internal sealed record Result(int Code, string Output, string Error);
}
