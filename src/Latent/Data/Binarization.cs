using System.Runtime.Intrinsics;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>Dynamic binarisation: each pixel becomes 1 with the probability of its intensity, else 0, anew at every draw.</summary>
/// <remarks>
/// R. Salakhutdinov, I. Murray, "On the quantitative analysis of deep belief networks", ICML 2008; drawn anew each epoch as in Y. Burda, R.
/// Grosse, R. Salakhutdinov, "Importance weighted autoencoders", ICLR 2016.
/// </remarks>
public static class Binarization
{
    /// <summary>Draws binary images.</summary>
    /// <param name="images">The intensities.</param>
    /// <param name="rows">Which images.</param>
    /// <param name="key">The randomness; pixel p of the i-th row uses uniform number (first + i) · pixels + p of it.</param>
    /// <param name="first">Position of the first row in the stream: a set drawn in parts equals the set drawn at once.</param>
    /// <param name="binary">Receives rows.Length · pixels values, each 0 or 1.</param>
    public static void Draw(ImageDataset images, ReadOnlySpan<int> rows, RandomKey key, long first, Span<float> binary)
    {
        ArgumentNullException.ThrowIfNull(images);
        int size = images.PixelCount;
        Span<float> values = binary[..(rows.Length * size)];
        key.Uniform(values, first * size);
        for (int i = 0; i < rows.Length; i++)
            Threshold(images.Image(rows[i]), values.Slice(i * size, size));
    }

    /// <summary>Replaces each uniform u in (0, 1) by 1 where u &lt; intensity / 255, else by 0; black gives 0, white 1.</summary>
    private static void Threshold(ReadOnlySpan<byte> intensities, Span<float> uniforms)
    {
        int p = 0;
        for (; p <= uniforms.Length - Vector512<float>.Count; p += Vector512<float>.Count)
        {
            // Sixteen pixels: bytes widened twice to 32 bits, which floats hold exactly; a lane whose comparison holds keeps the one.
            Vector128<byte> bytes = Vector128.Create(intensities.Slice(p, Vector128<byte>.Count));
            Vector256<ushort> words = Vector256.Create(Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes));
            Vector512<uint> levels = Vector512.Create(Vector256.WidenLower(words), Vector256.WidenUpper(words));
            Span<float> target = uniforms.Slice(p, Vector512<float>.Count);
            Vector512<float> below = Vector512.LessThan(
                Vector512.Create<float>(target) * 255f, Vector512.ConvertToSingle(levels.AsInt32()));
            (below & Vector512<float>.One).CopyTo(target);
        }

        for (; p < uniforms.Length; p++)
            uniforms[p] = uniforms[p] * 255f < intensities[p] ? 1f : 0f;
    }
}
