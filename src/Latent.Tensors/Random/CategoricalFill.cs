using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Random;

/// <summary>A table of weights, one row for each draw.</summary>
internal unsafe interface IWeights
{
    /// <summary>The largest entry of a row of logits (0 for weights); NaN if the row has an entry that means nothing.</summary>
    double Reference(long row);

    /// <summary>The weights of at most 16 classes, not below 0.</summary>
    void Load(long row, int first, int count, double reference, double* weights);
}

/// <summary>
/// Draws from finite distributions by the inverse of the running sum: the first class whose running sum exceeds u times the total, u of
/// 52 bits from words 0 and 1 of the row's block. The Gumbel-max trick would need a random number and two logarithms for every class, and a
/// change of one logit could change the class between two others; here one number in fixed order decides, so that near distributions
/// with one key mostly draw the same class. Sums run in double precision, in the order of the classes.
/// </summary>
internal static unsafe class CategoricalFill
{
    private const int Chunk = 16;
    private const long CellWeights = 16384;

    /// <summary>Draws for rows offset .. offset + count - 1, of which <paramref name="weights"/> has the row offset as row 0; -1 for
    /// rows that are no distribution.</summary>
    public static void Run<TWeights>(
        in RandomKey key, TWeights weights, int classes, int* destination, long offset, long count, Workers? workers)
        where TWeights : struct, IWeights
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, RandomStream.MaxIndex - offset);
        long rows = Math.Max(1, CellWeights / Math.Max(1, classes));
        var job = new Job<TWeights>
        {
            Stream = key.Stream(DrawKind.Categorical),
            Weights = weights,
            Classes = classes,
            Destination = destination,
            Offset = offset,
            Count = count,
            Rows = rows,
        };
        int cells = checked((int)((count + rows - 1) / rows));
        if (workers is not null && cells > 1)
        {
            workers.Run(ref job, cells);
            return;
        }
        for (int cell = 0; cell < cells; cell++)
        {
            job.Run(cell, 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Draw<TWeights>(in TWeights weights, long row, int classes, double u)
        where TWeights : struct, IWeights
    {
        double reference = weights.Reference(row);
        double* chunk = stackalloc double[Chunk];
        double total = 0;
        for (int first = 0; first < classes; first += Chunk)
        {
            int count = Math.Min(Chunk, classes - first);
            weights.Load(row, first, count, reference, chunk);
            for (int i = 0; i < count; i++)
            {
                total += chunk[i];
            }
        }
        if (!(total > 0) || double.IsInfinity(total))
        {
            return -1;
        }

        // The same sums again, up to the class; the weights of a single chunk are still there.
        double target = u * total, sum = 0;
        for (int first = 0; first < classes; first += Chunk)
        {
            int count = Math.Min(Chunk, classes - first);
            if (classes > Chunk)
            {
                weights.Load(row, first, count, reference, chunk);
            }
            for (int i = 0; i < count; i++)
            {
                sum += chunk[i];
                if (sum > target)
                {
                    return first + i;
                }
            }
        }
        return -1; // not reached: u <= 1 - 2^-53, so target < total
    }

    private struct Job<TWeights> : IJob
        where TWeights : struct, IWeights
    {
        public RandomStream Stream;
        public TWeights Weights;
        public int Classes;
        public int* Destination;
        public long Offset, Count, Rows;

        public readonly void Run(int cell, int worker)
        {
            long stop = Math.Min(Count, (cell + 1) * Rows);
            for (long row = cell * Rows; row < stop; row++)
            {
                PhiloxBlock block = Stream.Block(Offset + row);
                ulong bits = ((ulong)block.W0 << 32) | block.W1;
                double u = RandomWords.Open(Vector512.CreateScalar(bits)).ToScalar();
                Destination[row] = Draw(Weights, row, Classes, u);
            }
        }
    }
}

/// <summary>Logits: weights e^(x - max x). A row with NaN or +infinity, or of -infinity alone, is no distribution.</summary>
internal readonly unsafe struct Logits(float* values, int classes) : IWeights
{
    private readonly float* _values = values;
    private readonly int _classes = classes;

    public double Reference(long row) => WeightRows.Largest(new ReadOnlySpan<float>(_values + (row * _classes), _classes));

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Load(long row, int first, int count, double reference, double* weights)
    {
        float* padded = stackalloc float[16];
        Vector512<float>.Zero.Store(padded);
        new ReadOnlySpan<float>(_values + (row * _classes) + first, count).CopyTo(new Span<float>(padded, count));
        FrozenMath.Exp(Vector512.Load(padded) - Vector512.Create((float)reference)).Store(padded);
        for (int i = 0; i < count; i++)
        {
            weights[i] = padded[i];
        }
    }
}

/// <inheritdoc cref="Logits"/>
internal readonly unsafe struct Logits64(double* values, int classes) : IWeights
{
    private readonly double* _values = values;
    private readonly int _classes = classes;

    public double Reference(long row) => WeightRows.Largest(new ReadOnlySpan<double>(_values + (row * _classes), _classes));

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Load(long row, int first, int count, double reference, double* weights)
    {
        for (int i = 0; i < 16; i++)
        {
            weights[i] = i < count ? _values[(row * _classes) + first + i] : 0;
        }
        for (int i = 0; i < 16; i += 8)
        {
            FrozenMath.Exp(Vector512.Load(weights + i) - Vector512.Create(reference)).Store(weights + i);
        }
    }
}

/// <summary>
/// Probabilities, or weights of any scale. A row with a negative or non-finite entry, or of zeros alone, is no distribution.
/// </summary>
internal readonly unsafe struct Weights(float* values, int classes) : IWeights
{
    private readonly float* _values = values;
    private readonly int _classes = classes;

    public double Reference(long row) => 0;

    public void Load(long row, int first, int count, double reference, double* weights)
    {
        for (int i = 0; i < count; i++)
        {
            double weight = _values[(row * _classes) + first + i];
            weights[i] = weight >= 0 ? weight : double.NaN; // NaN makes the total NaN
        }
    }
}

/// <inheritdoc cref="Weights"/>
internal readonly unsafe struct Weights64(double* values, int classes) : IWeights
{
    private readonly double* _values = values;
    private readonly int _classes = classes;

    public double Reference(long row) => 0;

    public void Load(long row, int first, int count, double reference, double* weights)
    {
        for (int i = 0; i < count; i++)
        {
            double weight = _values[(row * _classes) + first + i];
            weights[i] = weight >= 0 ? weight : double.NaN;
        }
    }
}

internal static class WeightRows
{
    /// <summary>The largest value; NaN if there is a NaN or nothing finite to compare with.</summary>
    public static T Largest<T>(ReadOnlySpan<T> row)
        where T : struct, System.Numerics.IFloatingPointIeee754<T>
    {
        T largest = T.NegativeInfinity;
        foreach (T value in row)
        {
            if (T.IsNaN(value))
            {
                return T.NaN;
            }
            largest = value > largest ? value : largest;
        }
        return T.IsFinite(largest) ? largest : T.NaN;
    }
}
