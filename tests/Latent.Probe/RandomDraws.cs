using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Latent.Tensors;

namespace Latent.Probe;

/// <summary>Every kind of random draw, from the public methods of a key.</summary>
internal static class RandomDraws
{
    private const int Count = 20_000;

    /// <summary>The hash of all draws.</summary>
    public static string Hash()
    {
        RandomKey key = RandomKey.FromSeed(99).For(RandomPurpose.Sampling).At(1);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        float[] single = new float[Count], shapes = new float[Count];
        double[] wide = new double[Count], wideShapes = new double[Count];
        int[] whole = new int[Count];
        for (int i = 0; i < Count; i++)
        {
            shapes[i] = 0.1f + (i % 17);
            wideShapes[i] = shapes[i];
        }
        Add(hash, single, s => key.Uniform(s));
        Add(hash, single, s => key.Normal(s));
        Add(hash, single, s => key.Exponential(s));
        Add(hash, single, s => key.Gumbel(s));
        Add(hash, single, s => key.Bernoulli(s, 0.3f));
        Add(hash, single, s => key.Gamma(s, shapes));
        Add(hash, single, s => key.LogGamma(s, shapes));
        Add(hash, wide, s => key.Uniform(s));
        Add(hash, wide, s => key.Normal(s));
        Add(hash, wide, s => key.Exponential(s));
        Add(hash, wide, s => key.Gumbel(s));
        Add(hash, wide, s => key.Gamma(s, wideShapes));
        Add(hash, single, s => key.Poisson(s, shapes));
        Add(hash, wide, s => key.Poisson(s, wideShapes));
        Add(hash, single, s => key.VonMisesFisherFall(s, shapes, 7));
        Add(hash, wide, s => key.VonMisesFisherFall(s, wideShapes, 2));
        Add(hash, whole, s => key.CategoricalLogits(s.AsSpan(0, Count / 10), single, 10));
        Add(hash, whole, s => key.Permutation(Count).Fill(s));
        Add(hash, whole, s => key.Permutation(1_000_000).Fill(s));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static void Add<T>(IncrementalHash hash, T[] buffer, Action<T[]> draw)
        where T : unmanaged
    {
        draw(buffer);
        hash.AppendData(MemoryMarshal.AsBytes<T>(buffer));
    }
}
