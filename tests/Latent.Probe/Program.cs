using Latent.Probe;

// A probe prints one line, a hash of numbers, so that a test can run the same work in a process with other instruction sets or threads:
//   Latent.Probe NAME [THREADS]
if (args.Length is 0 or > 2 || !Probes.All.TryGetValue(args[0], out Func<int, string>? probe))
{
    Console.Error.WriteLine($"usage: Latent.Probe NAME [THREADS]; names: {string.Join(", ", Probes.All.Keys)}");
    return 2;
}
Console.WriteLine(probe(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 1));
return 0;
