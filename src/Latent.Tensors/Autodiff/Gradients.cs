using System.Diagnostics.CodeAnalysis;
using Latent.Tensors.Autodiff;

namespace Latent.Tensors;

/// <summary>What a backward traversal found: a read-only map from parameters and tracked tensors to gradients of their shape.</summary>
/// <remarks>The gradients belong to the pass; they are gone when it ends.</remarks>
public sealed class Gradients
{
    private readonly List<(Node Node, Tensor Gradient)> _entries = new(16);
    private readonly List<(ParameterArena Arena, Tensor Flat)> _flats = [];

    internal Gradients()
    {
    }

    /// <summary>The parameters that have a gradient.</summary>
    public IEnumerable<Parameter> Parameters => _entries.Select(e => (e.Node as Leaf)?.Parameter).OfType<Parameter>();

    /// <summary>The gradient by a parameter.</summary>
    /// <exception cref="KeyNotFoundException">The loss does not depend on it.</exception>
    public Tensor this[Parameter parameter] => TryGet(parameter, out Tensor? gradient)
        ? gradient
        : throw new KeyNotFoundException($"Gradients: the loss does not depend on parameter '{parameter}' in this pass.");

    /// <summary>The gradient by a tracked tensor.</summary>
    /// <exception cref="KeyNotFoundException">It was not tracked, not asked for, or the loss does not depend on it.</exception>
    public Tensor this[Tensor tensor]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(tensor);
            foreach ((Node node, Tensor gradient) in _entries)
                if (ReferenceEquals(node, tensor.Node)) return gradient;
            throw new KeyNotFoundException(
                $"Gradients: none for tensor '{tensor.Label}' {tensor.Shape}: track it, name it in wrt, and let the loss depend on it.");
        }
    }

    /// <summary>The gradient by a tracked tensor, if it was asked for and the loss depends on it.</summary>
    public bool TryGet(Tensor tensor, [NotNullWhen(true)] out Tensor? gradient)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        gradient = null;
        foreach ((Node node, Tensor candidate) in _entries)
        {
            if (ReferenceEquals(node, tensor.Node)) gradient = candidate;
        }

        return gradient is not null;
    }

    /// <summary>The gradient by a parameter, if the loss depends on it.</summary>
    public bool TryGet(Parameter parameter, [NotNullWhen(true)] out Tensor? gradient)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        foreach ((Node node, Tensor candidate) in _entries)
        {
            if (node is not Leaf leaf || !ReferenceEquals(leaf.Parameter, parameter)) continue;
            gradient = candidate;
            return true;
        }
        gradient = null;
        return false;
    }

    /// <summary>All gradients by an arena's parameters, in its layout; zero where the loss does not depend on a parameter.</summary>
    public Tensor Flat(ParameterArena arena)
    {
        foreach ((ParameterArena known, Tensor flat) in _flats)
            if (ReferenceEquals(known, arena)) return flat;
        // A recorded traversal gathers nothing on its way.
        Tensor gathered = Tensor.Zeros(arena.Values.Shape, arena.Values.DType);
        foreach (Parameter parameter in arena.Parameters)
            if (TryGet(parameter, out Tensor? gradient)) gradient.CopyTo(gathered.ViewAt(parameter.ArenaOffset, parameter.Shape));
        _flats.Add((arena, gathered));
        return gathered;
    }

    internal void Add(Node node, Tensor gradient) => _entries.Add((node, gradient));

    /// <summary>Zeroes what no node wrote: padding between slices and parameters without a gradient.</summary>
    internal void Complete(ParameterArena arena, Tensor flat)
    {
        if (flat.DType == DType.Float32) Complete(arena, flat.Writable<float>());
        else Complete(arena, flat.Writable<double>());
        _flats.Add((arena, flat));
    }

    private void Complete<T>(ParameterArena arena, Span<T> flat)
    {
        int end = 0;
        foreach (Parameter parameter in arena.Parameters)
        {
            flat[end..parameter.ArenaOffset].Clear();
            end = parameter.ArenaOffset + parameter.Shape.Count;
            if (!TryGet(parameter, out _)) flat[parameter.ArenaOffset..end].Clear();
        }
        flat[end..].Clear();
    }
}
