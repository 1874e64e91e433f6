using System.Globalization;
using Latent.Checkpoints;
using Latent.Files;

namespace Latent.Runs;

/// <summary>
/// The folder of one training run: <c>&lt;parent&gt;/&lt;yyyyMMdd-HHmmss&gt;-&lt;name&gt;-&lt;n&gt;</c>, new for every run.
/// </summary>
public sealed class RunFolder
{
    /// <summary>The resolved configuration, there as a whole or not at all; a folder without it is no run.</summary>
    public const string ConfigFile = "config.resolved.json";

    /// <summary>Machine, versions and settings outside the configuration.</summary>
    public const string EnvironmentFile = "environment.json";

    /// <summary>What the data were: counts, columns, a hash.</summary>
    public const string FingerprintFile = "data-fingerprint.json";

    /// <summary>One JSON document a line: what each evaluation gave.</summary>
    public const string MetricsFile = "metrics.jsonl";

    /// <summary>The trained model.</summary>
    public const string ModelFile = "model.safetensors";

    /// <summary>How the training ended; not there before it has.</summary>
    public const string ResultFile = "result.json";

    /// <summary>What the finished model is worth.</summary>
    public const string EvaluationFile = "evaluation.json";

    /// <summary>The report, to be opened in a browser.</summary>
    public const string ReportFile = "report.html";

    /// <summary>The folder of the checkpoints.</summary>
    public const string CheckpointsFolder = "checkpoints";

    private readonly FileSystem _system;

    private RunFolder(string path, FileSystem system)
    {
        Path = path;
        _system = system;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Makes a new folder; two runs that start in the same second get two folders.</summary>
    /// <param name="parent">Where runs lie; made when it is missing.</param>
    /// <param name="name">What the run is about; other characters than letters, digits, '.', '_' and '-' become '-'.</param>
    /// <param name="config">The resolved configuration, written at once.</param>
    /// <param name="clock">The time for the name.</param>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public static RunFolder Create(string parent, string name, string config, TimeProvider clock) =>
        CreateLocked(parent, name, config, clock, FileSystem.Real, out RunLock held).Release(held);

    /// <summary>As <see cref="Create"/>, held from before it is a run: between the two nobody else can take it.</summary>
    internal static RunFolder CreateLocked(string parent, string name, string config, TimeProvider clock, FileSystem system, out RunLock held)
    {
        ArgumentException.ThrowIfNullOrEmpty(parent);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(clock);
        string stamp = clock.GetLocalNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        string safe = string.Concat(name.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-'));
        string full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(parent));
        system.EnsureFolder(full);
        for (int n = 1; ; n++)
        {
            string path = System.IO.Path.Combine(parent, string.Create(CultureInfo.InvariantCulture, $"{stamp}-{safe}-{n}"));
            // Two processes may find the same name free; only one can make the folder.
            if (!TryMake(system, path)) continue;
            system.SyncFolder(full);
            RunFolder folder = new(path, system);
            held = RunLock.Acquire(path);
            try
            {
                folder.Write(ConfigFile, config);
                return folder;
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }
    }

    /// <summary>The folder of a run there is.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none, or it is no run.</exception>
    public static RunFolder Open(string path) => Open(path, FileSystem.Real);

    internal static RunFolder Open(string path, FileSystem system)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return System.IO.File.Exists(System.IO.Path.Combine(path, ConfigFile))
            ? new RunFolder(path, system)
            : throw new DirectoryNotFoundException($"{path} is no run: it has no {ConfigFile}.");
    }

    /// <summary>The runs under a folder, oldest first by their names.</summary>
    public static IReadOnlyList<RunFolder> List(string parent) => !Directory.Exists(parent) ? [] :
    [
        .. Directory.EnumerateDirectories(parent).Where(static run => System.IO.File.Exists(System.IO.Path.Combine(run, ConfigFile)))
            .Order(StringComparer.Ordinal).Select(static run => new RunFolder(run, FileSystem.Real)),
    ];

    /// <summary>The newest run under <paramref name="parent"/> that has a model, or null.</summary>
    public static string? FindNewest(string parent)
    {
        if (!Directory.Exists(parent))
            return null;
        return Directory.EnumerateDirectories(parent)
            .Where(static run => System.IO.File.Exists(System.IO.Path.Combine(run, ModelFile)))
            .OrderByDescending(static run => System.IO.File.GetLastWriteTimeUtc(System.IO.Path.Combine(run, ModelFile)))
            .ThenByDescending(static run => run, StringComparer.Ordinal)
            .FirstOrDefault();
    }

    /// <summary>The path of a file of this run.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a text file as a whole.</summary>
    public void Write(string name, string text) => AtomicFile.Write(_system, File(name), stream =>
        stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Deletes what a process that was killed in the middle of writing a file has left; nobody else may be writing here.</summary>
    internal void Sweep()
    {
        foreach (string name in _system.List(Path).Where(AtomicFile.IsTemporary)) _system.DeleteFile(File(name));
    }

    private RunFolder Release(RunLock held)
    {
        held.Dispose();
        return this;
    }

    private static bool TryMake(FileSystem system, string path)
    {
        try
        {
            system.CreateFolder(path);
            return true;
        }
        catch (FileOperationException error) when (error.Error == FileError.AlreadyExists)
        {
            return false;
        }
    }
}
