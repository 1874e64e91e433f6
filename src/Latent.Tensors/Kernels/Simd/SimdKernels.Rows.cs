using Latent.Tensors.Kernels.Simd.Rows;

namespace Latent.Tensors.Kernels.Simd;

internal sealed partial class SimdKernels
{
    public override void Rows(in RowPlan plan)
    {
        if (plan.DType == DType.Float32) RowKernel.Run<Lanes32, float>(workers, plan);
        else RowKernel.Run<Lanes64, double>(workers, plan);
        GC.KeepAlive(plan.Input.Buffer);
        GC.KeepAlive(plan.Gradient.Buffer);
        GC.KeepAlive(plan.Output.Buffer);
    }

    public override void LayerNorm(in LayerNormPlan plan)
    {
        if (plan.DType == DType.Float32) LayerNormKernel.Run<Lanes32, float>(workers, plan);
        else LayerNormKernel.Run<Lanes64, double>(workers, plan);
        GC.KeepAlive(plan.Input.Buffer);
        GC.KeepAlive(plan.Gain.Buffer);
        GC.KeepAlive(plan.Bias.Buffer);
        GC.KeepAlive(plan.Output.Buffer);
        GC.KeepAlive(plan.Mean.Buffer);
        GC.KeepAlive(plan.InverseDeviation.Buffer);
    }

    public override void LayerNormGradient(in LayerNormGradientPlan plan)
    {
        if (plan.DType == DType.Float32) LayerNormGradientKernel.Run<Lanes32, float>(workers, plan);
        else LayerNormGradientKernel.Run<Lanes64, double>(workers, plan);
        GC.KeepAlive(plan.Input.Buffer);
        GC.KeepAlive(plan.Gain.Buffer);
        GC.KeepAlive(plan.Gradient.Buffer);
        GC.KeepAlive(plan.Mean.Buffer);
        GC.KeepAlive(plan.InverseDeviation.Buffer);
        GC.KeepAlive(plan.InputGradient.Buffer);
        GC.KeepAlive(plan.GainGradient.Buffer);
        GC.KeepAlive(plan.BiasGradient.Buffer);
    }
}
