namespace Latent.Data.Sprites;

/// <summary>Draws a sprite into 64 x 64 pixels, each 0 or 1.</summary>
/// <remarks>
/// A pixel is 1 where its centre lies in the shape. Neighbouring places are one pixel apart, so that a sprite looks the same wherever it
/// is, and none reaches the border. Only additions, multiplications and comparisons: the same bits on every machine.
/// </remarks>
internal static class SpritePainter
{
    /// <summary>Rows and columns.</summary>
    public const int Side = 64;

    // No shape of scale 1 reaches farther from its middle than this, in pixels: where x = 0 the middle is 16.5 from the border.
    private const double Reach = 16;

    // Half the side of the square and the half axes of the ellipse, and the unit of the heart's equation, in pixels at scale 1.
    private const double HalfSide = 11, Long = 15.5, Short = 8, HeartUnit = 11.8;

    private static readonly (double Cos, double Sin)[] Directions = MakeDirections();

    /// <summary>Overwrites <paramref name="image"/>, row-major, with the sprite.</summary>
    public static void Paint(SpriteFactors factors, Span<byte> image)
    {
        image.Clear();
        double middleX = 16.5 + factors.X, middleY = 16.5 + factors.Y, size = (5 + factors.Scale) / 10.0;
        (double cos, double sin) = Directions[factors.Orientation];
        double reach = Reach * size;
        int left = (int)(middleX - reach), right = (int)(middleX + reach), top = (int)(middleY - reach), bottom = (int)(middleY + reach);
        for (int row = top; row <= bottom; row++)
        {
            double y = row + 0.5 - middleY;
            for (int column = left; column <= right; column++)
            {
                double x = column + 0.5 - middleX;
                double u = ((cos * x) + (sin * y)) / size, v = ((cos * y) - (sin * x)) / size;
                if (IsInside(factors.Shape, u, v))
                    image[(row * Side) + column] = 1;
            }
        }
    }

    private static bool IsInside(SpriteShape shape, double x, double y)
    {
        switch (shape)
        {
            case SpriteShape.Square:
                return x is >= -HalfSide and <= HalfSide && y is >= -HalfSide and <= HalfSide;
            case SpriteShape.Ellipse:
                return (x * x / (Long * Long)) + (y * y / (Short * Short)) <= 1;
            default:
                // (u² + v² - 1)³ ≤ u² v³, whose tip points down; its middle is moved to the middle of its extent.
                double u = x / HeartUnit, v = (-y / HeartUnit) + 0.12, w = (u * u) + (v * v) - 1;
                return w * w * w <= u * u * v * v * v;
        }
    }

    // cos and sin of 2πk / 39, by powers of the first, which are the closest numbers of double precision.
    private static (double Cos, double Sin)[] MakeDirections()
    {
        const double cos = 0.9870502626379128, sin = 0.16041128085776024;
        (double Cos, double Sin)[] directions = new (double, double)[SpriteFactors.Sizes[2]];
        directions[0] = (1, 0);
        for (int i = 1; i < directions.Length - 1; i++)
        {
            (double c, double s) = directions[i - 1];
            directions[i] = ((c * cos) - (s * sin), (c * sin) + (s * cos));
        }

        directions[^1] = directions[0];
        return directions;
    }
}
