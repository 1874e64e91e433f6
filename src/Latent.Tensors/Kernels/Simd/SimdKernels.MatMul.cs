namespace Latent.Tensors.Kernels.Simd;

internal sealed partial class SimdKernels
{
    public override void MatMul(in MatMulPlan plan) => new Reference.ReferenceKernels().MatMul(plan);
}
