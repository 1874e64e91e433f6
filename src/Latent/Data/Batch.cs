using System.Diagnostics.CodeAnalysis;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>
/// Some examples: named tensors whose first axis runs over the examples, and masks that say what of them is observed. Immutable.
/// </summary>
/// <example><code>Batch batch = Batch.Of("x", images).With("y", labels);</code></example>
public sealed class Batch
{
    private readonly Dictionary<string, Tensor> _values;
    private readonly Dictionary<string, Tensor> _masks;

    private Batch(Dictionary<string, Tensor> values, Dictionary<string, Tensor> masks, int count, long firstRow)
    {
        _values = values;
        _masks = masks;
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
    public IEnumerable<string> Names => _values.Keys;

    /// <summary>A tensor by its name, [B, ...].</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message lists those there are.</exception>
    public Tensor this[string name] => TryGet(name, out Tensor? value)
        ? value
        : throw new KeyNotFoundException($"The batch has no '{name}'; it has: {string.Join(", ", _values.Keys.Order(StringComparer.Ordinal))}.");

    /// <summary>A batch of one tensor.</summary>
    /// <param name="name">Its name, as the model's sites are called.</param>
    /// <param name="value">[B, ...].</param>
    /// <param name="firstRow">See <see cref="FirstRow"/>.</param>
    public static Batch Of(string name, Tensor value, long firstRow = 0)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        if (value.Shape.Rank == 0) throw new ShapeException($"Batch: '{name}' is a single number; its first axis must run over the examples.");
        return new Batch([], [], value.Shape[0], firstRow).With(name, value);
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

        Dictionary<string, Tensor> values = new(_values, StringComparer.Ordinal) { [name] = value };
        Dictionary<string, Tensor> masks = new(_masks, StringComparer.Ordinal);
        _ = masks.Remove(name);
        if (mask is not null) masks.Add(name, mask);
        return new Batch(values, masks, Count, FirstRow);
    }

    /// <summary>The same tensors at another place of the data set: see <see cref="FirstRow"/>.</summary>
    internal Batch At(long firstRow) => firstRow == FirstRow ? this : new Batch(_values, _masks, Count, firstRow);

    /// <summary>Whether there is a tensor of that name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out Tensor? value) => _values.TryGetValue(name, out value);

    /// <summary>What of a tensor is observed, [B] or of its shape; null if everything is.</summary>
    public Tensor? Mask(string name) => _masks.GetValueOrDefault(name);
}
