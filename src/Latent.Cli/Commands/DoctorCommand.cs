using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text.Json.Serialization;
using Latent.Cli.Terminal;
using Latent.Tensors;

namespace Latent.Cli.Commands;

/// <summary><c>latent doctor</c>: what this machine offers, what the engine makes of it, and whether it computes right here.</summary>
internal static class DoctorCommand
{
    public static Command Make()
    {
        Command command = new("doctor", "Show the machine and the versions in use, and check that the engine computes right.");
        command.SetAction(static parsed => Run(CommonOptions.Terminal(parsed)));
        return command;
    }

    private static int Run(CommandTerminal terminal)
    {
        Device device = Engine.Open();
        MachineReport machine = MachineReport.Read();
        DoctorCheck[] checks = [.. SelfTest.Run(device).Select(static r => new DoctorCheck(r.Name, r.Passed, r.Detail)), Writable("runs")];
        PoolStatistics pool = device.PoolStatistics;
        DoctorReport report = new(1, machine, device.Name, [.. Device.KernelNames],
            new PoolReport(pool.AllocatedBytes, pool.FreeBytes, pool.Outstanding), checks);
        bool passed = checks.All(static check => check.Passed);
        (string, string)[] lines =
        [
            ("latent", machine.Latent),
            (".NET", machine.Runtime),
            ("system", machine.System),
            ("architecture", machine.Architecture),
            ("processors", machine.Processors.ToString(CultureInfo.InvariantCulture)),
            ("instruction sets", string.Join(", ", machine.InstructionSets)),
            ("vector registers", $"{machine.VectorBits} bits"),
            ("memory", $"{machine.MemoryBytes >> 20} MiB available"),
            ("device", device.Name),
            ("kernel sets", string.Join(", ", report.KernelSets)),
            ("memory pool", $"{pool.AllocatedBytes >> 10} KiB allocated by the checks, {pool.Outstanding} buffers still in use"),
            .. checks.Select(static check => ("check", $"{(check.Passed ? "ok    " : "FAILED")}  {check.Name}: {check.Detail}")),
            ("result", passed ? "all checks passed" : "a check FAILED"),
        ];
        terminal.Result(report, CliJson.Default.DoctorReport, lines);
        return passed ? ExitCode.Ok : ExitCode.CheckFailed;
    }

    // Where a training would leave its results: in the folder if it is there, else beside it.
    private static DoctorCheck Writable(string runs)
    {
        string folder = Directory.Exists(runs) ? runs : ".";
        string name = $"results can be written under '{runs}'";
        if (File.Exists(runs))
            return new DoctorCheck(name, false, "a file of that name is in the way");
        try
        {
            string probe = Path.Combine(folder, Path.GetRandomFileName());
            using FileStream stream = new(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            stream.WriteByte(0);
            stream.Flush();
            return new DoctorCheck(name, true, Path.GetFullPath(folder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new DoctorCheck(name, false, e.Message);
        }
    }
}

/// <summary>The result of <c>latent doctor --json</c>.</summary>
internal sealed record DoctorReport(
    int SchemaVersion, MachineReport Machine, string Device, string[] KernelSets, PoolReport Pool, DoctorCheck[] Checks);

/// <summary>What the memory pool of the device holds after the checks.</summary>
internal sealed record PoolReport(long AllocatedBytes, long FreeBytes, int OutstandingBuffers);

/// <summary>One check: what, whether it holds, and what was found.</summary>
internal sealed record DoctorCheck(string Name, bool Passed, string Detail);

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
