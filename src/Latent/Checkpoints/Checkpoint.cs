using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Checkpoints;

/// <summary>All that a training run needs to continue to the bit: parameters, states of what moves them, and what the trainer notes for itself.</summary>
/// <remarks>
/// Nothing is copied: a checkpoint made of a model's parameters shows their present values until it is saved. One that was loaded has its own.
/// </remarks>
public sealed class Checkpoint
{
    /// <summary>Takes the parts together.</summary>
    /// <param name="step">Optimiser steps made so far.</param>
    /// <param name="parameters">The model's tensors by name.</param>
    /// <param name="states">States by what they belong to: <c>optimizer</c>, <c>adversary</c>, <c>average</c>; letters, digits, '.', '_', '-'.</param>
    /// <param name="document">What the trainer notes: JSON with its epoch, keys and history; kept as it is.</param>
    /// <param name="score">How good the model is, higher is better; the best is kept longer. Null where it was not judged.</param>
    /// <exception cref="ArgumentException">A negative step, a score that is not finite, or a state's name that cannot be stored.</exception>
    public Checkpoint(long step, IReadOnlyDictionary<string, Tensor> parameters, IReadOnlyDictionary<string, OptimizerState> states,
        string document, double? score = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(document);
        if (score is { } number && !double.IsFinite(number))
            throw new ArgumentException($"Checkpoint: the score is {number}; give null where there is no finite one.", nameof(score));
        foreach (string name in states.Keys)
        {
            if (name.Length == 0 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
                throw new ArgumentException($"Checkpoint: a state cannot be named '{name}'; use letters, digits, '.', '_' and '-'.", nameof(states));
        }

        Step = step;
        Parameters = parameters;
        States = states;
        Document = document;
        Score = score;
    }

    /// <summary>Optimiser steps made so far.</summary>
    public long Step { get; }

    /// <summary>The model's tensors by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Parameters { get; }

    /// <summary>States of optimisers and averages by name.</summary>
    public IReadOnlyDictionary<string, OptimizerState> States { get; }

    /// <summary>What the trainer noted, as it was given.</summary>
    public string Document { get; }

    /// <summary>How good the model is, higher is better; null where it was not judged.</summary>
    public double? Score { get; }

    /// <summary>A model's parameters by name, as the constructor takes them.</summary>
    public static IReadOnlyDictionary<string, Tensor> ByName(IEnumerable<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return parameters.ToDictionary(static parameter => parameter.Name, static parameter => parameter.Value, StringComparer.Ordinal);
    }

    /// <summary>A state by name, to be given to <see cref="Optimizer.Restore"/> or <see cref="ParameterAverage.Restore"/>.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public OptimizerState State(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return States.TryGetValue(name, out OptimizerState? state)
            ? state
            : throw new ArgumentException($"Checkpoint: there is no state '{name}' at step {Step}; there is {List(States.Keys)}. "
                + "Continue with the settings that the run began with.", nameof(name));
    }

    /// <summary>Gives a model's parameters the values they had.</summary>
    /// <exception cref="ArgumentException">Names, shapes or element types differ; nothing has been changed.</exception>
    public void RestoreParameters(IReadOnlyCollection<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        HashSet<string> left = [.. Parameters.Keys];
        foreach (Parameter parameter in parameters)
        {
            if (!left.Remove(parameter.Name))
                throw NotOfModel($"it has no '{parameter.Name}' {parameter.Shape}", nameof(parameters));
            Tensor saved = Parameters[parameter.Name];
            if (saved.Shape != parameter.Shape || saved.DType != parameter.Value.DType)
            {
                throw NotOfModel($"its '{parameter.Name}' is {saved.Shape} {saved.DType}; the model's is {parameter.Shape} {parameter.Value.DType}",
                    nameof(parameters));
            }
        }

        if (left.Count > 0)
            throw NotOfModel($"it has {List(left)}, which the model does not know", nameof(parameters));
        foreach (Parameter parameter in parameters)
            Parameters[parameter.Name].CopyTo(parameter.Value);
    }

    /// <inheritdoc/>
    public override string ToString() => $"step {Step}, {Parameters.Count} tensors, states {List(States.Keys)}";

    private ArgumentException NotOfModel(string reason, string argument) => new(
        $"Checkpoint: the checkpoint of step {Step} is not of this model: {reason}. Make the model with the settings that the run began with.",
        argument);

    private static string List(IEnumerable<string> names)
    {
        string[] sorted = [.. names.Order(StringComparer.Ordinal)];
        return sorted.Length == 0 ? "none" : string.Join(", ", sorted.Take(4).Select(static name => $"'{name}'"))
            + (sorted.Length > 4 ? $" and {sorted.Length - 4} more" : "");
    }
}
