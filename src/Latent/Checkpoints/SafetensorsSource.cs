using Latent.Tensors;

namespace Latent.Checkpoints;

/// <summary>Gives a model's parameters the values of a file: loading a model is constructing it from this source.</summary>
internal sealed class SafetensorsSource(SafetensorsFile file) : IParameterSource
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Tensor Create(string name, Shape shape, DType dtype, Initializer initializer)
    {
        if (!file.TryFind(name, out SafetensorsEntry? entry))
        {
            throw new ModelFormatException(file.Path, $"there is no tensor '{name}' {shape}, which the model needs.",
                $"It has {string.Join(", ", file.Entries.Take(8).Select(static e => e.Name))}{(file.Entries.Length > 8 ? ", ..." : "")}.");
        }

        SafetensorsType expected = dtype == DType.Float32 ? SafetensorsType.Float32 : SafetensorsType.Float64;
        bool sameShape = entry.Shape.Length == shape.Rank && Enumerable.Range(0, shape.Rank).All(axis => entry.Shape[axis] == shape[axis]);
        if (!sameShape || entry.Type != expected)
        {
            throw new ModelFormatException(file.Path,
                $"the model needs '{name}' as {SafetensorsTypes.NameOf(expected)} {shape}; the file has {entry}.",
                    "Is it the file of another model?");
        }

        _read.Add(name);
        Tensor value = Tensor.Zeros(shape, dtype);
        if (dtype == DType.Float32)
            file.Read(entry, value.Writable<float>());
        else
            file.Read(entry, value.Writable<double>());
        return value;
    }

    /// <summary>Refuses a file with tensors that nobody asked for: it is of another model.</summary>
    /// <param name="isExpected">Tensors that are for something else.</param>
    public void ThrowIfUnread(Func<string, bool> isExpected)
    {
        string[] left = [.. file.Entries.Select(static entry => entry.Name).Where(name => !_read.Contains(name) && !isExpected(name))];
        if (left.Length > 0)
        {
            throw new ModelFormatException(file.Path,
                $"it has {left.Length} tensors that the model does not know: {string.Join(", ", left.Take(8))}.",
                "Is it the file of another model?");
        }
    }
}
