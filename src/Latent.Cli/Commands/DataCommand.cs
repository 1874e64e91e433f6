using System.CommandLine;

namespace Latent.Cli.Commands;

/// <summary><c>latent data</c>: which data sets there are, getting them, and looking through them before anything is trained.</summary>
internal static class DataCommand
{
    /// <summary>Where data sets lie.</summary>
    public static Option<string?> Folder() => Options.Text("--data-dir", "Folder of data sets, or of the one asked for (default: data)", "folder");

    public static Command Make() => new("data", "List, download and check data sets.")
    {
        DataListCommand.Make(),
        DataGetCommand.Make(),
        DataCheckCommand.Make(),
    };
}
