using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>
/// Max and average pooling and enlargement. Every map but the maximum is linear, and its gradient is its transpose, an op of the same
/// kind; the maximum's gradient scatters to the positions found, which is linear too.
/// </summary>
internal static class PoolingOp
{
    public static Tensor Max(Tensor x, in PoolingGeometry geometry)
    {
        OpScope scope = OpScope.Of("MaxPool2d", x);
        Shape shape = [x.Shape[0], x.Shape[1], geometry.OutHeight, geometry.OutWidth];
        Tensor y = scope.New(shape);
        // Positions are 32-bit integers in the memory of a float32 tensor: recycled with the pass like any other.
        Tensor indices = Tensor.Allocate(scope.Pass, scope.Device, shape, DType.Float32);
        Run(PoolingMap.Max, geometry, x, y, indices, false);
        if (scope.Records) scope.Attach(new PoolingNode("MaxPool2d", PoolingMap.Gather, geometry, x, indices, false), y);
        return y;
    }

    public static Tensor Linear(
        string name, PoolingMap map, in PoolingGeometry geometry, Tensor x, Tensor? indices = null, bool countPadding = false)
    {
        OpScope scope = OpScope.Of(name, x);
        bool enlarges = map is PoolingMap.Scatter or PoolingMap.Spread or PoolingMap.Repeat;
        Tensor y = scope.New([
            x.Shape[0], x.Shape[1], enlarges ? geometry.InHeight : geometry.OutHeight, enlarges ? geometry.InWidth : geometry.OutWidth]);
        Run(map, geometry, x, y, indices, countPadding);
        if (scope.Records) scope.Attach(new PoolingNode(name, map, geometry, x, indices, countPadding), y);
        return y;
    }

    private static void Run(PoolingMap map, in PoolingGeometry geometry, Tensor from, Tensor to, Tensor? indices, bool countPadding)
    {
        PoolingPlan plan = default;
        plan.Geometry = geometry;
        plan.Map = map;
        plan.From = from.Operand;
        plan.To = to.Operand;
        if (indices is not null) plan.Indices = indices.Operand;
        plan.CountPadding = countPadding;
        plan.DType = to.DType;
        to.Device.Kernels.Pool(plan);
    }

    private static PoolingMap TransposeOf(PoolingMap map) => map switch
    {
        PoolingMap.Gather => PoolingMap.Scatter,
        PoolingMap.Scatter => PoolingMap.Gather,
        PoolingMap.Average => PoolingMap.Spread,
        PoolingMap.Spread => PoolingMap.Average,
        PoolingMap.Repeat => PoolingMap.Sum,
        PoolingMap.Sum => PoolingMap.Repeat,
        _ => throw new ArgumentOutOfRangeException(nameof(map)),
    };

    private sealed class PoolingNode(string name, PoolingMap map, PoolingGeometry geometry, Tensor x, Tensor? indices, bool countPadding) : Node
    {
        public override string Name => name;

        public override int InputCount => 1;

        public override Tensor Input(int index) => x;

        public override void Backward(Tensor gradient, Backprop back)
        {
            PoolingMap transpose = TransposeOf(map);
            if (back.CreatesGraph)
            {
                back.Add(x, Linear($"{transpose}Pool", transpose, geometry, gradient, indices, countPadding));
                return;
            }
            Tensor target = back.Into(x, out bool accumulate);
            if (!accumulate)
            {
                Run(transpose, geometry, gradient, target, indices, countPadding);
                return;
            }
            Tensor addend = back.Temporary(target.Shape, target.DType);
            Run(transpose, geometry, gradient, addend, indices, countPadding);
            Elementwise.MapInto<IdentityMap>(target, addend);
            back.Release(addend);
        }
    }
}
