using Latent.Data;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Tests.Models;

/// <summary>A model and data small enough for exact checks.</summary>
internal static class TinyVae
{
    public static Vae Make(ulong seed = 1, DType dtype = DType.Float32) =>
        new(new VaeConfig(6, 5, 2), ParameterScope.Initialize(RandomKey.FromSeed(seed), dtype));

    /// <summary>Images of two rows; each row is all ink or all paper, both a little grey, in the four combinations by turns.</summary>
    public static ImageDataset Images(int count, int width = 3)
    {
        byte[] pixels = new byte[count * 2 * width];
        for (int i = 0; i < pixels.Length; i++)
        {
            int image = i / (2 * width), row = i / width % 2;
            pixels[i] = (byte)(((image >> row) & 1) == 1 ? 230 : 20);
        }

        return new ImageDataset("tiny", 2, width, pixels);
    }
}
