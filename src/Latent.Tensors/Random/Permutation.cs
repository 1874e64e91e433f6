using System.Buffers;
using System.Numerics;
using Latent.Tensors.Kernels.Threading;
using Latent.Tensors.Random;

namespace Latent.Tensors;

/// <summary>
/// A random order of 0 .. <see cref="Length"/> - 1, made by <see cref="RandomKey.Permutation"/>. Any slice of it can be had without the
/// rest, so the shards of an epoch need not talk to each other.
/// </summary>
/// <remarks>
/// Up to <see cref="TableLimit"/> elements it is a table, shuffled by exchanges (Durstenfeld, Algorithm 235, CACM 1964) with 64-bit
/// fractions: every order equally likely but for a relative 2⁻³³. Beyond that it is a keyed Feistel network, which needs no memory and
/// some 30 to 60 ns an element of a slice; a network cannot reach every order (nor can any 64-bit key), and over few
/// elements that would show, hence the table. Orders of different lengths with one key are independent.
/// </remarks>
public sealed unsafe class Permutation
{
    /// <summary>The longest permutation that is kept as a table.</summary>
    public const int TableLimit = 1 << 16;

    private readonly int[]? _table;
    private readonly Feistel _network;

    internal Permutation(in RandomKey key, long length)
    {
        if (length is < 0 or > RandomStream.MaxIndex)
        {
            throw new ArgumentOutOfRangeException(
                nameof(length), length, $"Permutation: the length must lie in 0..{RandomStream.MaxIndex}.");
        }
        Length = length;

        // A key of its own for each length.
        ulong seed = key.Stream(DrawKind.Permutation).Block(length).Low64;
        var stream = new RandomStream(seed, RandomPurpose.Unspecified, 0, DrawKind.Permutation);
        if (length <= TableLimit)
        {
            _table = Shuffle(stream, (int)length);
        }
        else
        {
            _network = new Feistel(stream, length);
        }
    }

    /// <summary>The number of elements.</summary>
    public long Length { get; }

    /// <summary>The element at place <paramref name="index"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not below <see cref="Length"/>.</exception>
    public long At(long index)
    {
        if ((ulong)index >= (ulong)Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(index), index, $"Permutation: the index must lie in 0..{Length - 1}, for the permutation has {Length} elements.");
        }
        return _table is not null ? _table[index] : _network.At(index);
    }

    /// <summary>Writes the elements at places <paramref name="offset"/> and following.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The slice reaches beyond the permutation.</exception>
    /// <exception cref="InvalidOperationException">The permutation has elements above the range of int.</exception>
    public void Fill(Span<int> destination, long offset = 0)
    {
        if (Length - 1 > int.MaxValue)
        {
            throw new InvalidOperationException($"Permutation: {Length} elements do not fit int; fill a span of long.");
        }
        CheckSlice(destination.Length, offset);
        fixed (int* p = destination)
        {
            Fill(p, offset, destination.Length, Workers.Default);
        }
    }

    /// <inheritdoc cref="Fill(Span{int}, long)" path="/summary|/exception[1]"/>
    public void Fill(Span<long> destination, long offset = 0)
    {
        CheckSlice(destination.Length, offset);
        fixed (long* p = destination)
        {
            Fill(p, offset, destination.Length, Workers.Default);
        }
    }

    internal void Fill<T>(T* destination, long offset, int count, Workers? workers)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (_table is not null)
        {
            for (int i = 0; i < count; i++)
            {
                destination[i] = T.CreateTruncating(_table[offset + i]);
            }
            return;
        }
        var job = new NetworkJob<T> { Network = _network, Destination = destination, Offset = offset, Count = count };
        int cells = (int)(((long)count + NetworkJob<T>.CellSize - 1) / NetworkJob<T>.CellSize);
        if (workers is not null && cells > 1)
        {
            workers.Run(ref job, cells);
        }
        else if (count > 0)
        {
            _network.Fill(destination, offset, count);
        }
    }

    private void CheckSlice(int count, long offset)
    {
        if (offset < 0 || offset > Length - count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(offset), offset, $"Permutation: places {offset}..{offset + count - 1} reach beyond the {Length} elements.");
        }
    }

    private static int[] Shuffle(RandomStream stream, int length)
    {
        int[] table = new int[length];
        // An epoch's order is asked for again and again; its words are needed only here.
        uint[] words = ArrayPool<uint>.Shared.Rent(2 * length);
        fixed (uint* p = words)
        {
            RandomFill.Bits(stream, p, 0, 2 * length, null);
        }
        for (int i = 0; i < length; i++)
        {
            table[i] = i;
        }
        for (int i = length - 1; i > 0; i--)
        {
            ulong fraction = ((ulong)words[2 * i] << 32) | words[(2 * i) + 1];
            int other = (int)Math.BigMul(fraction, (ulong)i + 1, out _); // floor(fraction / 2^64 * (i + 1))
            (table[i], table[other]) = (table[other], table[i]);
        }
        ArrayPool<uint>.Shared.Return(words);
        return table;
    }

    private struct NetworkJob<T> : IJob
        where T : unmanaged, IBinaryInteger<T>
    {
        public const int CellSize = 2048;

        public Feistel Network;
        public T* Destination;
        public long Offset, Count;

        public readonly void Run(int cell, int worker)
        {
            long start = (long)cell * CellSize;
            Network.Fill(Destination + start, Offset + start, Math.Min(CellSize, Count - start));
        }
    }
}
