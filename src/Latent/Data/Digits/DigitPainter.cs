using System.Numerics;

namespace Latent.Data.Digits;

/// <summary>Draws one handwritten digit from its label and a row of uniform random numbers, as a pure function.</summary>
internal ref struct DigitPainter
{
    /// <summary>Rows and columns of an image.</summary>
    public const int Side = 28;

    /// <summary>How many uniforms one image may use.</summary>
    public const int DrawsPerImage = 48 + (4 * DigitFigures.MaximumPoints);

    // Handwriting fills a box of 20 of the 28 pixels, centred by its mass: the convention of MNIST.
    private const float Box = 20;

    private readonly ReadOnlySpan<float> _uniforms;
    private int _used;
    private DigitFactors _factors;

    private DigitPainter(ReadOnlySpan<float> uniforms)
    {
        _uniforms = uniforms;
    }

    /// <summary>Paints <paramref name="digit"/> into <paramref name="image"/>, 28 x 28 bytes, 255 is ink.</summary>
    /// <param name="digit">0 to 9.</param>
    /// <param name="uniforms"><see cref="DrawsPerImage"/> numbers in (0, 1) that fix everything about this writing.</param>
    /// <param name="image">Overwritten.</param>
    /// <returns>How it was written.</returns>
    public static DigitFactors Paint(int digit, ReadOnlySpan<float> uniforms, Span<byte> image)
    {
        DigitPainter painter = new(uniforms);
        painter.Paint(digit, image);
        return painter._factors;
    }

    private void Paint(int digit, scoped Span<byte> image)
    {
        DigitFigure[] ways = DigitFigures.ByDigit[digit];
        int way = (int)(Next() * ways.Length);
        DigitFigure figure = ways[way];
        _factors = new DigitFactors { Figure = way };
        Span<Vector2> points = stackalloc Vector2[DigitFigures.MaximumPoints];
        int count = Bend(figure, digit, points);

        Span<Vector2> curves = stackalloc Vector2[DigitFigures.MaximumPoints * PenStroke.PiecesPerSpan];
        Span<int> ends = stackalloc int[figure.Strokes.Length];
        int samples = 0;
        for (int stroke = 0, start = 0; stroke < ends.Length; start += figure.Strokes[stroke++].Length)
        {
            samples += PenStroke.Flatten(points[..count].Slice(start, figure.Strokes[stroke].Length), curves[samples..]);
            ends[stroke] = samples;
        }

        float radius = 0.8f + (1.1f * Next() * Next()) + (0.45f * Next());
        Place(curves[..samples], ends, radius);

        Span<float> ink = stackalloc float[Side * Side];
        ink.Clear();
        float softness = Between(0.9f, 1.5f);
        _factors = _factors with { Thickness = 2 * radius, Softness = softness };
        for (int stroke = 0, start = 0; stroke < ends.Length; start = ends[stroke++])
            PenStroke.Draw(curves[start..ends[stroke]], radius * Around(1, 0.15f), radius * Around(0.95f, 0.2f), softness, ink, Side);
        for (int i = 0; i < ink.Length; i++)
            image[i] = (byte)((255 * ink[i]) + 0.5f);
    }

    /// <summary>Copies a figure's points, every one a little off, then bends, stretches, slants and turns the whole.</summary>
    private int Bend(DigitFigure figure, int digit, scoped Span<Vector2> points)
    {
        int count = 0;
        float squares = 0;
        foreach (Vector2[] stroke in figure.Strokes)
        {
            for (int i = 0; i < stroke.Length; i++, count++)
            {
                bool corner = i > 0 && stroke[i] == stroke[i - 1];
                Vector2 off = new(Around(0, 0.095f), Around(0, 0.08f));
                squares += corner ? 0 : (off.X * off.X) + (off.Y * off.Y);
                points[count] = corner ? points[count - 1] : stroke[i] + off - new Vector2(0.5f);
            }
        }

        float width = Around(0.8f, 0.36f), slant = Around(0.16f, 0.5f), bow = Around(0, 0.3f), droop = Around(0, 0.16f),
            taper = Around(0, 0.3f);
        float swell = Around(0, 0.24f), turn = Around(0, digit == 1 ? 0.16f : 0.11f);
        if (digit == 1)
            slant += Around(0.1f, 0.3f);
        _factors = _factors with { Width = width, Slant = slant, Jitter = MathF.Sqrt(squares / count) };
        // tan(angle / 2) gives sine and cosine by rational functions: no library call whose last bit depends on the machine.
        _factors = _factors with { Rotation = 2 * MathF.Atan(turn) };
        float cosine = (1 - (turn * turn)) / (1 + (turn * turn)), sine = 2 * turn / (1 + (turn * turn));
        for (int i = 0; i < count; i++)
        {
            float x = points[i].X * width, y = points[i].Y;
            float bentX = (x * (1 + (taper * y))) + (bow * ((y * y) - 0.125f)) - (slant * y);
            float bentY = (y * (1 + (swell * y))) + (droop * x * (1 + x));
            points[i] = new Vector2((bentX * cosine) - (bentY * sine), (bentX * sine) + (bentY * cosine));
        }

        return count;
    }

    /// <summary>Scales the curves into the box and moves the centre of their mass near the middle of the image.</summary>
    private void Place(scoped Span<Vector2> curves, scoped ReadOnlySpan<int> ends, float radius)
    {
        Vector2 low = curves[0], high = curves[0];
        foreach (Vector2 p in curves)
        {
            low = Vector2.Min(low, p);
            high = Vector2.Max(high, p);
        }

        Vector2 extent = high - low;
        float size = Between(0.88f, 1.02f), scale = (Box - (2 * radius)) / MathF.Max(MathF.Max(extent.X, extent.Y), 0.1f) * size;
        _factors = _factors with { Scale = size };
        Vector2 mass = default;
        float total = 0;
        for (int i = 0; i + 1 < curves.Length; i++)
        {
            if (ends.Contains(i + 1))
                continue; // the pen is lifted here
            Vector2 step = curves[i + 1] - curves[i];
            float length = MathF.Sqrt((step.X * step.X) + (step.Y * step.Y));
            mass += (curves[i] + curves[i + 1]) * (0.5f * length);
            total += length;
        }

        Vector2 middle = new Vector2((Side - 1) / 2f) + new Vector2(Around(0, 0.8f), Around(0, 0.8f));
        Vector2 centre = mass / MathF.Max(total, 1e-6f);
        // Heavy on one side, a digit centred by mass would run off the paper on the other: it is pushed back.
        Vector2 margin = new((1.3f * radius) + 1.5f);
        Vector2 first = Vector2.Max(middle + ((low - centre) * scale), margin) - ((low - centre) * scale);
        Vector2 last = Vector2.Min(first + ((high - centre) * scale), new Vector2(Side - 1) - margin) - ((high - centre) * scale);
        for (int i = 0; i < curves.Length; i++)
            curves[i] = last + ((curves[i] - centre) * scale);
    }

    private float Next() => _uniforms[_used++];

    private float Between(float low, float high) => low + ((high - low) * Next());

    // A triangle on [middle - spread, middle + spread]: bell-like, and never far out.
    private float Around(float middle, float spread) => middle + (spread * (Next() - Next()));
}
