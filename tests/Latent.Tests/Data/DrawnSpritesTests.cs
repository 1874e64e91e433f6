using System.Security.Cryptography;
using Latent.Data;
using Latent.Data.Sources;
using Latent.Data.Sprites;
using Latent.Tensors;

namespace Latent.Tests.Data;

public sealed class DrawnSpritesTests
{
    private const int Side = 64;

    [Fact]
    public void The_grid_is_that_of_dSprites_in_its_order()
    {
        Assert.Equal(737_280, SpriteFactors.Count);
        Assert.Equal(SpriteFactors.Count, SpriteFactors.Sizes.Aggregate(1, static (product, size) => product * size));
        for (int index = 0; index < SpriteFactors.Count; index += 7)
            Assert.Equal(index, SpriteFactors.At(index).Index);
        Assert.Equal(new SpriteFactors(SpriteShape.Square, 0, 0, 1, 0), SpriteFactors.At(32));
        Assert.Equal(new SpriteFactors(SpriteShape.Heart, 5, 39, 31, 31), SpriteFactors.At(SpriteFactors.Count - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SpriteFactors.At(SpriteFactors.Count));
        Assert.Contains("'orientation' has 40 values", Assert.Throws<ArgumentOutOfRangeException>(
            () => new SpriteFactors(SpriteShape.Square, 0, 40, 0, 0).Index).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_thousandth_sprite_is_frozen()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int index = 0; index < SpriteFactors.Count; index += 1001)
            hash.AppendData(Draw(SpriteFactors.At(index)));
        Assert.StartsWith("036bdbe5c07b0d224182d2735f19782038b08fa81", Convert.ToHexStringLower(hash.GetHashAndReset()), StringComparison.Ordinal);
    }

    [Fact]
    public void Sprites_lie_inside_with_areas_that_follow_from_their_size()
    {
        foreach (SpriteShape shape in Enum.GetValues<SpriteShape>())
        {
            for (int orientation = 0; orientation < 40; orientation++)
            {
                double first = 0;
                for (int scale = 0; scale < 6; scale++)
                {
                    byte[] corner = Draw(new SpriteFactors(shape, scale, orientation, 0, 31));
                    double area = corner.Sum(static pixel => pixel) / Math.Pow(5 + scale, 2);
                    first = scale == 5 ? area : first;
                    // The area over the square of the size does not change but for the pixels at the edge: an upright square of side 19.8 has 19 x 19.
                    Assert.InRange(area, Area(shape) * 0.9 / 100, Area(shape) * 1.1 / 100);
                    for (int i = 0; i < Side; i++)
                        Assert.Equal(0, corner[i] + corner[(Side * (Side - 1)) + i] + corner[Side * i] + corner[(Side * i) + Side - 1]);
                }
            }
        }

        // Side 22; π·15.5·8; the heart has 3.66 of its units squared.
        static double Area(SpriteShape shape) => shape switch { SpriteShape.Square => 484, SpriteShape.Ellipse => 389.6, _ => 3.66 * 11.8 * 11.8 };
    }

    [Fact]
    public void A_sprite_looks_the_same_wherever_it_is()
    {
        byte[] here = Draw(new SpriteFactors(SpriteShape.Heart, 5, 7, 3, 11)), there = Draw(new SpriteFactors(SpriteShape.Heart, 5, 7, 28, 4));
        for (int y = 7; y < Side; y++)
        {
            for (int x = 0; x < Side - 25; x++)
                Assert.Equal(here[(y * Side) + x], there[((y - 7) * Side) + x + 25]);
        }
    }

    [Fact]
    public void Hearts_of_different_factors_are_different_pictures_but_for_the_full_turn()
    {
        HashSet<string> pictures = [];
        for (int scale = 0; scale < 6; scale++)
        {
            for (int orientation = 0; orientation < 39; orientation++)
                Assert.True(pictures.Add(Convert.ToHexString(Draw(new SpriteFactors(SpriteShape.Heart, scale, orientation, 9, 9)))), $"{scale} {orientation}");
            Assert.False(pictures.Add(Convert.ToHexString(Draw(new SpriteFactors(SpriteShape.Heart, scale, 39, 9, 9)))));
        }
    }

    [Fact]
    public void They_are_a_data_set_that_takes_no_memory()
    {
        Assert.Equal("x [1, 64, 64] binary, factors [5] real, y [] 3 classes", string.Join(", ", DrawnSprites.All.Columns));
        using Pass pass = Pass.Evaluation();
        int[] rows = [0, 500_000, 737_279];
        Batch batch = DrawnSprites.All.Get(rows, pass);
        Assert.Equal([0f, 0, 0, 0, 0, 2, 0, 8, 9, 0, 2, 5, 39, 31, 31], batch["factors"].ToArray());
        Assert.Equal([0f, 2, 2], batch["y"].ToArray());
        Assert.Equal(Draw(SpriteFactors.At(500_000)).Select(static pixel => (float)pixel), batch["x"].ToArray()[4096..8192]);

        IDataset some = new SpritesSource { Count = 3000 }.Open(RandomKey.FromSeed(1)).Train;
        Assert.Equal(3000, some.Count);
        Assert.Equal(3, some.ReadIntegers().Distinct().Count());
        Assert.Equal(SpriteFactors.Count, new SpritesSource().Open(default).Train.Count);
        Assert.Throws<ArgumentException>(() => new SpritesSource { Count = -1 }.Open(default));
    }

    private static byte[] Draw(SpriteFactors factors)
    {
        byte[] image = new byte[Side * Side];
        DrawnSprites.Draw(factors, image);
        return image;
    }
}
