namespace Latent.Tensors;

public sealed partial class Tensor
{
    /// <summary>The elements of a float32 tensor, row-major; valid while the tensor's pass lives.</summary>
    /// <exception cref="TensorRecycledException">The pass has ended.</exception>
    /// <exception cref="InvalidOperationException">The tensor is float64.</exception>
    public ReadOnlySpan<float> Span => ReadAs<float>();

    /// <summary>The elements of a float64 tensor, row-major; valid while the tensor's pass lives.</summary>
    /// <exception cref="TensorRecycledException">The pass has ended.</exception>
    /// <exception cref="InvalidOperationException">The tensor is float32.</exception>
    public ReadOnlySpan<double> DoubleSpan => ReadAs<double>();

    /// <summary>The only element.</summary>
    /// <exception cref="ShapeException">The tensor has not exactly one element.</exception>
    public double Item()
    {
        if (Shape.Count != 1) Throw.NotOneElement(Shape);
        if (IsWeak) return _constant;
        return DType == DType.Float32 ? Span[0] : DoubleSpan[0];
    }

    /// <summary>The elements as float32, in a new array.</summary>
    public float[] ToArray()
    {
        if (DType == DType.Float32) return Span.ToArray();
        return Array.ConvertAll(DoubleSpan.ToArray(), v => (float)v);
    }

    /// <summary>The elements as float64, in a new array.</summary>
    public double[] ToDoubles()
    {
        if (DType == DType.Float64) return DoubleSpan.ToArray();
        return Array.ConvertAll(Span.ToArray(), v => (double)v);
    }

    /// <summary>Refuses NaN and infinities.</summary>
    /// <param name="name">What the tensor is, for the message.</param>
    /// <returns>This tensor.</returns>
    /// <exception cref="NonFiniteException">An element is not finite; the message names the first and its index.</exception>
    public Tensor ThrowIfNotFinite(string name = "tensor")
    {
        if (DType == DType.Float32)
        {
            ReadOnlySpan<float> values = Span;
            for (int i = 0; i < values.Length; i++)
                if (!float.IsFinite(values[i])) Throw.NonFinite($"{name} {Shape}", i, values[i]);
        }
        else
        {
            ReadOnlySpan<double> values = DoubleSpan;
            for (int i = 0; i < values.Length; i++)
                if (!double.IsFinite(values[i])) Throw.NonFinite($"{name} {Shape}", i, values[i]);
        }
        return this;
    }

    // A number that was never given memory gets some to be looked at.
    internal unsafe ReadOnlySpan<T> ReadAs<T>() where T : unmanaged =>
        IsWeak ? Resolve(null, Device, DType).Writable<T>() : Writable<T>();

    /// <summary>The elements for writing: only for a tensor that nobody has seen yet, or a parameter's own storage.</summary>
    internal unsafe Span<T> Writable<T>() where T : unmanaged
    {
        DType asked = typeof(T) == typeof(float) ? DType.Float32 : DType.Float64;
        if (asked != DType) Throw.DTypeRead(asked, DType);
        return new(Operand.Pointer<T>(), Shape.Count);
    }
}
