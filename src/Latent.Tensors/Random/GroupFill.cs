using System.Runtime.CompilerServices;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Random;

/// <summary>
/// Draws aligned groups of elements. Implemented by structs that hold a stream and parameters, so that the loop is compiled for each.
/// </summary>
internal unsafe interface IGroupSampler<T>
    where T : unmanaged
{
    /// <summary>The elements of a group; a power of two, at most 64.</summary>
    static abstract int GroupSize { get; }

    /// <summary>Writes the elements group · GroupSize and following.</summary>
    void Sample(long group, T* destination);
}

/// <summary>
/// Fills any range of elements from aligned groups: whole groups in place, the ends through a small buffer, so a number never depends on
/// where a range starts or stops, nor on who draws it.
/// </summary>
internal static unsafe class GroupFill
{
    /// <summary>
    /// The elements of a cell: some 10 to 50 microseconds of work, above the cost of waking a worker. Cells are aligned to this grid.
    /// </summary>
    public const int CellSize = 16384;

    /// <summary>Writes elements <paramref name="offset"/> .. <paramref name="offset"/> + <paramref name="count"/> - 1.</summary>
    /// <param name="sampler">What to draw.</param>
    /// <param name="destination">Where the first one goes.</param>
    /// <param name="offset">The index of the first element.</param>
    /// <param name="count">How many.</param>
    /// <param name="workers">Who draws, or null for the calling thread alone.</param>
    public static void Run<T, TSampler>(in TSampler sampler, T* destination, long offset, long count, Workers? workers)
        where T : unmanaged
        where TSampler : struct, IGroupSampler<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, RandomStream.MaxIndex - offset);
        if (count == 0)
        {
            return;
        }
        long firstCell = offset / CellSize;
        int cells = checked((int)(((offset + count - 1) / CellSize) - firstCell + 1));
        var job = new GroupFillJob<T, TSampler>(sampler, destination, offset, offset + count, firstCell);
        if (workers is null || cells == 1)
        {
            for (int cell = 0; cell < cells; cell++)
            {
                job.Run(cell, 0);
            }
            return;
        }
        workers.Run(ref job, cells);
    }
}

internal readonly unsafe struct GroupFillJob<T, TSampler>(TSampler sampler, T* destination, long begin, long end, long firstCell) : IJob
    where T : unmanaged
    where TSampler : struct, IGroupSampler<T>
{
    private readonly TSampler _sampler = sampler;
    private readonly T* _destination = destination;
    private readonly long _begin = begin, _end = end, _firstCell = firstCell;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int cell, int worker)
    {
        int size = TSampler.GroupSize;
        long start = Math.Max(_begin, (_firstCell + cell) * GroupFill.CellSize);
        long stop = Math.Min(_end, (_firstCell + cell + 1) * GroupFill.CellSize);
        TSampler draw = _sampler; // a local copy, so that its fields stay in registers
        long element = start;
        if (element % size != 0 || stop - element < size)
        {
            element = Part(draw, element, stop);
        }
        for (; stop - element >= size; element += size)
        {
            draw.Sample(element / size, _destination + (element - _begin));
        }
        if (element < stop)
        {
            Part(draw, element, stop);
        }
    }

    // What of the group around the element lies in the range; returns the first element behind it.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private long Part(in TSampler draw, long element, long stop)
    {
        int size = TSampler.GroupSize;
        T* group = stackalloc T[size];
        draw.Sample(element / size, group);
        int from = (int)(element % size);
        int count = (int)Math.Min(size - from, stop - element);
        new ReadOnlySpan<T>(group + from, count).CopyTo(new Span<T>(_destination + (element - _begin), count));
        return element + count;
    }
}
