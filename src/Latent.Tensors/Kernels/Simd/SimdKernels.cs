using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd;

/// <summary>The working set: Vector512 code, threaded over persistent workers; equal bits on every processor and thread count.</summary>
internal sealed partial class SimdKernels(Workers workers) : KernelSet
{
    public override string Name => "simd";

    public override void Map<TMap>(in MapPlan plan)
    {
        if (plan.DType == DType.Float32) MapKernel.Run<TMap, Lanes32, float>(workers, plan);
        else MapKernel.Run<TMap, Lanes64, double>(workers, plan);
        KeepAlive(plan.Operands, plan.Output);
    }

    public override void Reduce<TMap, TFold>(in ReducePlan plan)
    {
        if (plan.DType == DType.Float32) ReduceKernel.Run<TMap, TFold, Lanes32, float>(workers, plan);
        else ReduceKernel.Run<TMap, TFold, Lanes64, double>(workers, plan);
        KeepAlive(plan.Operands, plan.Output);
    }

    public override void Update<TRule>(in UpdatePlan plan)
    {
        if (plan.DType == DType.Float32) UpdateKernel.Run<TRule, Lanes32, float>(workers, plan);
        else UpdateKernel.Run<TRule, Lanes64, double>(workers, plan);
        GC.KeepAlive(plan.Value.Buffer);
        GC.KeepAlive(plan.Gradient.Buffer);
        GC.KeepAlive(plan.First.Buffer);
        GC.KeepAlive(plan.Second.Buffer);
        GC.KeepAlive(plan.Third.Buffer);
    }

    // Kernels work on addresses; the arrays behind them must not be collected meanwhile.
    private static void KeepAlive(in Operands operands, Operand output)
    {
        for (int k = 0; k < Operands.Capacity; k++) GC.KeepAlive(operands[k].Buffer);
        GC.KeepAlive(output.Buffer);
    }
}
