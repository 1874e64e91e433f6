using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>
/// What the operands of one operation agree on: pass, device and element type; checked once, in one place.
/// </summary>
internal readonly ref struct OpScope
{
    private readonly string _name;

    private OpScope(string name, Pass? pass, Device device, DType dtype, bool records)
    {
        _name = name;
        Pass = pass;
        Device = device;
        DType = dtype;
        Records = records;
    }

    public Pass? Pass { get; }

    public Device Device { get; }

    public DType DType { get; }

    /// <summary>Whether the operation goes on the tape.</summary>
    public bool Records { get; }

    public static OpScope Of(string name, params ReadOnlySpan<Tensor> operands)
    {
        Pass? pass = null;
        Tensor? typed = null;
        bool tracked = false;
        foreach (Tensor operand in operands)
        {
            ArgumentNullException.ThrowIfNull(operand);
            if (operand.IsWeak) continue;
            operand.ThrowIfRecycled();
            typed ??= operand;
            if (operand.DType != typed.DType) Throw.DTypes(name, typed.DType, operand.DType);
            tracked |= operand.IsTracked;
            if (operand.Pass is not { HasEnded: false } owner) continue;
            if (pass is not null && pass != owner) Throw.Passes(name, pass.ToString(), owner.ToString());
            pass = owner;
        }
        return new(name, pass, pass?.Device ?? typed?.Device ?? Device.Cpu, typed?.DType ?? DType.Float32, tracked && pass is { IsRecording: true });
    }

    public void Resolve(ref Tensor operand) => operand = operand.Resolve(Pass, Device, DType);

    public Tensor New(Shape shape) => Tensor.Allocate(Pass, Device, shape, DType);

    public void Attach(Node node, Tensor output) => Pass!.Attach(node, output);

    public Shape Broadcast(params ReadOnlySpan<Tensor> operands)
    {
        Shape shape = operands[0].Shape;
        foreach (Tensor operand in operands[1..])
        {
            if (!Shape.TryBroadcast(shape, operand.Shape, out Shape result)) Throw.Broadcast(_name, shape, operand.Shape);
            shape = result;
        }
        return shape;
    }
}
