using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Random;

/// <summary>
/// Fills of memory with random numbers: pure functions of (key, element index). Each writes the elements offset .. offset + count - 1 to
/// destination[0 .. count - 1], the same values however a range is cut and however many threads draw. Arguments are taken as they are;
/// <see cref="RandomKey"/> has the checked methods.
/// </summary>
internal static unsafe class RandomFill
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

    /// <summary>Gamma with rate 1, or its natural logarithm; see <see cref="GammaSampler"/>.</summary>
    public static void Gamma(
        in RandomKey key, float* destination, long offset, long count, ElementInput<float> shape, bool logarithm, Workers? workers) =>
        GroupFill.Run(new GammaSampler(key, shape, logarithm), destination, offset, count, workers);

    /// <inheritdoc cref="Gamma(in RandomKey, float*, long, long, ElementInput{float}, bool, Workers)"/>
    public static void Gamma(
        in RandomKey key, double* destination, long offset, long count, ElementInput<double> shape, bool logarithm, Workers? workers) =>
        GroupFill.Run(new GammaSampler64(key, shape, logarithm), destination, offset, count, workers);

    /// <summary>1 - w, w the height of von Mises-Fisher vectors over the plane across their mean; see <see cref="SphereHeightSampler{T}"/>.</summary>
    public static void SphereHeight<T>(
        in RandomKey key, T* destination, long offset, long count, ElementInput<T> concentration, int dimension, Workers? workers)
        where T : unmanaged =>
        GroupFill.Run(new SphereHeightSampler<T>(key, concentration, dimension), destination, offset, count, workers);

    /// <summary>Counts of the Poisson distribution; see <see cref="PoissonSampler{T}"/>.</summary>
    public static void Poisson<T>(in RandomKey key, T* destination, long offset, long count, ElementInput<T> rate, Workers? workers)
        where T : unmanaged =>
        GroupFill.Run(new PoissonSampler<T>(key, rate), destination, offset, count, workers);

    /// <summary><paramref name="value"/> with probability p, else 0.</summary>
    public static void Bernoulli(
        in RandomKey key, float* destination, long offset, long count, ElementInput<float> p, float value, Workers? workers) =>
        GroupFill.Run(new BernoulliSampler(key, p, value), destination, offset, count, workers);

    /// <inheritdoc cref="Bernoulli(in RandomKey, float*, long, long, ElementInput{float}, float, Workers)"/>
    public static void Bernoulli(
        in RandomKey key, double* destination, long offset, long count, ElementInput<double> p, double value, Workers? workers) =>
        GroupFill.Run(new BernoulliSampler64(key, p, value), destination, offset, count, workers);

    /// <summary>
    /// One class for each row of logits [count, classes], whose row 0 belongs to element offset; -1 for a row with NaN or +infinity, or of
    /// -infinity alone.
    /// </summary>
    public static void CategoricalLogits(
        in RandomKey key, int* destination, long offset, long count, float* logits, int classes, Workers? workers) =>
        CategoricalFill.Run(key, new Logits(logits, classes), classes, destination, offset, count, workers);

    /// <inheritdoc cref="CategoricalLogits(in RandomKey, int*, long, long, float*, int, Workers)"/>
    public static void CategoricalLogits(
        in RandomKey key, int* destination, long offset, long count, double* logits, int classes, Workers? workers) =>
        CategoricalFill.Run(key, new Logits64(logits, classes), classes, destination, offset, count, workers);

    /// <summary>
    /// One class for each row of weights [count, classes], which need not sum to 1; -1 for a row with a negative or non-finite entry, or of
    /// zeros alone.
    /// </summary>
    public static void Categorical(
        in RandomKey key, int* destination, long offset, long count, float* weights, int classes, Workers? workers) =>
        CategoricalFill.Run(key, new Weights(weights, classes), classes, destination, offset, count, workers);

    /// <inheritdoc cref="Categorical(in RandomKey, int*, long, long, float*, int, Workers)"/>
    public static void Categorical(
        in RandomKey key, int* destination, long offset, long count, double* weights, int classes, Workers? workers) =>
        CategoricalFill.Run(key, new Weights64(weights, classes), classes, destination, offset, count, workers);
}
