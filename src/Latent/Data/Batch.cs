using System.Diagnostics.CodeAnalysis;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>
/// Some examples: named tensors whose first axis runs over the examples, and masks that say what of them is observed. Immutable.
/// </summary>
/// <example><code>Batch batch = Batch.Of("x", images).With("y", labels);</code></example>
public sealed class Batch
{
    // A handful of tensors: an array is smaller than a dictionary, and looked through as fast.
    private readonly Entry[] _entries;

    private Batch(Entry[] entries, int count, long firstRow)
    {
        _entries = entries;
        Count = count;
        FirstRow = firstRow;
    }

    /// <summary>How many examples, B.</summary>
    public int Count { get; }

    /// <summary>
    /// The place of the first example in the data set an evaluation walks through, so that its noise does not depend on how the set is cut
    /// into batches; 0 in training.
    /// </summary>
    public long FirstRow { get; }

    /// <summary>The names, in no particular order.</summary>
    public IEnumerable<string> Names => _entries.Select(static entry => entry.Name);

    /// <summary>A tensor by its name, [B, ...].</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message lists those there are.</exception>
    public Tensor this[string name] => TryGet(name, out Tensor? value)
        ? value
        : throw new KeyNotFoundException($"The batch has no '{name}'; it has: {string.Join(", ", Names.Order(StringComparer.Ordinal))}.");

    /// <summary>A batch of one tensor.</summary>
    /// <param name="name">Its name, as the model's sites are called.</param>
    /// <param name="value">[B, ...].</param>
    /// <param name="firstRow">See <see cref="FirstRow"/>.</param>
    public static Batch Of(string name, Tensor value, long firstRow = 0)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        if (value.Shape.Rank == 0) throw new ShapeException($"Batch: '{name}' is a single number; its first axis must run over the examples.");
        return new Batch([], value.Shape[0], firstRow).With(name, value);
    }

    /// <summary>This batch with one tensor more.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">[B, ...].</param>
    /// <param name="mask">
    /// 1 where the value is observed: [B] for whole examples, or of the value's shape for its elements; everything is, by default.
    /// </param>
    /// <exception cref="ShapeException">The number of rows is another, or the mask does not fit.</exception>
    public Batch With(string name, Tensor value, Tensor? mask = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        if (value.Shape.Rank == 0 || value.Shape[0] != Count)
            throw new ShapeException($"Batch: '{name}' has shape {value.Shape}; its first axis must be the batch's {Count} examples.");
        if (mask is not null && mask.Shape != value.Shape && mask.Shape != Shape.Create([Count]))
        {
            throw new ShapeException(
                $"Batch: the mask of '{name}' has shape {mask.Shape}; it must be [{Count}], one per example, or {value.Shape}, one per element.");
        }

        int place = Find(name);
        Entry[] entries = new Entry[place < 0 ? _entries.Length + 1 : _entries.Length];
        _entries.CopyTo(entries, 0);
        entries[place < 0 ? _entries.Length : place] = new Entry(name, value, mask);
        return new Batch(entries, Count, FirstRow);
    }

    /// <summary>The same tensors at another place of the data set: see <see cref="FirstRow"/>.</summary>
    internal Batch At(long firstRow) => firstRow == FirstRow ? this : new Batch(_entries, Count, firstRow);

    /// <summary>Whether there is a tensor of that name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out Tensor? value)
    {
        int place = Find(name);
        value = place < 0 ? null : _entries[place].Value;
        return place >= 0;
    }

    /// <summary>What of a tensor is observed, [B] or of its shape; null if everything is.</summary>
    public Tensor? Mask(string name)
    {
        int place = Find(name);
        return place < 0 ? null : _entries[place].Mask;
    }

    private int Find(string name)
    {
        for (int i = 0; i < _entries.Length; i++)
        {
            if (string.Equals(_entries[i].Name, name, StringComparison.Ordinal)) return i;
        }

        return -1;
    }

    private readonly record struct Entry(string Name, Tensor Value, Tensor? Mask);
}
