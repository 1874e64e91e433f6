using System.Globalization;
using Latent.Checkpoints;
using Latent.Probe;

// A probe prints one line, a hash of numbers, so that a test can run the same work in a process with other instruction sets or threads:
//   Latent.Probe NAME [THREADS]
// Others do something that a test cannot do to itself:
//   Latent.Probe save-and-die FOLDER STEP CALL      saves a checkpoint and is killed at that call
//   Latent.Probe train-and-die DATA PARENT PLACE AT trains, or goes on with a training, and is killed at a place
//   Latent.Probe hold-lock FOLDER                   locks a run, prints a line, and holds it until its input ends
switch (args)
{
    case ["save-and-die", string folder, string step, string at]:
        SaveAndDie.Save(folder, long.Parse(step, CultureInfo.InvariantCulture), int.Parse(at, CultureInfo.InvariantCulture));
        return 0;
    case ["train-and-die", string data, string parent, string place, string count]:
        TrainAndDie.Run(data, parent, place, int.Parse(count, CultureInfo.InvariantCulture));
        return 0;
    case ["hold-lock", string run]:
        using (RunLock.Acquire(run))
        {
            Console.WriteLine("locked");
            Console.In.ReadToEnd();
        }

        return 0;
    case [string name, .. { Length: <= 1 } threads] when Probes.All.TryGetValue(name, out Func<int, string>? probe):
        Console.WriteLine(probe(threads.Length > 0 ? int.Parse(threads[0], CultureInfo.InvariantCulture) : 1));
        return 0;
    default:
        Console.Error.WriteLine($"usage: Latent.Probe NAME [THREADS]; names: {string.Join(", ", Probes.All.Keys)}");
        return 2;
}
