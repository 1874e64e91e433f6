using System.Diagnostics;
using System.Runtime.Intrinsics.X86;
using System.Text.Json.Nodes;

namespace Latent.Benchmarks.Measuring;

/// <summary>PyTorch in a child process that stays up, one for each thread count, asked one JSON line at a time (see bench/peers/peer.py).</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    private Peer(Process process, JsonObject about)
    {
        _process = process;
        About = about;
    }

    public Process Process => _process;

    /// <summary>Versions, the BLAS it loaded and the kernels that picked.</summary>
    public JsonObject About { get; }

    /// <summary>Starts it at its best, or says in <paramref name="missing"/> why there is none.</summary>
    public static Peer? Start(int threads, out string? missing)
    {
        string python = Environment.GetEnvironmentVariable("LATENT_PEER_PYTHON") ?? "/usr/bin/python3";
        string? script = FindScript();
        if (script is null || !File.Exists(python))
        {
            missing = script is null ? "bench/peers/peer.py is not above the current directory" : $"{python} does not exist";
            return null;
        }

        var start = new ProcessStartInfo(python, [script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in Settings(threads))
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start)!;
        string lastWords = "";
        process.ErrorDataReceived += (_, line) => lastWords = line.Data ?? lastWords;
        process.BeginErrorReadLine();
        if (process.StandardOutput.ReadLine() is { } greeting)
        {
            missing = null;
            return new Peer(process, JsonNode.Parse(greeting)!.AsObject());
        }

        process.WaitForExit();
        process.Dispose();
        missing = $"{lastWords} (apt-get install python3-torch libopenblas0-openmp)";
        return null;
    }

    /// <summary>The environment the peer runs in, also printed with the results.</summary>
    public static IEnumerable<(string Name, string Value)> Settings(int threads)
    {
        yield return ("OMP_NUM_THREADS", $"{threads}");
        string? openmp = Directory.Exists("/usr/lib")
            ? Directory.EnumerateDirectories("/usr/lib").Select(folder => Path.Combine(folder, "openblas-openmp")).FirstOrDefault(Directory.Exists)
            : null;
        if (openmp is not null)
        {
            // The pthread build fights with OpenMP over the cores and collapses on two threads.
            yield return ("LD_LIBRARY_PATH", openmp);
        }

        if (Avx512F.IsSupported)
        {
            // OpenBLAS picks AVX2 kernels on some processors that have AVX-512, and so does PyTorch for its element-wise ones.
            yield return ("OPENBLAS_CORETYPE", "SKYLAKEX");
            yield return ("ATEN_CPU_CAPABILITY", "avx512");
        }
    }

    /// <summary>Seconds of each repetition, and which of the case's variants was the fastest and therefore measured.</summary>
    public (double[] Seconds, string Variant) Run(Case work, int repetitions, bool processorTime)
    {
        var request = new JsonObject
        {
            ["case"] = work.Peer,
            ["repetitions"] = repetitions,
            ["clock"] = processorTime ? "processor" : "wall",
            ["parameters"] = work.Parameters.DeepClone(),
        };
        _process.StandardInput.WriteLine(request.ToJsonString());
        _process.StandardInput.Flush();
        string line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{work.Name}: the peer ended.");
        JsonNode answer = JsonNode.Parse(line)!;
        return answer["seconds"] is JsonArray seconds
            ? ([.. seconds.Select(second => (double)second!)], (string)answer["variant"]!)
            : throw new InvalidOperationException($"{work.Name}: the peer failed: {answer["error"]}");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string? FindScript()
    {
        for (string? folder = Directory.GetCurrentDirectory(); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string script = Path.Combine(folder, "bench", "peers", "peer.py");
            if (File.Exists(script))
            {
                return script;
            }
        }

        return null;
    }
}
