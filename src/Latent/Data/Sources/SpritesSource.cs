using Latent.Data.Sprites;
using Latent.Tensors;

namespace Latent.Data.Sources;

/// <summary>The built-in sprites with known factors: see <see cref="DrawnSprites"/>.</summary>
public sealed record SpritesSource : DataSource
{
    /// <summary>How many, drawn at random without repetition; 0 for all 737,280.</summary>
    public int Count { get; set; }

    /// <inheritdoc/>
    public override DataSplits Open(RandomKey key) => Count is < 0 or > SpriteFactors.Count
        ? throw new ArgumentException($"count is {Count}; there are {SpriteFactors.Count} sprites, and 0 takes them all.")
        : new DataSplits(Count == 0 ? DrawnSprites.All : DrawnSprites.Some(key, Count));
}
