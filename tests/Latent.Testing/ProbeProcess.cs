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
        string assembly = Path.Combine(AppContext.BaseDirectory, "Latent.Probe.dll");
        ProcessStartInfo start = new(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(assembly);
        start.ArgumentList.Add(probe);
        start.ArgumentList.Add(threads.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (disable is not null) start.Environment[disable] = "0";
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("The probe did not start.");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.Trim()
            : throw new InvalidOperationException($"The probe '{probe}' ended with {process.ExitCode}: {errors.Result}");
    }
}
