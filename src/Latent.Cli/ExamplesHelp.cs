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
        [""] = ["latent train", "latent train mnist --data-dir /datasets", "latent eval", "latent sample", "latent runs"],
        ["train"] =
        [
            "latent train                                   # built-in digits, under a minute",
            "latent train mnist                             # from data/mnist, after: latent data get mnist",
            "latent train measurements.csv --latents 2 --seed 7",
            "latent train digits --recipe iwae              # a model of the literature: latent recipes lists them",
            "latent train --config my.json --set model.encoder.hidden=[400,400]",
            "latent train --json --quiet > events.jsonl     # a line per evaluation, the result last",
        ],
        ["resume"] = ["latent resume                                  # the newest run", "latent resume runs/20260101-120000-digits-vae-1"],
        ["eval"] =
        [
            "latent eval                                    # the newest run, on its test data",
            "latent eval --parts likelihood --nll-samples 5000 --examples 0",
            "latent eval --parts disentanglement            # of data with known factors: digits, sprites",
            "latent eval runs/20260101-120000-digits-vae-1 other.npz --json > evaluation.json",
        ],
        ["compare"] =
        [
            "latent compare vae autoencoder                 # two runs by their names: a report in the folder comparison",
            "latent compare runs/20260101-* --parts bound,likelihood --nll-samples 5000",
            "latent compare runs/*-vae-* runs/*-beta-*      # several seeds of each: means over seeds, intervals of differences",
            "latent compare a.safetensors b.safetensors --data mnist --out mnist.html",
        ],
        ["sample"] =
        [
            "latent sample                                  # from the newest run under runs",
            "latent sample runs/20260101-120000-digits-vae-1 --count 64 --out digits.png",
            "latent sample --draws --temperature 0.8 --seed 3",
            "latent sample --given y=3                      # of a model with classes",
            "latent sample --csv --out - > samples.csv      # in the units of the data",
        ],
        ["reconstruct"] = ["latent reconstruct", "latent reconstruct --examples 0,7,12 --out three.png", "latent reconstruct --npy --part validation"],
        ["denoise"] =
        [
            "latent denoise --noise masking --amount 0.3    # spoils test data, and says how much of it the model repairs",
            "latent denoise --noise gaussian --amount 0.5 --out noisy.png",
            "latent denoise runs/20260101-120000-digits-autoencoder-1 noisy.csv --out clean.csv",
        ],
        ["traverse"] = ["latent traverse                                # every active dimension",
            "latent traverse --dimensions 3,5 --around 0 --from -4 --to 4 --steps 9"],
        ["interpolate"] = ["latent interpolate                             # eight pairs at random", "latent interpolate --from 3 --to 7 --steps 15"],
        ["embed"] =
        [
            "latent embed > codes.csv                       # codes of the test data, with their classes",
            "latent embed runs/20260101-120000-digits-vae-1 mnist --npy --out codes.npy",
        ],
        ["inspect"] =
        [
            "latent inspect runs/20260101-120000-digits-vae-1/model.safetensors",
            "latent inspect my.json                         # is it a valid configuration?",
            "latent inspect faces.npy --json",
        ],
        ["runs"] = ["latent runs", "latent runs --runs elsewhere --json"],
        ["recipes"] = ["latent recipes", "latent recipes iwae"],
        ["models"] = ["latent models", "latent models likelihoods", "latent models --schema > latent.schema.json"],
        ["completions"] = ["latent completions bash                        # eval \"$(latent completions bash)\" in ~/.bashrc"],
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
        /// <summary>Who asks for help has not said the rest: a required argument that is missing is no mistake then.</summary>
        public override bool ClearsParseErrors => true;

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
