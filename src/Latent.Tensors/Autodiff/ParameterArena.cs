namespace Latent.Tensors;

/// <summary>
/// Parameters side by side in one flat buffer, so that an optimiser updates all of them in one sweep and a traversal writes
/// their gradients into one flat buffer of the same layout.
/// </summary>
public sealed class ParameterArena
{
    // Slices start on cache lines: 16 floats or 8 doubles.
    private const int AlignmentBytes = 64;

    /// <summary>Gathers parameters; each may be gathered once, and all have one element type.</summary>
    /// <exception cref="ArgumentException">No parameters, one gathered already, or two element types.</exception>
    public ParameterArena(IReadOnlyList<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters.Count == 0) throw new ArgumentException("ParameterArena: there are no parameters to gather.", nameof(parameters));
        // A copy: a scope's list grows when another layer is made.
        parameters = [.. parameters];
        HashSet<Parameter> distinct = [];
        DType dtype = parameters[0].Value.DType;
        int alignment = AlignmentBytes / dtype.Size();
        int count = 0;
        foreach (Parameter parameter in parameters)
        {
            if (!distinct.Add(parameter))
                throw new ArgumentException($"ParameterArena: '{parameter.Name}' is in the list twice.", nameof(parameters));
            if (parameter.Arena is not null)
                throw new ArgumentException($"ParameterArena: '{parameter.Name}' is already held by another optimiser.", nameof(parameters));
            if (parameter.Value.DType != dtype) Throw.DTypes($"ParameterArena: {parameter.Name}", parameter.Value.DType, dtype);
            count = checked(count + ((parameter.Shape.Count + alignment - 1) / alignment * alignment));
        }
        Parameters = parameters;
        Values = Tensor.Zeros([count], dtype);
        int offset = 0;
        foreach (Parameter parameter in parameters)
        {
            parameter.MoveTo(this, offset, Values.ViewAt(offset, parameter.Shape));
            offset += (parameter.Shape.Count + alignment - 1) / alignment * alignment;
        }
    }

    /// <summary>The parameters, in the order of their slices.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>All values, [Count], slices padded with zeros to cache lines.</summary>
    public Tensor Values { get; }

    /// <summary>Gives every parameter memory of its own again, with the value it has, so that another arena can gather it; this one is of no use then.</summary>
    internal void Release()
    {
        foreach (Parameter parameter in Parameters)
        {
            if (ReferenceEquals(parameter.Arena, this)) parameter.Leave();
        }
    }

    /// <summary>Elements, padding included.</summary>
    public int Count => Values.Shape.Count;
}
