using System.Diagnostics;

namespace Latent.Testing;

/// <summary>Runs a probe in a process of its own, with instruction sets switched off or other settings in its environment.</summary>
public static class ProbeProcess
{
    /// <summary>Settings under which the bits must be the same: everything the processor has, no AVX-512, no AVX2 (and so no FMA instruction).</summary>
    public static IReadOnlyList<(string Name, string? Variable)> InstructionSets { get; } =
        [("all", null), ("no AVX-512", "DOTNET_EnableAVX512"), ("no AVX2", "DOTNET_EnableAVX2")];

    /// <summary>Runs <c>Latent.Probe</c> and returns the line it prints.</summary>
    /// <param name="probe">The probe's name.</param>
    /// <param name="threads">Threads of its device.</param>
    /// <param name="disable">A runtime switch to set to 0, or null.</param>
    public static string Run(string probe, int threads, string? disable)
    {
        ProcessStartInfo start = StartInfo(probe, threads.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (disable is not null) start.Environment[disable] = "0";
        (int code, string output, string errors) = Finish(start);
        return code == 0 ? output.Trim() : throw new InvalidOperationException($"The probe '{probe}' ended with {code}: {errors}");
    }

    /// <summary>Runs <c>Latent.Probe</c> to its end, however it ends.</summary>
    /// <returns>The exit code (128 and the signal's number when it was killed) and what it wrote.</returns>
    public static (int ExitCode, string Output, string Errors) RunToEnd(params string[] arguments) => Finish(StartInfo(arguments));

    /// <summary>Starts <c>Latent.Probe</c>; its streams are redirected.</summary>
    public static Process Start(params string[] arguments)
    {
        ProcessStartInfo start = StartInfo(arguments);
        start.RedirectStandardInput = true;
        return Process.Start(start) ?? throw new InvalidOperationException("The probe did not start.");
    }

    private static ProcessStartInfo StartInfo(params string[] arguments)
    {
        string assembly = Path.Combine(AppContext.BaseDirectory, "Latent.Probe.dll");
        string host = Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";
        return new ProcessStartInfo(host, [assembly, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
    }

    private static (int ExitCode, string Output, string Errors) Finish(ProcessStartInfo start)
    {
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("The probe did not start.");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
