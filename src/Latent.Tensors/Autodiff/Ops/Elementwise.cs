using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>Applies element-wise ops: resolves pass, constants and broadcasting, runs the kernel, records the node.</summary>
internal static class Elementwise
{
    public static Tensor Apply<TOp>(Tensor x) where TOp : IUnary
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.IsWeak) return Tensor.Weak(TOp.Forward(new Kernels.Reference.Scalar(x.WeakValue)).Value);
        OpScope scope = OpScope.Of(TOp.Name, x);
        Tensor y = scope.New(x.Shape);
        Map<UnaryValue<TOp>>(y, x);
        if (scope.Records) scope.Attach(new UnaryNode<TOp>(x), y);
        return y;
    }

    public static Tensor Apply<TOp>(Tensor a, Tensor b) where TOp : IBinary
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.IsWeak && b.IsWeak)
            return Tensor.Weak(TOp.Forward(new Kernels.Reference.Scalar(a.WeakValue), new Kernels.Reference.Scalar(b.WeakValue)).Value);
        OpScope scope = OpScope.Of(TOp.Name, a, b);
        scope.Resolve(ref a);
        scope.Resolve(ref b);
        Tensor y = scope.New(scope.Broadcast(a, b));
        Map<BinaryValue<TOp>>(y, a, b);
        if (scope.Records) scope.Attach(new BinaryNode<TOp>(a, b, y.Shape, mask: 0), y);
        return y;
    }

    public static Tensor Apply<TOp>(Tensor a, Tensor b, Tensor c) where TOp : ITernary
    {
        OpScope scope = OpScope.Of(TOp.Name, a, b, c);
        scope.Resolve(ref a);
        scope.Resolve(ref b);
        scope.Resolve(ref c);
        Tensor y = scope.New(scope.Broadcast(a, b, c));
        Map<TernaryValue<TOp>>(y, a, b, c);
        if (scope.Records) scope.Attach(new TernaryNode<TOp>(a, b, c, y.Shape, mask: 0), y);
        return y;
    }

    public static Tensor Apply<TOp>(Tensor a, Tensor b, Tensor c, Tensor d) where TOp : IQuaternary
    {
        OpScope scope = OpScope.Of(TOp.Name, a, b, c, d);
        scope.Resolve(ref a);
        scope.Resolve(ref b);
        scope.Resolve(ref c);
        scope.Resolve(ref d);
        Tensor y = scope.New(scope.Broadcast(a, b, c, d));
        Map<QuaternaryValue<TOp>>(y, a, b, c, d);
        if (scope.Records) scope.Attach(new QuaternaryNode<TOp>(a, b, c, d, y.Shape, mask: 0), y);
        return y;
    }

    /// <summary>output = map(operands), broadcast to the output's shape.</summary>
    public static void Map<TMap>(Tensor output, params ReadOnlySpan<Tensor> operands) where TMap : IMap
    {
        MapPlan plan = MapPlan.Create(output.Operand, output.Shape, output.DType);
        foreach (Tensor operand in operands) plan.Add(operand.Operand, operand.Shape);
        plan.Finish();
        output.Device.Kernels.Map<TMap>(plan);
    }

    /// <summary>output += map(operands), broadcast to the output's shape.</summary>
    public static void MapInto<TMap>(Tensor output, params ReadOnlySpan<Tensor> operands) where TMap : IMap
    {
        MapPlan plan = MapPlan.Create(output.Operand, output.Shape, output.DType);
        foreach (Tensor operand in operands) plan.Add(operand.Operand, operand.Shape);
        plan.Add(output.Operand, output.Shape);
        plan.Finish();
        output.Device.Kernels.Map<Accumulated<TMap>>(plan);
    }
}
