using Latent.Data.Columns;

namespace Latent.Data.Sprites;

/// <summary>Pictures of sprites, drawn as they are asked for.</summary>
internal sealed class SpriteColumn() : FixedColumn(
    new DataColumn("x", [1, SpritePainter.Side, SpritePainter.Side]) { Levels = 2 }, SpriteFactors.Count)
{
    protected override void Fill<T>(int first, int count, Span<T> destination)
    {
        Span<byte> image = stackalloc byte[SpritePainter.Side * SpritePainter.Side];
        for (int i = 0; i < count; i++)
        {
            SpritePainter.Paint(SpriteFactors.At(first + i), image);
            Span<T> values = destination.Slice(i * image.Length, image.Length);
            for (int pixel = 0; pixel < image.Length; pixel++)
                values[pixel] = image[pixel] == 0 ? T.Zero : T.One;
        }
    }
}

/// <summary>The factors of sprites as the numbers of their values.</summary>
internal sealed class SpriteFactorColumn() : FixedColumn(
    new DataColumn("factors", [SpriteFactors.Names.Count]) { Elements = SpriteFactors.Names }, SpriteFactors.Count)
{
    protected override void Fill<T>(int first, int count, Span<T> destination)
    {
        for (int i = 0; i < count; i++)
        {
            SpriteFactors factors = SpriteFactors.At(first + i);
            ReadOnlySpan<int> places = [(int)factors.Shape, factors.Scale, factors.Orientation, factors.X, factors.Y];
            for (int factor = 0; factor < places.Length; factor++)
                destination[(i * places.Length) + factor] = T.CreateTruncating(places[factor]);
        }
    }
}

/// <summary>The shapes of sprites as classes.</summary>
internal sealed class SpriteShapeColumn() : FixedColumn(
    new DataColumn("y", []) { Classes = ["square", "ellipse", "heart"] }, SpriteFactors.Count)
{
    protected override void Fill<T>(int first, int count, Span<T> destination)
    {
        for (int i = 0; i < count; i++)
            destination[i] = T.CreateTruncating((int)SpriteFactors.At(first + i).Shape);
    }
}
