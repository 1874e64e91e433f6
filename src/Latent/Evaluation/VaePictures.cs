using Latent.Data;
using Latent.Models;
using Latent.Reporting;
using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>Pictures of what a <see cref="Vae"/> of images has learnt.</summary>
public static class VaePictures
{
    /// <summary>Pixel probabilities p(x = 1 | z) for draws z ~ N(0, 1), image after image.</summary>
    /// <param name="model">The model.</param>
    /// <param name="count">How many images.</param>
    /// <param name="key">The randomness; the first images do not depend on how many are drawn.</param>
    /// <param name="device">Where to compute; the shared processor device by default.</param>
    public static float[] Sample(Vae model, int count, RandomKey key, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        using Pass pass = Pass.Evaluation(key, device);
        Tensor z = pass.New([count, model.Config.Latents], DType.Float32);
        key.For(RandomPurpose.Sampling).Normal(z.Writable<float>());
        return model.Decode(pass, z).Mean.ToArray();
    }

    /// <summary>A sheet of samples, 16 to a row.</summary>
    public static Picture Samples(Vae model, int height, int width, int count, RandomKey key, Device? device = null)
    {
        const int columns = 16;
        return new ImageGrid((count + columns - 1) / columns, Math.Min(count, columns), height, width).Draw(
            Sample(model, count, key, device));
    }

    /// <summary>
    /// A sheet of pairs, eight to a row: an image, and right of it its reconstruction, the pixel probabilities at the mean of q(z | x).
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="images">Where the first <paramref name="count"/> images come from.</param>
    /// <param name="count">How many pairs.</param>
    /// <param name="key">The randomness of the binarisation that the encoder sees.</param>
    /// <param name="device">Where to compute; the shared processor device by default.</param>
    public static Picture Reconstructions(Vae model, ImageDataset images, int count, RandomKey key, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        const int pairs = 8;
        int[] rows = [.. Enumerable.Range(0, Math.Min(count, images.Count))];
        int size = images.PixelCount;
        using Pass pass = Pass.Evaluation(key, device);
        Tensor x = pass.New([rows.Length, size], DType.Float32);
        Binarization.Draw(images, rows, key.For(RandomPurpose.Binarization), 0, x.Writable<float>());
        ReadOnlySpan<float> means = model.Decode(pass, model.Encode(pass, x).Mean).Mean.Span;

        float[] sheet = new float[2 * rows.Length * size];
        for (int i = 0; i < rows.Length; i++)
        {
            images.CopyIntensities([i], sheet.AsSpan(2 * i * size, size));
            means.Slice(i * size, size).CopyTo(sheet.AsSpan(((2 * i) + 1) * size));
        }

        int columns = 2 * Math.Min(pairs, rows.Length);
        return new ImageGrid((2 * rows.Length + columns - 1) / columns, columns, images.Height, images.Width).Draw(sheet);
    }
}
