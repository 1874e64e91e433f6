using Latent.Tensors;

namespace Latent.Cli;

/// <summary>Opens the engine, so that a wrong setting ends a command before it has made anything.</summary>
internal static class Engine
{
    // The largest buffer the engine can hold: the greatest size of its pool below the 2 GiB of an array.
    private const long LargestBuffer = 3L << 29;

    /// <summary>The device to compute on.</summary>
    /// <param name="threads">How many threads; 0 means LATENT_THREADS or one per core.</param>
    /// <exception cref="CommandException">LATENT_KERNELS or LATENT_THREADS has no meaning.</exception>
    public static Device Open(int threads = 0)
    {
        try
        {
            Device shared = Device.Cpu; // what does not run on a device of its own runs there, so it must work in any case
            return threads == 0 ? shared : Device.CreateCpu(threads);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new CommandException(ExitCode.Usage, e.Message.Trim());
        }
    }

    /// <summary>Refuses sizes that need a buffer larger than the engine can hold.</summary>
    public static void CheckSize(string what, params ReadOnlySpan<long> factors)
    {
        double bytes = sizeof(float);
        foreach (long factor in factors)
            bytes *= factor;
        if (bytes > LargestBuffer)
        {
            throw new CommandException(ExitCode.Usage,
                $"{what} would take {bytes / (1 << 30):F1} GiB in one piece, the engine holds at most "
                + $"{LargestBuffer / (double)(1 << 30):F1} GiB. Choose smaller sizes.");
        }
    }
}
