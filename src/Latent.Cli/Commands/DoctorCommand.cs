using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text.Json.Serialization;
using Latent.Cli.Terminal;

namespace Latent.Cli.Commands;

/// <summary><c>latent doctor</c>: what this machine offers and what the engine makes of it.</summary>
internal static class DoctorCommand
{
    public static Command Make()
    {
        Command command = new("doctor", "Show the machine, the instruction sets and the versions in use.");
        command.SetAction(static parsed => Run(CommonOptions.Terminal(parsed)));
        return command;
    }

    private static int Run(CommandTerminal terminal)
    {
        MachineReport report = MachineReport.Read();
        terminal.Result(report, CliJson.Default.MachineReport,
            ("latent", report.Latent),
            (".NET", report.Runtime),
            ("system", report.System),
            ("architecture", report.Architecture),
            ("processors", report.Processors.ToString(CultureInfo.InvariantCulture)),
            ("instruction sets", string.Join(", ", report.InstructionSets)),
            ("vector registers", $"{report.VectorBits} bits"),
            ("memory", $"{report.MemoryBytes >> 20} MiB available"));
        return ExitCode.Ok;
    }
}

/// <summary>What a result depends on besides its configuration; stored with every run.</summary>
internal sealed record MachineReport(
    int SchemaVersion,
    string Latent,
    string Runtime,
    string System,
    string Architecture,
    int Processors,
    string[] InstructionSets,
    int VectorBits,
    long MemoryBytes)
{
    public static MachineReport Read() => new(
        1,
        Version,
        RuntimeInformation.FrameworkDescription,
        RuntimeInformation.OSDescription,
        RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        [.. Sets()],
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    [JsonIgnore]
    public static string Version =>
        typeof(MachineReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static IEnumerable<string> Sets()
    {
        if (Sse42.IsSupported)
            yield return "SSE4.2";
        if (Avx.IsSupported)
            yield return "AVX";
        if (Avx2.IsSupported)
            yield return "AVX2";
        if (Fma.IsSupported)
            yield return "FMA";
        if (Avx512F.IsSupported)
            yield return "AVX-512F";
        if (Avx512DQ.IsSupported)
            yield return "AVX-512DQ";
        if (AdvSimd.IsSupported)
            yield return "AdvSimd";
    }
}
