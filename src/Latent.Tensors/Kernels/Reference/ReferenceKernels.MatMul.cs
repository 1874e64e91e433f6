using Latent.Tensors.Formulas;

namespace Latent.Tensors.Kernels.Reference;

internal sealed unsafe partial class ReferenceKernels
{
    public override void MatMul(in MatMulPlan plan)
    {
        for (int batch = 0; batch < plan.Batches; batch++)
            for (int i = 0; i < plan.M; i++)
                for (int j = 0; j < plan.N; j++)
                {
                    long at = ((long)batch * plan.M * plan.N) + ((long)i * plan.N) + j;
                    double sum = plan.Accumulate ? Read(plan.C, at, plan.DType) : 0;
                    for (int k = 0; k < plan.K; k++)
                    {
                        long a = (batch * plan.StrideA) + (plan.TransposeA ? ((long)k * plan.M) + i : ((long)i * plan.K) + k);
                        long b = (batch * plan.StrideB) + (plan.TransposeB ? ((long)j * plan.K) + k : ((long)k * plan.N) + j);
                        sum = Math.FusedMultiplyAdd(Read(plan.A, a, plan.DType), Read(plan.B, b, plan.DType), sum);
                    }
                    if (plan.HasBias) sum += Read(plan.Bias, j, plan.DType);
                    Write(plan.C, at, plan.DType, ActivationFormula.Apply(plan.Activation, new Scalar(sum)).Value);
                }
    }
}
