using System.Numerics;
using Latent.Tensors.Kernels.Threading;
using Latent.Tensors.Random;

namespace Latent.Tensors;

// Draws by rejection that take double precision inside whatever they fill.
public readonly unsafe partial struct RandomKey
{
    /// <summary>The largest rate of a Poisson count: up to there counts are exact in double precision.</summary>
    public const double MaxPoissonRate = 1e15;

    /// <summary>
    /// Fills with Poisson counts, each of its own rate (W. Hörmann, "The transformed rejection method for generating Poisson random
    /// variables", Insurance: Mathematics and Economics 12, 1993; below rate 10 by inversion). In single precision a count above 2²⁴ is
    /// rounded.
    /// </summary>
    /// <remarks>
    /// A count of the negative binomial distribution is one of a gamma distributed rate. Gamma numbers of the same key share no bits with the
    /// counts, so that <c>key.Gamma(rates, shapes)</c> and <c>key.Poisson(counts, rates)</c> go together.
    /// </remarks>
    /// <param name="destination">Receives elements <paramref name="offset"/> and following.</param>
    /// <param name="rates">One rate in [0, <see cref="MaxPoissonRate"/>] for each element of <paramref name="destination"/>.</param>
    /// <param name="offset">The index of the first element, at least 0.</param>
    /// <exception cref="ArgumentException">A rate is NaN, negative or too large, or the lengths differ.</exception>
    public void Poisson(Span<float> destination, ReadOnlySpan<float> rates, long offset = 0) => PoissonOf(destination, rates, offset);

    /// <inheritdoc cref="Poisson(Span{float}, ReadOnlySpan{float}, long)"/>
    public void Poisson(Span<double> destination, ReadOnlySpan<double> rates, long offset = 0) => PoissonOf(destination, rates, offset);

    /// <summary>
    /// Fills with 1 - μᵀx of von Mises-Fisher vectors x of mean direction μ, each of its own concentration: a number in [0, 2] of density ∝
    /// (t(2 - t))^((m - 3)/2)·e^(-κt). x itself is (1 - t)·μ + √(t(2 - t))·v, v uniform on the unit sphere across μ (A. Wood, "Simulation of the
    /// von Mises Fisher distribution", Communications in Statistics 23, 1994).
    /// </summary>
    /// <param name="destination">Receives elements <paramref name="offset"/> and following.</param>
    /// <param name="concentrations">One concentration, not negative and finite, for each element of <paramref name="destination"/>.</param>
    /// <param name="dimension">m, the number of elements of a vector, at least 2.</param>
    /// <param name="offset">The index of the first element, at least 0.</param>
    /// <exception cref="ArgumentException">A concentration is negative or not finite, m is below 2, or the lengths differ.</exception>
    public void VonMisesFisherFall(Span<float> destination, ReadOnlySpan<float> concentrations, int dimension, long offset = 0) =>
        FallOf(destination, concentrations, dimension, offset);

    /// <inheritdoc cref="VonMisesFisherFall(Span{float}, ReadOnlySpan{float}, int, long)"/>
    public void VonMisesFisherFall(Span<double> destination, ReadOnlySpan<double> concentrations, int dimension, long offset = 0) =>
        FallOf(destination, concentrations, dimension, offset);

    private void PoissonOf<T>(Span<T> destination, ReadOnlySpan<T> rates, long offset)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckLengths("Poisson", destination.Length, rates.Length, "rates");
        T largest = T.CreateChecked(MaxPoissonRate);
        for (int i = 0; i < rates.Length; i++)
        {
            if (!(rates[i] >= T.Zero && rates[i] <= largest))
            {
                throw new ArgumentException($"Poisson: the rate of element {i} is {rates[i]}; it must lie in [0, 1E+15].");
            }
        }
        fixed (T* d = destination, r = rates)
        {
            int count = destination.Length;
            RandomFill.Poisson(this, d, offset, count, new ElementInput<T>(r, offset, count, T.Zero), Workers.Default);
        }
    }

    private void FallOf<T>(Span<T> destination, ReadOnlySpan<T> concentrations, int dimension, long offset)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckLengths("VonMisesFisherFall", destination.Length, concentrations.Length, "concentrations");
        if (dimension < 2)
        {
            throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "VonMisesFisherFall: a vector has at least 2 elements.");
        }
        for (int i = 0; i < concentrations.Length; i++)
        {
            if (!(concentrations[i] >= T.Zero && T.IsFinite(concentrations[i])))
            {
                throw new ArgumentException(
                    $"VonMisesFisherFall: the concentration of element {i} is {concentrations[i]}; it must be finite and not negative.");
            }
        }
        fixed (T* d = destination, c = concentrations)
        {
            int count = destination.Length;
            RandomFill.SphereHeight(this, d, offset, count, new ElementInput<T>(c, offset, count, T.Zero), dimension, Workers.Default);
        }
    }
}
