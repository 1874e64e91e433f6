using System.Diagnostics;
using Latent.Tensors.Autodiff;
using Latent.Tensors.Kernels;

namespace Latent.Tensors;

/// <summary>
/// A dense array of float32 or float64 numbers: contiguous, row-major, in managed memory. Operations make new tensors and never change
/// their operands.
/// </summary>
/// <remarks>
/// A tensor made in a <see cref="Pass"/> (from a batch, a parameter, or by an operation on such a tensor) lives as long as the pass; reading
/// it later throws <see cref="TensorRecycledException"/>. A tensor made outside a pass lives as long as it is referenced.
/// Nothing needs to be disposed. Transposition is an argument of <c>MatMul</c> and broadcasting (NumPy's rule) costs no copy;
/// <c>Reshape</c> and slices of the leading axis share memory.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed partial class Tensor
{
    // Null for a weak constant: a number that takes the element type and device of whatever it meets.
    private readonly Buffer? _buffer;
    private readonly int _offset;
    private readonly double _constant;
    private readonly Pass? _pass;
    private string? _label;

    internal Tensor(Device device, Buffer buffer, int offset, Shape shape, DType dtype, Pass? pass)
    {
        Device = device;
        _buffer = buffer;
        _offset = offset;
        Shape = shape;
        DType = dtype;
        _pass = pass;
    }

    private Tensor(double constant)
    {
        Device = Device.Cpu;
        _constant = constant;
    }

    /// <summary>The sizes of the axes.</summary>
    public Shape Shape { get; }

    /// <summary>The element type.</summary>
    public DType DType { get; }

    /// <summary>Where the tensor lives.</summary>
    public Device Device { get; }

    /// <summary>Whether gradients flow through this tensor: it comes from a parameter or a tracked tensor of a training pass.</summary>
    public bool IsTracked => Node is not null;

    /// <summary>The pass that owns the memory; null for a free tensor, and for one that was kept beyond its pass.</summary>
    internal Pass? Pass => _pass is { HasEnded: true } && _buffer!.Kept ? null : _pass;

    /// <summary>What computed this tensor, where that is recorded; forgotten when the pass ends.</summary>
    internal Node? Node { get; private set; }

    internal bool IsWeak => _buffer is null;

    internal double WeakValue => _constant;

    internal Buffer Buffer => _buffer!;

    internal string Label => _label ?? "tensor";

    /// <summary>Where the elements lie, for a kernel; throws once the pass has ended.</summary>
    internal Operand Operand
    {
        get
        {
            ThrowIfRecycled();
            return new(_buffer!, _offset);
        }
    }

    /// <summary>The same elements under another shape; shares memory.</summary>
    /// <param name="shape">The new shape; one size may be -1 and is worked out.</param>
    /// <exception cref="ShapeException">The numbers of elements differ.</exception>
    public Tensor Reshape(params ReadOnlySpan<int> shape) => Autodiff.Ops.ReshapeOp.Apply(this, shape);

    /// <inheritdoc cref="Reshape(ReadOnlySpan{int})"/>
    public Tensor Reshape(Shape shape) => Autodiff.Ops.ReshapeOp.Apply(this, shape.Span);

    /// <summary>The same elements with no memory of how they were computed: gradients stop here.</summary>
    public Tensor Detach()
    {
        if (IsWeak) return this;
        ThrowIfRecycled();
        return View(_offset, Shape);
    }

    /// <summary>A summary: shape, type, and the first elements.</summary>
    public override string ToString()
    {
        if (IsWeak) return $"constant {_constant.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
        if (Pass is { HasEnded: true }) return $"{Shape} {DType} (recycled)";
        double[] values = ToDoubles();
        string first = string.Join(", ", values.Take(6).Select(v => v.ToString("G6", System.Globalization.CultureInfo.InvariantCulture)));
        return $"{Shape} {DType} {{ {first}{(values.Length > 6 ? ", ..." : "")} }}";
    }

    /// <summary>A new tensor of the pass, or free without one, with undefined content.</summary>
    internal static Tensor Allocate(Pass? pass, Device device, Shape shape, DType dtype)
    {
        long bytes = (long)shape.Count * dtype.Size();
        Buffer buffer = pass is null ? device.Allocate(-1, Math.Max(bytes, 64)) : pass.Rent(bytes);
        return new(device, buffer, 0, shape, dtype, pass);
    }

    /// <summary>Shares this tensor's memory from element <paramref name="offset"/> of the buffer on; not recorded.</summary>
    internal Tensor View(int offset, Shape shape) => new(Device, _buffer!, offset, shape, DType, Pass);

    internal Tensor ViewAt(int elements, Shape shape) => View(_offset + elements, shape);

    /// <summary>A number without element type; see <see cref="IsWeak"/>.</summary>
    internal static Tensor Weak(double value) => new(value);

    /// <summary>This tensor, or for a weak constant a scalar of the type, device and pass it met.</summary>
    internal Tensor Resolve(Pass? pass, Device device, DType dtype)
    {
        if (!IsWeak) return this;
        Tensor scalar = Allocate(pass, device, default, dtype);
        scalar.FillWith(_constant);
        return scalar;
    }

    internal void Record(Node node)
    {
        Node = node;
        _label = node.Name;
    }

    internal void ForgetNode() => Node = null;

    internal void ThrowIfRecycled()
    {
        if (Pass is { HasEnded: true } ended) Throw.Recycled(Label, Shape, ended.ToString());
    }
}
