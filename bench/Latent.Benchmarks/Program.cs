using System.Globalization;
using Latent.Benchmarks;
using Latent.Benchmarks.Measuring;
using Latent.Benchmarks.Profiling;
using Latent.Benchmarks.Reporting;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Options options;
try
{
    options = Options.Parse(args);
}
catch (Exception error) when (error is ArgumentException or FormatException)
{
    Console.Error.WriteLine(error.Message);
    return 2;
}

Case[] cases = [.. Catalog.All.Where(options.Selects)];
if (options.List)
{
    Console.WriteLine(string.Join('\n', cases.Select(work => work.Name)));
    return 0;
}

return options.Smoke ? Smoke(cases, options) : options.Profile ? Profile(cases, options) : Compare(cases, options);

static int Smoke(Case[] cases, Options options)
{
    foreach (Case work in cases)
    {
        foreach (int threads in options.Threads)
        {
            using var engine = new Engine(threads);
            work.Prepare(engine)();
        }
    }

    Console.WriteLine($"{cases.Length} cases ran.");
    return 0;
}

static int Profile(Case[] cases, Options options)
{
    var machine = new Machine();
    machine.MeasurePeaks(options.Threads);
    Console.Write(ProfileAll(cases, options, machine));
    return 0;
}

static string ProfileAll(Case[] cases, Options options, Machine machine) => string.Join('\n',
    cases.SelectMany(work => options.Threads.Select(threads => Profiler.Profile(work, threads, machine, options.ProcessorTime))));

static int Compare(Case[] cases, Options options)
{
    var machine = new Machine();
    var peers = new Dictionary<int, Peer>();
    try
    {
        foreach (int threads in options.Peer ? options.Threads : [])
        {
            if (Peer.Start(threads, out string? missing) is { } peer)
            {
                peers[threads] = peer;
            }
            else
            {
                Console.Error.WriteLine($"No peer: {missing}");
                break;
            }
        }

        machine.MeasurePeaks(options.Threads);
        var comparison = new Comparison(options, new Bystanders([.. peers.Values.Select(peer => peer.Process)]));
        var results = new List<Result>();
        foreach (Case work in cases)
        {
            foreach (int threads in options.Threads)
            {
                Console.Error.WriteLine($"{work.Name}, {threads} thread(s)");
                results.Add(comparison.Measure(work, threads, peers.GetValueOrDefault(threads)));
            }
        }

        machine.MeasurePeaks(options.Threads);
        string page = new Report(machine, results, [.. peers.Values], options).Write();
        if (options.Write)
        {
            page += "\n## Where the time of the training steps goes\n\n" + ProfileAll([.. cases.Where(work => work.Goal?.Ratio is not null)], options, machine);
        }

        Console.Write(page);
        if (options.Write)
        {
            string path = Path.Combine("bench", "results", machine.Slug + ".md");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, page);
        }

        return 0;
    }
    finally
    {
        foreach (Peer peer in peers.Values)
        {
            peer.Dispose();
        }
    }
}
