using Latent.Tensors.Kernels.Simd.Recurrent;

namespace Latent.Tensors.Kernels.Simd;

internal sealed unsafe partial class SimdKernels
{
    public override void RecurrentForward<TCell>(in RecurrentPlan plan)
    {
        if (plan.DType == DType.Float32) RecurrentKernel.Forward<TCell, Lanes32, float>(workers, plan);
        else RecurrentKernel.Forward<TCell, Lanes64, double>(workers, plan);
        KeepAlive(plan);
    }

    public override void RecurrentBackward<TCell>(in RecurrentPlan plan)
    {
        if (plan.DType == DType.Float32) RecurrentKernel.Backward<TCell, Lanes32, float>(workers, plan);
        else RecurrentKernel.Backward<TCell, Lanes64, double>(workers, plan);
        KeepAlive(plan);
    }

    private static void KeepAlive(in RecurrentPlan plan)
    {
        GC.KeepAlive(plan.Weight.Buffer);
        GC.KeepAlive(plan.Bias.Buffer);
        GC.KeepAlive(plan.Initial.Buffer);
        GC.KeepAlive(plan.States.Buffer);
        GC.KeepAlive(plan.Extra.Buffer);
        GC.KeepAlive(plan.ProjectedGradient.Buffer);
        GC.KeepAlive(plan.Projected.Buffer);
        GC.KeepAlive(plan.Recurrent.Buffer);
        GC.KeepAlive(plan.Gradient.Buffer);
        GC.KeepAlive(plan.InitialGradient.Buffer);
    }
}
