using System.Globalization;
using Latent.Tensors;

namespace Latent.Cli;

/// <summary>Opens the engine, so that a wrong setting ends a command before it has made anything.</summary>
internal static class Engine
{
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

    /// <summary>Makes what a configuration describes; settings that do not fit the data, or one another, end the command.</summary>
    /// <exception cref="CommandException">They do not.</exception>
    public static T Fitting<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception e) when (e is ArgumentException or ShapeException)
        {
            // The name of a parameter in the code is nothing to who typed a command.
            int named = e.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
            throw new CommandException(ExitCode.Usage, named < 0 ? e.Message : e.Message[..named]);
        }
    }

    /// <summary>Refuses sizes that need a tensor of more elements than one may have; whether there is memory shows later.</summary>
    public static void CheckSize(string what, long rows, long columns)
    {
        if (rows * columns > int.MaxValue)
        {
            throw new CommandException(ExitCode.Usage, string.Create(CultureInfo.InvariantCulture,
                $"{what} needs {rows * columns} numbers in one piece; a tensor holds at most {int.MaxValue}. Choose smaller sizes."));
        }
    }
}
