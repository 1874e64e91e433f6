using Latent.Tensors;

namespace Latent.Optimization;

/// <summary>
/// All that an optimiser's next steps depend on, its parameters and settings apart: what a checkpoint holds beside the model.
/// </summary>
/// <remarks>
/// Tensors are named as in PyTorch, with the parameter they belong to: <c>exp_avg/encoder.0.weight</c>; groups stand before,
/// <c>encoder.*/exp_avg/…</c>.
/// </remarks>
public sealed class OptimizerState
{
    /// <summary>A state from its parts, for instance read from a file.</summary>
    public OptimizerState(IReadOnlyDictionary<string, long> counters, IReadOnlyDictionary<string, Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(counters);
        ArgumentNullException.ThrowIfNull(tensors);
        Counters = counters;
        Tensors = tensors;
    }

    /// <summary>Whole numbers by name: <c>steps</c>, those seen, and <c>updates</c>, those not skipped.</summary>
    public IReadOnlyDictionary<string, long> Counters { get; }

    /// <summary>Moments by name, each of its parameter's shape and element type.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors { get; }
}

/// <summary>Where the numbers of a state stand now, so that saving and restoring cannot disagree on what there is.</summary>
internal sealed class StateMap
{
    private readonly Dictionary<string, Counter> _counters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);

    public void Add(string name, Counter counter) => _counters.Add(name, counter);

    /// <summary>Adds one flat tensor of an arena's layout, as a tensor for each parameter.</summary>
    public void Add(string name, ParameterArena arena, Tensor flat)
    {
        foreach (Parameter parameter in arena.Parameters)
            _tensors.Add($"{name}/{parameter.Name}", flat.ViewAt(parameter.ArenaOffset, parameter.Shape));
    }

    public OptimizerState Save() => new(
        _counters.ToDictionary(static entry => entry.Key, static entry => entry.Value.Value, StringComparer.Ordinal),
        _tensors.ToDictionary(static entry => entry.Key, static entry => entry.Value.Clone(), StringComparer.Ordinal));

    public void Restore(OptimizerState state)
    {
        // Everything is looked at before anything is changed.
        Match("counter", _counters.Keys, state.Counters.Keys);
        Match("tensor", _tensors.Keys, state.Tensors.Keys);
        foreach ((string name, long value) in state.Counters)
            if (value < 0) throw new ArgumentException($"Optimizer.Restore: counter '{name}' is {value}; it counts from 0.", nameof(state));
        foreach ((string name, Tensor own) in _tensors)
        {
            Tensor saved = state.Tensors[name];
            if (saved.Shape == own.Shape && saved.DType == own.DType) continue;
            throw new ArgumentException(
                $"Optimizer.Restore: '{name}' is {saved.Shape} {saved.DType} in the state; the optimiser's is {own.Shape} {own.DType}.",
                nameof(state));
        }

        foreach ((string name, Counter own) in _counters) own.Value = state.Counters[name];
        foreach ((string name, Tensor own) in _tensors) state.Tensors[name].CopyTo(own);
    }

    private static void Match(string kind, IEnumerable<string> own, IEnumerable<string> saved)
    {
        HashSet<string> missing = [.. own], extra = [.. saved];
        missing.ExceptWith(saved);
        extra.ExceptWith(own);
        if (missing.Count == 0 && extra.Count == 0) return;
        string without = missing.Count == 0 ? "" : $" It has no {kind} {List(missing)}.";
        string beyond = extra.Count == 0 ? "" : $" It has the {kind} {List(extra)}, which this optimiser does not know.";
        throw new ArgumentException(
            $"Optimizer.Restore: the state is not of this optimiser and model.{without}{beyond} Make the optimiser as it was made before.");

        static string List(HashSet<string> names) =>
            string.Join(", ", names.Order(StringComparer.Ordinal).Take(3).Select(static n => $"'{n}'"))
            + (names.Count > 3 ? $" and {names.Count - 3} more" : "");
    }
}

/// <summary>A whole number that a state holds.</summary>
internal sealed class Counter
{
    public long Value { get; set; }
}
