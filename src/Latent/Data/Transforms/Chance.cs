namespace Latent.Data.Transforms;

/// <summary>Checks of probabilities.</summary>
internal static class Chance
{
    /// <summary>Refuses what is no probability.</summary>
    public static void Check(string kind, double probability)
    {
        if (!(probability is >= 0 and <= 1))
            throw new ArgumentException($"{kind}: the probability is {probability}; it must lie in [0, 1].");
    }
}
