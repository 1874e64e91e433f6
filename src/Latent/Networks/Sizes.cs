using System.Globalization;

namespace Latent.Networks;

/// <summary>Names of layers by their number, and the refusal of sizes that make no sense.</summary>
internal static class Sizes
{
    /// <summary>A layer's name.</summary>
    public static string Index(int layer) => layer.ToString(CultureInfo.InvariantCulture);

    /// <summary>Refuses a width below 1.</summary>
    public static void Check(string kind, string option, IReadOnlyList<int> sizes)
    {
        for (int i = 0; i < sizes.Count; i++)
        {
            if (sizes[i] < 1) throw new ArgumentException($"{kind}: {option}[{i}] is {sizes[i]}; at least 1 is needed.");
        }
    }

    /// <summary>Refuses a number below the least that makes sense.</summary>
    public static void Check(string kind, string option, int size, int least = 1)
    {
        if (size < least) throw new ArgumentException($"{kind}: {option} is {size}; at least {least} is needed.");
    }
}
