using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Latent.Cli;

/// <summary>Adds examples to a command's help, where people look first.</summary>
internal static class ExamplesHelp
{
    // What each command's help shows below its options; a test runs the first word of every line against the command tree.
    private static readonly Dictionary<string, string[]> Examples = new(StringComparer.Ordinal)
    {
        [""] = ["latent train", "latent train --data-dir data/mnist", "latent sample"],
        ["train"] =
        [
            "latent train                                   # built-in digits, about ten seconds",
            "latent train --data-dir data/mnist             # the four MNIST files, plain or .gz",
            "latent train --epochs 5 --latent 2 --seed 7",
            "latent train --json --quiet > result.json",
        ],
        ["sample"] =
        [
            "latent sample                                  # from the newest run under runs",
            "latent sample runs/20260101-120000-digits-1 --count 64 --out digits.png",
        ],
        ["data"] = ["latent data list", "latent data get mnist", "latent data check mnist"],
        ["list"] = ["latent data list", "latent data list --data-dir /datasets --json"],
        ["get"] = ["latent data get mnist                          # into data/mnist", "latent data get static-mnist --out /datasets/static_mnist"],
        ["check"] =
        [
            "latent data check mnist                        # from data/mnist, or --data-dir",
            "latent data check measurements.csv",
            "latent data check pictures --strict --json > fingerprint.json",
        ],
        ["doctor"] = ["latent doctor", "latent doctor --json"],
    };

    public static IReadOnlyDictionary<string, string[]> All => Examples;

    public static void Install(RootCommand root)
    {
        foreach (Option option in root.Options)
        {
            if (option is HelpOption { Action: HelpAction standard } help)
                help.Action = new WithExamples(standard);
        }
    }

    private sealed class WithExamples(HelpAction standard) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            int result = standard.Invoke(parseResult);
            Command command = parseResult.CommandResult.Command;
            if (Examples.TryGetValue(command is RootCommand ? "" : command.Name, out string[]? examples))
            {
                TextWriter output = parseResult.InvocationConfiguration.Output;
                output.WriteLine("Examples:");
                foreach (string example in examples)
                    output.WriteLine($"  {example}");
                output.WriteLine();
            }

            return result;
        }
    }
}
