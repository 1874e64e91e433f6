using Latent.Data;
using Latent.Models;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Tests.Models;

/// <summary>A model and data small enough for exact checks.</summary>
internal static class TinyVae
{
    public static Vae Make(ulong seed = 1, DType dtype = DType.Float32) =>
        Of(6, 5, 2, ParameterScope.Initialize(RandomKey.FromSeed(seed), dtype));

    /// <summary>One hidden layer on each side, binary observations of one axis.</summary>
    public static Vae Of(int inputs, int hidden, int latents, ParameterScope scope) =>
        new(new VaeConfig { Latents = latents, Encoder = MlpConfig.Of(hidden) }, new DataColumn("x", [inputs]) { Levels = 2 }, scope);

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
