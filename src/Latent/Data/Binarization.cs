using Latent.Tensors;

namespace Latent.Data;

/// <summary>Dynamic binarisation: each pixel becomes 1 with the probability of its intensity, else 0, anew at every draw.</summary>
/// <remarks>
/// R. Salakhutdinov, I. Murray, "On the quantitative analysis of deep belief networks", ICML 2008; drawn anew each epoch as in
/// Y. Burda, R. Grosse, R. Salakhutdinov, "Importance weighted autoencoders", ICLR 2016.
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
        {
            ReadOnlySpan<byte> intensities = images.Image(rows[i]);
            Span<float> row = values.Slice(i * size, size);
            // u < byte / 255 without a division; uniforms lie strictly between 0 and 1, so black stays 0 and white 1.
            for (int p = 0; p < row.Length; p++)
                row[p] = row[p] * 255f < intensities[p] ? 1f : 0f;
        }
    }
}
