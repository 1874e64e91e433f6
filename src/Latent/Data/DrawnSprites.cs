using Latent.Data.Sprites;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>
/// The built-in data with known factors of variation: a white square, ellipse or heart on black, 64 x 64, in every size, direction and
/// place of a grid.
/// </summary>
/// <remarks>
/// The grid is that of dSprites (L. Matthey, I. Higgins, D. Hassabis, A. Lerchner, "dSprites: disentanglement testing sprites dataset",
/// 2017): 3 shapes, 6 scales, 40 orientations, 32 x 32 places, 737,280 pictures in that order, each drawn when it is asked for. The
/// drawings are ours, so that pictures differ in pixels from those of dSprites. Columns: <c>x</c> [1, 64, 64] of zeros and ones,
/// <c>factors</c> [5] as the numbers of their values, and the shape <c>y</c>.
/// </remarks>
public static class DrawnSprites
{
    /// <summary>All sprites: row i is the one of <see cref="SpriteFactors.At"/>.</summary>
    public static IDataset All { get; } = new ColumnDataset("sprites", new SpriteColumn(), new SpriteFactorColumn(), new SpriteShapeColumn());

    /// <summary>Some sprites, each as likely as any other and none twice.</summary>
    /// <param name="key">The same key gives the same sprites.</param>
    /// <param name="count">How many, at most <see cref="SpriteFactors.Count"/>.</param>
    /// <returns>They are in the order of <see cref="All"/>.</returns>
    public static IDataset Some(RandomKey key, int count)
    {
        if (count is < 0 or > SpriteFactors.Count)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"There are {SpriteFactors.Count} sprites.");
        int[] rows = new int[count];
        key.Split("sprites").For(RandomPurpose.DataGeneration).Permutation(SpriteFactors.Count).Fill(rows);
        Array.Sort(rows);
        return All.Select(rows);
    }

    /// <summary>Draws one sprite.</summary>
    /// <param name="factors">Which.</param>
    /// <param name="image">Receives 64 x 64 bytes, each 0 or 1, row after row.</param>
    public static void Draw(SpriteFactors factors, Span<byte> image)
    {
        const int size = SpritePainter.Side * SpritePainter.Side;
        _ = factors.Index;
        if (image.Length < size)
            throw new ArgumentException($"A sprite has {size} pixels, there is room for {image.Length}.", nameof(image));
        SpritePainter.Paint(factors, image[..size]);
    }
}
