namespace Latent.Data.Digits;

/// <summary>How a digit was written: what is behind one drawing besides its label.</summary>
/// <param name="Figure">Which of the ways to write the digit, from 0.</param>
/// <param name="Width">Width of the figure over its natural one.</param>
/// <param name="Slant">How far the top leans right of the bottom, over the height: the tangent of the angle.</param>
/// <param name="Rotation">Turned clockwise, in radians.</param>
/// <param name="Scale">Size over that which fills the box.</param>
/// <param name="Thickness">Width of the pen's line in pixels.</param>
/// <param name="Jitter">How far points of the strokes are off their places: the root of the mean square, over the height.</param>
/// <param name="Softness">Over how many pixels the edge of a line fades.</param>
internal readonly record struct DigitFactors(
    float Figure, float Width, float Slant, float Rotation, float Scale, float Thickness, float Jitter, float Softness)
{
    public static IReadOnlyList<string> Names { get; } = ["figure", "width", "slant", "rotation", "scale", "thickness", "jitter", "softness"];

    public void CopyTo(Span<float> values)
    {
        ReadOnlySpan<float> all = [Figure, Width, Slant, Rotation, Scale, Thickness, Jitter, Softness];
        all.CopyTo(values);
    }
}
