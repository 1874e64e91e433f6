namespace Latent.Tensors;

/// <summary>A named tensor that is learned. Its value changes only between passes, by an optimiser.</summary>
/// <remarks>Made by a <see cref="ParameterScope"/>; read in a forward traversal with <c>pass[parameter]</c>.</remarks>
public sealed class Parameter
{
    internal Parameter(string name, Tensor value)
    {
        Name = name;
        Value = value;
    }

    /// <summary>The path, as in PyTorch's state dictionaries: <c>encoder.0.weight</c>.</summary>
    public string Name { get; }

    /// <summary>The present value; free of any pass.</summary>
    public Tensor Value { get; private set; }

    /// <summary>The shape of the value.</summary>
    public Shape Shape => Value.Shape;

    /// <summary>The flat memory this parameter is a slice of, once an optimiser has gathered it.</summary>
    internal ParameterArena? Arena { get; private set; }

    internal int ArenaOffset { get; private set; }

    /// <summary>Replaces the value.</summary>
    /// <exception cref="ShapeException">The shape differs.</exception>
    public void Set(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Shape != Shape) Throw.ShapeMismatch("Parameter.Set", Name, Shape, value.Shape);
        value.To(Value.DType).CopyTo(Value);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Shape}";

    internal void MoveTo(ParameterArena arena, int offset, Tensor slice)
    {
        Value.CopyTo(slice);
        Value = slice;
        Arena = arena;
        ArenaOffset = offset;
    }

    internal void Leave()
    {
        Value = Value.Clone();
        Arena = null;
        ArenaOffset = 0;
    }
}
