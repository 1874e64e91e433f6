using System.Numerics;

namespace Latent.Data.Digits;

/// <summary>Turns points into a curve and a curve into ink.</summary>
/// <remarks>
/// Only additions, multiplications, divisions and square roots are used, which IEEE 754 rounds correctly: the same images come out on every
/// machine.
/// </remarks>
internal static class PenStroke
{
    /// <summary>Straight pieces per span between two points.</summary>
    public const int PiecesPerSpan = 6;

    /// <summary>Samples the Catmull-Rom spline through <paramref name="points"/>; returns how many samples were written.</summary>
    public static int Flatten(ReadOnlySpan<Vector2> points, Span<Vector2> curve)
    {
        int n = 0;
        for (int span = 0; span + 1 < points.Length; span++)
        {
            Vector2 b = points[span], c = points[span + 1];
            if (b == c)
                continue; // a corner: the tangents on both sides were taken from its own side

            // At the ends and at corners the curve leaves straight: the missing neighbour is the mirror image of the other.
            Vector2 a = span > 0 && points[span - 1] != b ? points[span - 1] : b + b - c;
            Vector2 d = span + 2 < points.Length && points[span + 2] != c ? points[span + 2] : c + c - b;
            for (int piece = 0; piece < PiecesPerSpan; piece++)
                curve[n++] = CatmullRom(a, b, c, d, piece / (float)PiecesPerSpan);
        }

        curve[n++] = points[^1];
        return n;
    }

    /// <summary>Blackens <paramref name="ink"/>, [side, side] in 0..1, along a curve with a round, soft-edged pen.</summary>
    /// <param name="curve">Samples in pixels; the centre of the top left pixel is (0, 0).</param>
    /// <param name="radius">Half the pen's width in pixels at the start of the curve.</param>
    /// <param name="endRadius">The same at the end; in between it runs linearly.</param>
    /// <param name="softness">Width of the edge in pixels over which ink fades from full to none.</param>
    /// <param name="ink">Row-major; each pixel keeps the darkest ink it gets.</param>
    /// <param name="side">Rows and columns.</param>
    public static void Draw(ReadOnlySpan<Vector2> curve, float radius, float endRadius, float softness, Span<float> ink, int side)
    {
        float reach = MathF.Max(radius, endRadius) + (softness / 2);
        float edge = 1 / softness;
        for (int i = 0; i + 1 < curve.Length; i++)
        {
            Vector2 p = curve[i], q = curve[i + 1], along = q - p;
            float pen = radius + ((endRadius - radius) * i / (curve.Length - 1));
            float length2 = MathF.Max((along.X * along.X) + (along.Y * along.Y), 1e-12f);
            int left = Math.Max(0, (int)(MathF.Min(p.X, q.X) - reach)), right = Math.Min(side - 1, (int)(MathF.Max(p.X, q.X) + reach) + 1);
            int top = Math.Max(0, (int)(MathF.Min(p.Y, q.Y) - reach)), bottom = Math.Min(side - 1, (int)(MathF.Max(p.Y, q.Y) + reach) + 1);
            for (int y = top; y <= bottom; y++)
            {
                for (int x = left; x <= right; x++)
                {
                    float dx = x - p.X, dy = y - p.Y;
                    float t = Math.Clamp(((dx * along.X) + (dy * along.Y)) / length2, 0, 1);
                    float ex = dx - (t * along.X), ey = dy - (t * along.Y);
                    float distance = MathF.Sqrt((ex * ex) + (ey * ey));
                    float amount = Math.Clamp(0.5f + ((pen - distance) * edge), 0, 1);
                    ref float pixel = ref ink[(y * side) + x];
                    pixel = MathF.Max(pixel, amount);
                }
            }
        }
    }

    private static Vector2 CatmullRom(Vector2 a, Vector2 b, Vector2 c, Vector2 d, float t)
    {
        float x = Cubic(a.X, b.X, c.X, d.X, t), y = Cubic(a.Y, b.Y, c.Y, d.Y, t);
        return new Vector2(x, y);

        // E. Catmull, R. Rom, "A class of local interpolating splines", 1974, with tension 1/2.
        static float Cubic(float a, float b, float c, float d, float t) =>
            0.5f * ((2 * b) + (t * ((c - a) + (t * (((2 * a) - (5 * b) + (4 * c) - d) + (t * ((3 * (b - c)) + d - a)))))));
    }
}
