using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Random;

/// <summary>
/// Fills of memory with random numbers: pure functions of (key, element index). Each writes the elements offset .. offset + count - 1 to
/// destination[0 .. count - 1], the same values however a range is cut and however many threads draw. Arguments are taken as they are;
/// <see cref="RandomKey"/> has the checked methods.
/// </summary>
internal static unsafe partial class RandomFill
{
    /// <summary>Uniformly distributed 32-bit words.</summary>
    public static void Bits(in RandomKey key, uint* destination, long offset, long count, Workers? workers) =>
        Bits(key.Stream(DrawKind.Bits), destination, offset, count, workers);

    /// <summary>The words of a stream of any kind.</summary>
    public static void Bits(RandomStream stream, uint* destination, long offset, long count, Workers? workers) =>
        GroupFill.Run(new BitsSampler(stream), destination, offset, count, workers);

    /// <summary>Uniform in (0, 1), see <see cref="RandomWords.Open(System.Runtime.Intrinsics.Vector512{uint})"/>.</summary>
    public static void Uniform(in RandomKey key, float* destination, long offset, long count, Workers? workers) =>
        GroupFill.Run(new WordSampler<UniformTransform>(key), destination, offset, count, workers);

    /// <inheritdoc cref="Uniform(in RandomKey, float*, long, long, Workers)"/>
    public static void Uniform(in RandomKey key, double* destination, long offset, long count, Workers? workers) =>
        GroupFill.Run(new WideSampler<UniformTransform>(key), destination, offset, count, workers);

    /// <summary>Standard normal, by the transform of Box and Muller (1958).</summary>
    public static void Normal(in RandomKey key, float* destination, long offset, long count, Workers? workers) =>
        GroupFill.Run(new WordSampler<NormalTransform>(key), destination, offset, count, workers);

    /// <inheritdoc cref="Normal(in RandomKey, float*, long, long, Workers)"/>
    public static void Normal(in RandomKey key, double* destination, long offset, long count, Workers? workers) =>
        GroupFill.Run(new WideSampler<NormalTransform>(key), destination, offset, count, workers);

    /// <summary>Exponential with rate 1: -ln u.</summary>
    public static void Exponential(in RandomKey key, float* destination, long offset, long count, Workers? workers) =>
        GroupFill.Run(new WordSampler<ExponentialTransform>(key), destination, offset, count, workers);

    /// <inheritdoc cref="Exponential(in RandomKey, float*, long, long, Workers)"/>
    public static void Exponential(in RandomKey key, double* destination, long offset, long count, Workers? workers) =>
        GroupFill.Run(new WideSampler<ExponentialTransform>(key), destination, offset, count, workers);

    /// <summary>Standard Gumbel: -ln(-ln(1 - u)), finest in its long upper tail.</summary>
    public static void Gumbel(in RandomKey key, float* destination, long offset, long count, Workers? workers) =>
        GroupFill.Run(new WordSampler<GumbelTransform>(key), destination, offset, count, workers);

    /// <inheritdoc cref="Gumbel(in RandomKey, float*, long, long, Workers)"/>
    public static void Gumbel(in RandomKey key, double* destination, long offset, long count, Workers? workers) =>
        GroupFill.Run(new WideSampler<GumbelTransform>(key), destination, offset, count, workers);
}
