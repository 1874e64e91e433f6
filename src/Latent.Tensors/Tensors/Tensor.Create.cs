namespace Latent.Tensors;

public sealed partial class Tensor
{
    /// <summary>A free float32 tensor with a copy of the values, row-major.</summary>
    /// <exception cref="ShapeException">The number of values is not the shape's.</exception>
    public static Tensor From(ReadOnlySpan<float> values, Shape shape)
    {
        if (values.Length != shape.Count) Throw.ElementCount("Tensor.From", values.Length, shape);
        Tensor tensor = Allocate(null, Device.Cpu, shape, DType.Float32);
        values.CopyTo(tensor.Writable<float>());
        return tensor;
    }

    /// <summary>A free float64 tensor with a copy of the values, row-major.</summary>
    /// <exception cref="ShapeException">The number of values is not the shape's.</exception>
    public static Tensor From(ReadOnlySpan<double> values, Shape shape)
    {
        if (values.Length != shape.Count) Throw.ElementCount("Tensor.From", values.Length, shape);
        Tensor tensor = Allocate(null, Device.Cpu, shape, DType.Float64);
        values.CopyTo(tensor.Writable<double>());
        return tensor;
    }

    /// <summary>A free tensor filled with one value.</summary>
    public static Tensor Full(Shape shape, double value, DType dtype = DType.Float32)
    {
        Tensor tensor = Allocate(null, Device.Cpu, shape, dtype);
        tensor.FillWith(value);
        return tensor;
    }

    /// <summary>A free tensor of zeros.</summary>
    public static Tensor Zeros(Shape shape, DType dtype = DType.Float32) => Full(shape, 0, dtype);

    /// <summary>A free tensor of ones.</summary>
    public static Tensor Ones(Shape shape, DType dtype = DType.Float32) => Full(shape, 1, dtype);

    /// <summary>A free copy, owned by the caller, with no memory of how it was computed.</summary>
    public Tensor Clone()
    {
        if (IsWeak) return Resolve(null, Device, DType);
        ThrowIfRecycled();
        Tensor copy = Allocate(null, Device, Shape, DType);
        CopyTo(copy);
        return copy;
    }

    /// <summary>
    /// The values in another element type; float64 to float32 rounds to nearest even. Returns this tensor if it has the type already.
    /// Gradients come back in this tensor's type.
    /// </summary>
    public Tensor To(DType dtype) => dtype == DType ? this : Autodiff.Ops.ConvertOp.Apply(this, dtype);

    internal void FillWith(double value)
    {
        if (DType == DType.Float32) Writable<float>().Fill((float)value);
        else Writable<double>().Fill(value);
    }

    internal void CopyTo(Tensor destination)
    {
        if (IsWeak) destination.FillWith(_constant);
        else if (DType == DType.Float32) ReadAs<float>().CopyTo(destination.Writable<float>());
        else ReadAs<double>().CopyTo(destination.Writable<double>());
    }
}
