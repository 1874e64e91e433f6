using System.Globalization;
using Latent.Tensors;

namespace Latent.Evaluation.Disentanglement;

/// <summary>A ground-truth factor of variation.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Values">How many values it can take, numbered from 0.</param>
public sealed record Factor(string Name, int Values);

/// <summary>Codes of examples beside the factors that the examples were made from: what every metric of disentanglement is a function of.</summary>
/// <remarks>
/// Rows are examples, n of them, each with a code of d numbers (the mean of q(z | x) in the published studies) and the values of f factors.
/// The whole grid of factors need not be there: where a metric holds a factor fixed it draws among the rows that have its value.
/// </remarks>
public sealed class FactorTable
{
    private readonly double[][] _codes;
    private readonly int[][] _values;

    private FactorTable(double[][] codes, int[][] values, int count, IReadOnlyList<Factor> factors, IReadOnlyList<string> dimensions)
    {
        (_codes, _values) = (codes, values);
        Count = count;
        Factors = factors;
        Dimensions = dimensions;
    }

    /// <summary>n, how many examples.</summary>
    public int Count { get; }

    /// <summary>d, how many numbers a code has.</summary>
    public int Width => _codes.Length;

    /// <summary>The factors.</summary>
    public IReadOnlyList<Factor> Factors { get; }

    /// <summary>What the elements of a code are called.</summary>
    public IReadOnlyList<string> Dimensions { get; }

    /// <summary>A table of arrays.</summary>
    /// <param name="codes">[n, d], row after row.</param>
    /// <param name="values">[n, f], row after row, each from 0 to the factor's number of values - 1.</param>
    /// <param name="factors">The f factors; none if only the codes are looked at, as by the total correlation.</param>
    /// <param name="width">d.</param>
    /// <param name="dimensions">What the elements of a code are called; their numbers by default.</param>
    /// <exception cref="ShapeException">The arrays are not those of n examples.</exception>
    /// <exception cref="ArgumentException">
    /// There are fewer than two examples, a code is not finite, a value is not the factor's, or all examples have the same value of a factor.
    /// </exception>
    public static FactorTable Of(
        ReadOnlySpan<double> codes, int width, ReadOnlySpan<int> values, IReadOnlyList<Factor> factors, IReadOnlyList<string>? dimensions = null)
    {
        ArgumentNullException.ThrowIfNull(factors);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        int n = codes.Length / width, f = factors.Count;
        if (codes.Length != n * width) throw new ShapeException($"FactorTable: {codes.Length} numbers are no rows of codes of {width} elements.");
        if (values.Length != n * f)
            throw new ShapeException($"FactorTable: {n} codes and {f} factors need {(long)n * f} values of factors [{n}, {f}], not {values.Length}.");
        if (dimensions is not null && dimensions.Count != width)
            throw new ShapeException($"FactorTable: {dimensions.Count} names are given for the {width} elements of a code.");
        if (n < 2) throw new ArgumentException($"FactorTable: at least two examples are needed, and there is {n}.", nameof(codes));
        double[][] columns = [.. Enumerable.Range(0, width).Select(_ => new double[n])];
        for (int i = 0; i < codes.Length; i++)
        {
            if (!double.IsFinite(codes[i]))
            {
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"FactorTable: element {i % width} of the code of example {i / width} is {codes[i]}; codes are finite numbers."), nameof(codes));
            }

            columns[i % width][i / width] = codes[i];
        }

        int[][] kept = [.. factors.Select(_ => new int[n])];
        for (int i = 0; i < values.Length; i++)
        {
            Factor factor = factors[i % f];
            if ((uint)values[i] >= (uint)factor.Values)
            {
                throw new ArgumentException(
                    $"FactorTable: example {i / f} has value {values[i]} of factor '{factor.Name}', which has {factor.Values} values, numbered from 0.",
                    nameof(values));
            }

            kept[i % f][i / f] = values[i];
        }

        for (int j = 0; j < f; j++)
        {
            if (!kept[j].AsSpan().ContainsAnyExcept(kept[j][0]))
            {
                throw new ArgumentException(
                    $"FactorTable: all {n} examples have value {kept[j][0]} of factor '{factors[j].Name}': nothing can be told of it. Leave it out.",
                    nameof(values));
            }
        }

        return new FactorTable(
            columns, kept, n, factors, dimensions ?? [.. Enumerable.Range(0, width).Select(static d => d.ToString(CultureInfo.InvariantCulture))]);
    }

    /// <summary>An element of all codes, [n].</summary>
    public ReadOnlySpan<double> Code(int dimension) => _codes[dimension];

    /// <summary>The values of a factor, [n].</summary>
    public ReadOnlySpan<int> Values(int factor) => _values[factor];

    /// <summary>Some rows, in the order given; one may be taken twice.</summary>
    public FactorTable Rows(ReadOnlySpan<int> rows)
    {
        double[][] codes = [.. _codes.Select(static _ => Array.Empty<double>())];
        int[][] values = [.. _values.Select(static _ => Array.Empty<int>())];
        for (int d = 0; d < codes.Length; d++)
        {
            codes[d] = new double[rows.Length];
            for (int i = 0; i < rows.Length; i++) codes[d][i] = _codes[d][rows[i]];
        }

        for (int j = 0; j < values.Length; j++)
        {
            values[j] = new int[rows.Length];
            for (int i = 0; i < rows.Length; i++) values[j][i] = _values[j][rows[i]];
        }

        return new FactorTable(codes, values, rows.Length, Factors, Dimensions);
    }

    /// <summary>Two parts at random: examples that classifiers learn from, and others that they are judged by.</summary>
    internal (FactorTable Train, FactorTable Test) Split(double trainShare, RandomKey key)
    {
        int[] order = new int[Count];
        key.For(RandomPurpose.Shuffling).Permutation(Count).Fill(order);
        int train = Math.Clamp((int)Math.Round(trainShare * Count), 1, Count - 1);
        return (Rows(order.AsSpan(0, train)), Rows(order.AsSpan(train)));
    }

    /// <summary>A number from 0 to count - 1 of 32 random bits, each as likely but for count/2³².</summary>
    internal static int Below(uint word, int count) => (int)(((ulong)word * (ulong)count) >> 32);
}
