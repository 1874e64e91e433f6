using System.CommandLine;
using Latent.Cli.Inspection;
using Latent.Cli.Terminal;
using Latent.Files;

namespace Latent.Cli.Commands;

/// <summary><c>latent inspect</c>: explains any file or folder that is read here. Nothing of it is run.</summary>
internal static class InspectCommand
{
    private const int Looked = 16, LargestDocument = 1 << 24;

    private static readonly Argument<string> Item = new("file")
    {
        Description = "A model, any safetensors file, a run, a checkpoint, a configuration, or data: npy, npz, idx, png, wav, csv, piano rolls",
    };

    public static Command Make()
    {
        Command command = new("inspect", "Explain a file or folder: what it is, what is in it, and whether it is whole. Nothing of it is run.") { Item };
        command.SetAction(static parsed => Run(parsed.GetValue(Item)!, CommonOptions.Terminal(parsed)));
        return command;
    }

    private static int Run(string path, CommandTerminal terminal)
    {
        _ = Engine.Open();
        try
        {
            return Inspect(path).Print(terminal);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.BadData, e.Message);
        }
    }

    private static Findings Inspect(string path)
    {
        if (Directory.Exists(path))
        {
            return RunInspector.IsOne(path) ? RunInspector.Inspect(path)
                : CheckpointInspector.IsOne(path) ? CheckpointInspector.Inspect(path)
                : CheckpointInspector.IsFolderOf(path) ? CheckpointInspector.InspectAll(path)
                : DataInspector.Inspect(path);
        }

        if (!File.Exists(path)) throw new CommandException(ExitCode.BadData, $"there is no file or folder '{path}'.{Hint(path)}");
        byte[] start = new byte[Looked];
        using (FileStream file = File.OpenRead(path)) start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        // Eight bytes of a length, then the header: a damaged one is told by its name.
        if (path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) || (start.Length > 8 && start[8] == '{' && start[4] == 0 && start[5] == 0))
            return SafetensorsInspector.Inspect(path);
        ReadOnlySpan<byte> text = start.AsSpan().TrimStart(" \t\r\n\uFEFF"u8);
        bool isJson = text.StartsWith("{"u8) || text.StartsWith("//"u8)
            || text.StartsWith("/*"u8) || path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
        if (isJson && new FileInfo(path).Length <= LargestDocument)
        {
            string content = File.ReadAllText(path);
            if (ConfigurationInspector.IsOne(content)) return ConfigurationInspector.Inspect(path);
            if (DocumentInspector.TryInspect(path, content) is { } document) return document;
        }

        return text.StartsWith("<"u8) ? DocumentInspector.Page(path) : DataInspector.Inspect(path);
    }

    private static string Hint(string path)
    {
        string folder = Path.GetDirectoryName(path) is { Length: > 0 } named ? named : ".";
        if (!Directory.Exists(folder)) return "";
        string? nearest = NearestName.Near(Path.GetFileName(path),
            Directory.EnumerateFileSystemEntries(folder).Select(static entry => Path.GetFileName(entry)));
        return nearest is null ? "" : $" Did you mean '{(string.Equals(folder, ".", StringComparison.Ordinal) ? nearest : Path.Combine(folder, nearest))}'?";
    }
}
