using Latent.Tensors.Kernels.Simd.Shaping;

namespace Latent.Tensors.Kernels.Simd;

internal sealed partial class SimdKernels
{
    public override void Copy(in CopyPlan plan)
    {
        if (plan.DType == DType.Float32) CopyKernel.Run<Lanes32, float>(workers, plan);
        else CopyKernel.Run<Lanes64, double>(workers, plan);
        KeepAlive(plan.Input, plan.Output);
    }

    public override void Gather(in GatherPlan plan, ReadOnlySpan<int> indices)
    {
        if (plan.DType == DType.Float32) GatherKernel.Gather<Lanes32, float>(workers, plan, indices);
        else GatherKernel.Gather<Lanes64, double>(workers, plan, indices);
        KeepAlive(plan.Input, plan.Output);
    }

    public override void Scatter(in GatherPlan plan, ReadOnlySpan<int> indices)
    {
        if (plan.DType == DType.Float32) GatherKernel.Scatter<Lanes32, float>(workers, plan, indices);
        else GatherKernel.Scatter<Lanes64, double>(workers, plan, indices);
        KeepAlive(plan.Input, plan.Output);
    }

    public override void GatherAlong(in GatherPlan plan, ReadOnlySpan<int> indices) => Along(plan, indices, scatter: false);

    public override void ScatterAlong(in GatherPlan plan, ReadOnlySpan<int> indices) => Along(plan, indices, scatter: true);

    public override void Scan(in ScanPlan plan)
    {
        if (plan.DType == DType.Float32) ScanKernel.Run<Lanes32, float>(workers, plan);
        else ScanKernel.Run<Lanes64, double>(workers, plan);
        KeepAlive(plan.Input, plan.Output);
    }

    public override void Triangle(in TrianglePlan plan)
    {
        if (plan.DType == DType.Float32) TriangleKernel.Run<Lanes32, float>(workers, plan);
        else TriangleKernel.Run<Lanes64, double>(workers, plan);
        KeepAlive(plan.Input, plan.Output);
    }

    private void Along(in GatherPlan plan, ReadOnlySpan<int> indices, bool scatter)
    {
        if (plan.DType == DType.Float32) GatherKernel.Along<float>(workers, plan, indices, scatter);
        else GatherKernel.Along<double>(workers, plan, indices, scatter);
        KeepAlive(plan.Input, plan.Output);
    }

    private static void KeepAlive(Operand input, Operand output)
    {
        GC.KeepAlive(input.Buffer);
        GC.KeepAlive(output.Buffer);
    }
}
