namespace Latent.Objectives;

/// <summary>Named numbers an objective has learned beside parameters: a small record that a checkpoint can hold. Immutable.</summary>
public sealed class ObjectiveState
{
    private readonly SortedDictionary<string, double> _values;

    /// <summary>A copy of the numbers given.</summary>
    /// <exception cref="ArgumentException">A name occurs twice, or a number is not finite.</exception>
    public ObjectiveState(IEnumerable<KeyValuePair<string, double>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach ((string name, double value) in values)
        {
            if (!double.IsFinite(value)) throw new ArgumentException($"Objective state: '{name}' is {value}; it must be a finite number.");
            if (!_values.TryAdd(name, value)) throw new ArgumentException($"Objective state: '{name}' is given twice; names are unique.");
        }
    }

    /// <summary>Of an objective that learns nothing.</summary>
    public static ObjectiveState Empty { get; } = new([]);

    /// <summary>The numbers, by name in ordinal order.</summary>
    public IReadOnlyDictionary<string, double> Values => _values;

    /// <summary>A number by its name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public double this[string name] => _values.TryGetValue(name, out double value)
        ? value
        : throw new ArgumentException($"Objective state: '{name}' is missing; there is: {Names()}. It belongs to another objective.");

    /// <summary>The numbers of two objectives, one inside the other.</summary>
    /// <exception cref="ArgumentException">Both have a number of one name.</exception>
    public ObjectiveState With(IEnumerable<KeyValuePair<string, double>> more) => new(_values.Concat(more));

    /// <summary>Refuses numbers an objective does not know.</summary>
    internal void ThrowIfUnknown(string objective, IReadOnlyCollection<string> known)
    {
        foreach (string name in _values.Keys)
        {
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                throw new ArgumentException(
                    $"Objective state: '{name}' means nothing to '{objective}', which knows: {(known.Count == 0 ? "none" : string.Join(", ", known))}.");
            }
        }
    }

    private string Names() => _values.Count == 0 ? "none" : string.Join(", ", _values.Keys);
}
