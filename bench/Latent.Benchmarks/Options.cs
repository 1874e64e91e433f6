using System.Globalization;

namespace Latent.Benchmarks;

/// <summary>The command line. Unknown words are refused with the list of known ones.</summary>
internal sealed record Options
{
    public const string Usage = """
        dotnet run -c Release --project bench/Latent.Benchmarks -- [options]
          --filter <text>     only cases whose name contains the text; several texts separated by commas
          --threads <list>    thread counts to measure, 1,2 if not given
          --turns <n>         how often ours and the peer alternate, 15 if not given
          --turn-ms <n>       about how long one turn lasts, 30 if not given
          --cpu-time          measure processor time: for one thread on a machine that is busy with other work
          --no-peer           measure ours alone
          --no-sweeps         leave the scaling tables out
          --profile           where the time of the selected cases goes, kernel by kernel, each against its floor
          --smoke             run every case once, measure nothing
          --write             store the tables as bench/results/<cpu>.md
          --date <text>       the date to print, today if not given
          --list              print the names of the cases
        """;

    public string[] Filter { get; private init; } = [];

    public int[] Threads { get; private init; } = [1, 2];

    public int Turns { get; private init; } = 15;

    public double TurnSeconds { get; private init; } = 0.03;

    public bool ProcessorTime { get; private init; }

    public bool Peer { get; private init; } = true;

    public bool Sweeps { get; private init; } = true;

    public bool Profile { get; private init; }

    public bool Smoke { get; private init; }

    public bool Write { get; private init; }

    public bool List { get; private init; }

    public string Date { get; private init; } = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static Options Parse(string[] words)
    {
        var options = new Options();
        var rest = new Queue<string>(words);
        while (rest.TryDequeue(out string? word))
        {
            string Value() => rest.TryDequeue(out string? value) ? value : throw new ArgumentException($"{word} needs a value.");
            int Number() => int.Parse(Value(), CultureInfo.InvariantCulture);
            options = word switch
            {
                "--filter" => options with { Filter = Value().Split(',', StringSplitOptions.TrimEntries) },
                "--threads" => options with { Threads = [.. Value().Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture))] },
                "--turns" => options with { Turns = Number() },
                "--turn-ms" => options with { TurnSeconds = Number() / 1000.0 },
                "--cpu-time" => options with { ProcessorTime = true },
                "--no-peer" => options with { Peer = false },
                "--no-sweeps" => options with { Sweeps = false },
                "--profile" => options with { Profile = true },
                "--smoke" => options with { Smoke = true },
                "--write" => options with { Write = true },
                "--list" => options with { List = true },
                "--date" => options with { Date = Value() },
                _ => throw new ArgumentException($"Unknown option {word}.\n{Usage}"),
            };
        }

        return options.Write && options.Filter.Length > 0
            ? throw new ArgumentException("--write stores the whole table: leave --filter out.")
            : options;
    }

    public bool Selects(Case work) =>
        (Sweeps || work.Sweep is null) &&
        (Filter.Length == 0 || Filter.Any(text => work.Name.Contains(text, StringComparison.OrdinalIgnoreCase)));
}
