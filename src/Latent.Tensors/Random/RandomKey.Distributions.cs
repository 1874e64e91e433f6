using System.Numerics;
using Latent.Tensors.Kernels.Threading;
using Latent.Tensors.Random;

namespace Latent.Tensors;

// Draws with parameters.
public readonly unsafe partial struct RandomKey
{
    /// <summary>
    /// Fills with <paramref name="value"/> with probability <paramref name="p"/> and 0 otherwise. Probabilities are exact to 2⁻³²; 0
    /// never gives the value, 1 always.
    /// </summary>
    /// <param name="destination">Receives elements <paramref name="offset"/> and following.</param>
    /// <param name="p">The probability, in [0, 1].</param>
    /// <param name="value">What to write for success, say 1 / p for a dropout mask.</param>
    /// <param name="offset">The index of the first element, at least 0.</param>
    /// <exception cref="ArgumentException">A probability is NaN or outside [0, 1].</exception>
    public void Bernoulli(Span<float> destination, float p, float value = 1, long offset = 0)
    {
        CheckProbabilities<float>([p]);
        fixed (float* d = destination)
        {
            RandomFill.Bernoulli(this, d, offset, destination.Length, new ElementInput<float>(p), value, Workers.Default);
        }
    }

    /// <inheritdoc cref="Bernoulli(Span{float}, float, float, long)"/>
    public void Bernoulli(Span<double> destination, double p, double value = 1, long offset = 0)
    {
        CheckProbabilities<double>([p]);
        fixed (double* d = destination)
        {
            RandomFill.Bernoulli(this, d, offset, destination.Length, new ElementInput<double>(p), value, Workers.Default);
        }
    }

    /// <summary>
    /// Fills with 1 with the probability of each element and 0 otherwise; with equal probabilities, the draws of one probability.
    /// </summary>
    /// <param name="destination">Receives elements <paramref name="offset"/> and following.</param>
    /// <param name="p">One probability in [0, 1] for each element of <paramref name="destination"/>.</param>
    /// <param name="offset">The index of the first element, at least 0.</param>
    /// <exception cref="ArgumentException">A probability is NaN or outside [0, 1], or the lengths differ.</exception>
    public void Bernoulli(Span<float> destination, ReadOnlySpan<float> p, long offset = 0)
    {
        CheckLengths("Bernoulli", destination.Length, p.Length, "probabilities");
        CheckProbabilities(p);
        fixed (float* d = destination, q = p)
        {
            int count = destination.Length;
            RandomFill.Bernoulli(this, d, offset, count, new ElementInput<float>(q, offset, count, 0), 1, Workers.Default);
        }
    }

    /// <summary>
    /// Fills with gamma numbers of one shape and rate 1 (Marsaglia, Tsang: A Simple Method for Generating Gamma Variables, TOMS 2000).
    /// </summary>
    /// <param name="destination">Receives elements <paramref name="offset"/> and following.</param>
    /// <param name="shape">The shape, positive and finite. Small ones give numbers that underflow to 0: see
    /// <see cref="LogGamma(Span{float}, ReadOnlySpan{float}, long)"/>.</param>
    /// <param name="offset">The index of the first element, at least 0.</param>
    /// <exception cref="ArgumentException">A shape is not positive and finite.</exception>
    public void Gamma(Span<float> destination, float shape, long offset = 0)
    {
        CheckShapes<float>([shape]);
        fixed (float* d = destination)
        {
            RandomFill.Gamma(this, d, offset, destination.Length, new ElementInput<float>(shape), false, Workers.Default);
        }
    }

    /// <inheritdoc cref="Gamma(Span{float}, float, long)"/>
    public void Gamma(Span<double> destination, double shape, long offset = 0)
    {
        CheckShapes<double>([shape]);
        fixed (double* d = destination)
        {
            RandomFill.Gamma(this, d, offset, destination.Length, new ElementInput<double>(shape), false, Workers.Default);
        }
    }

    /// <summary>Fills with gamma numbers of rate 1, each of its own shape.</summary>
    /// <param name="destination">Receives elements <paramref name="offset"/> and following.</param>
    /// <param name="shapes">One positive, finite shape for each element of <paramref name="destination"/>.</param>
    /// <param name="offset">The index of the first element, at least 0.</param>
    /// <exception cref="ArgumentException">A shape is not positive and finite, or the lengths differ.</exception>
    public void Gamma(Span<float> destination, ReadOnlySpan<float> shapes, long offset = 0) =>
        Gamma(destination, shapes, offset, logarithm: false);

    /// <inheritdoc cref="Gamma(Span{float}, ReadOnlySpan{float}, long)"/>
    public void Gamma(Span<double> destination, ReadOnlySpan<double> shapes, long offset = 0) =>
        Gamma(destination, shapes, offset, logarithm: false);

    /// <summary>
    /// The natural logarithms of the numbers <see cref="Gamma(Span{float}, ReadOnlySpan{float}, long)"/> gives, finite also for small
    /// shapes: what a Dirichlet or beta draw starts from.
    /// </summary>
    /// <inheritdoc cref="Gamma(Span{float}, ReadOnlySpan{float}, long)" path="/param|/exception"/>
    public void LogGamma(Span<float> destination, ReadOnlySpan<float> shapes, long offset = 0) =>
        Gamma(destination, shapes, offset, logarithm: true);

    /// <inheritdoc cref="LogGamma(Span{float}, ReadOnlySpan{float}, long)"/>
    public void LogGamma(Span<double> destination, ReadOnlySpan<double> shapes, long offset = 0) =>
        Gamma(destination, shapes, offset, logarithm: true);

    /// <summary>Draws one class for each row of logits; probabilities are their softmax.</summary>
    /// <param name="destination">Receives a class 0 .. <paramref name="classes"/> - 1 for each row.</param>
    /// <param name="logits">Row-major [rows, classes]; -infinity for an impossible class.</param>
    /// <param name="classes">The number of classes, at least 1.</param>
    /// <param name="offset">The index of the first row, at least 0.</param>
    /// <exception cref="ArgumentException">The lengths do not match, or a row has NaN or +infinity, or -infinity alone.</exception>
    public void CategoricalLogits(Span<int> destination, ReadOnlySpan<float> logits, int classes, long offset = 0)
    {
        CheckTable("CategoricalLogits", destination.Length, logits.Length, classes);
        fixed (int* d = destination)
        {
            fixed (float* l = logits)
            {
                RandomFill.CategoricalLogits(this, d, offset, destination.Length, l, classes, Workers.Default);
            }
        }
        CheckClasses("CategoricalLogits", destination, "NaN or +infinity, or nothing but -infinity");
    }

    /// <summary>Draws one class for each row of weights; probabilities are the weights over their sum.</summary>
    /// <param name="destination">Receives a class 0 .. <paramref name="classes"/> - 1 for each row.</param>
    /// <param name="weights">Row-major [rows, classes]: not negative, finite, not all 0.</param>
    /// <param name="classes">The number of classes, at least 1.</param>
    /// <param name="offset">The index of the first row, at least 0.</param>
    /// <exception cref="ArgumentException">The lengths do not match, or a row is no distribution.</exception>
    public void Categorical(Span<int> destination, ReadOnlySpan<float> weights, int classes, long offset = 0)
    {
        CheckTable("Categorical", destination.Length, weights.Length, classes);
        fixed (int* d = destination)
        {
            fixed (float* w = weights)
            {
                RandomFill.Categorical(this, d, offset, destination.Length, w, classes, Workers.Default);
            }
        }
        CheckClasses("Categorical", destination, "a negative or non-finite weight, or nothing but zeros");
    }

    /// <summary>A random order of 0 .. <paramref name="length"/> - 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative or needs more than 44 bits.</exception>
    public Permutation Permutation(long length) => new(this, length);

    private void Gamma(Span<float> destination, ReadOnlySpan<float> shapes, long offset, bool logarithm)
    {
        CheckLengths("Gamma", destination.Length, shapes.Length, "shapes");
        CheckShapes(shapes);
        fixed (float* d = destination, s = shapes)
        {
            int count = destination.Length;
            RandomFill.Gamma(this, d, offset, count, new ElementInput<float>(s, offset, count, 1), logarithm, Workers.Default);
        }
    }

    private void Gamma(Span<double> destination, ReadOnlySpan<double> shapes, long offset, bool logarithm)
    {
        CheckLengths("Gamma", destination.Length, shapes.Length, "shapes");
        CheckShapes(shapes);
        fixed (double* d = destination, s = shapes)
        {
            int count = destination.Length;
            RandomFill.Gamma(this, d, offset, count, new ElementInput<double>(s, offset, count, 1), logarithm, Workers.Default);
        }
    }

    private static void CheckLengths(string draw, int elements, int parameters, string what)
    {
        if (elements != parameters)
        {
            throw new ShapeException($"{draw}: {elements} elements to draw, but {parameters} {what}.");
        }
    }

    private static void CheckProbabilities<T>(ReadOnlySpan<T> probabilities)
        where T : struct, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (!(probabilities[i] >= T.Zero && probabilities[i] <= T.One))
            {
                throw new ArgumentException($"Bernoulli: the probability of element {i} is {probabilities[i]}; it must lie in [0, 1].");
            }
        }
    }

    private static void CheckShapes<T>(ReadOnlySpan<T> shapes)
        where T : struct, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < shapes.Length; i++)
        {
            if (!(shapes[i] > T.Zero && T.IsFinite(shapes[i])))
            {
                throw new ArgumentException($"Gamma: the shape of element {i} is {shapes[i]}; it must be positive and finite.");
            }
        }
    }

    private static void CheckTable(string draw, int rows, int entries, int classes)
    {
        if (classes < 1 || entries != (long)rows * classes)
        {
            throw new ShapeException($"{draw}: {rows} rows of {classes} classes need {(long)rows * classes} entries, not {entries}.");
        }
    }

    private static void CheckClasses(string draw, ReadOnlySpan<int> drawn, string what)
    {
        int row = drawn.IndexOf(-1);
        if (row >= 0)
        {
            throw new ArgumentException($"{draw}: row {row} is no distribution: it has {what}.");
        }
    }
}
