using System.CommandLine;
using Latent.Cli.Terminal;

namespace Latent.Cli;

/// <summary>The options that every command has.</summary>
internal static class CommonOptions
{
    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Print the result as one JSON document; train and resume: a line of JSON per evaluation, and the result as the last line",
        Recursive = true,
    };

    public static readonly Option<bool> Quiet = new("--quiet", "-q")
    {
        Description = "Say nothing but errors and the result",
        Recursive = true
    };

    public static readonly Option<bool> NoColor = new("--no-color")
    {
        Description = "No colours (also: NO_COLOR in the environment)",
        Recursive = true
    };

    public static readonly Option<int> Threads = Options.Whole("--threads",
        "Threads; 0 means one per core. The result does not depend on it", 0, 0, 1024);

    public static CommandTerminal Terminal(ParseResult parsed) =>
        new(parsed.GetValue(Json), parsed.GetValue(Quiet), parsed.GetValue(NoColor));
}
