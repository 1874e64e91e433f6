namespace Latent.Data.Sprites;

/// <summary>The five factors of a sprite as places on their grids: all that its picture depends on.</summary>
/// <param name="Shape">Which shape.</param>
/// <param name="Scale">0 to 5: the sizes 0.5, 0.6, ... 1.</param>
/// <param name="Orientation">0 to 39: the angles 0 to 2π in 39 equal steps, so that the last is the first again.</param>
/// <param name="X">0 to 31: from left to right.</param>
/// <param name="Y">0 to 31: from top to bottom.</param>
public readonly record struct SpriteFactors(SpriteShape Shape, int Scale, int Orientation, int X, int Y)
{
    /// <summary>How many values each factor has: 3, 6, 40, 32, 32.</summary>
    public static IReadOnlyList<int> Sizes { get; } = [3, 6, 40, 32, 32];

    /// <summary>What the factors are called.</summary>
    public static IReadOnlyList<string> Names { get; } = ["shape", "scale", "orientation", "x", "y"];

    /// <summary>How many sprites there are: 737,280.</summary>
    public const int Count = 3 * 6 * 40 * 32 * 32;

    /// <summary>The number of this sprite among all, the last factor running fastest.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A factor is not on its grid.</exception>
    public int Index
    {
        get
        {
            int index = 0;
            Span<int> places = [(int)Shape, Scale, Orientation, X, Y];
            for (int factor = 0; factor < places.Length; factor++)
            {
                if ((uint)places[factor] >= (uint)Sizes[factor])
                {
                    throw new ArgumentOutOfRangeException(Names[factor], places[factor],
                        $"The factor '{Names[factor]}' has {Sizes[factor]} values, numbered from 0.");
                }

                index = (index * Sizes[factor]) + places[factor];
            }

            return index;
        }
    }

    /// <summary>The sprite of a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none of that number.</exception>
    public static SpriteFactors At(int index)
    {
        if ((uint)index >= Count)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {Count} sprites, numbered from 0.");
        return new SpriteFactors(
            (SpriteShape)(index / (6 * 40 * 32 * 32)), index / (40 * 32 * 32) % 6, index / (32 * 32) % 40, index / 32 % 32, index % 32);
    }
}
