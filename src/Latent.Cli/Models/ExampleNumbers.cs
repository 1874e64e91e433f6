using Latent.Data;

namespace Latent.Cli.Models;

/// <summary>Checks numbers of examples against the data they are of.</summary>
internal static class ExampleNumbers
{
    /// <summary>The numbers, if there are such examples.</summary>
    public static int[] Check(int[] numbers, IDataset data, string option)
    {
        foreach (int number in numbers)
        {
            if ((uint)number >= (uint)data.Count)
                throw new CommandException(ExitCode.Usage, $"{option}: there is no example {number}; {data.Name} has those from 0 to {data.Count - 1}.");
        }

        return numbers;
    }
}
