using System.Runtime.CompilerServices;
using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels.Simd.Gemm;

namespace Latent.Tensors.Kernels.Simd;

internal sealed unsafe partial class SimdKernels
{
    public override void MatMul(in MatMulPlan plan)
    {
        if (plan.DType == DType.Float32) Choose32(plan);
        else Choose64(plan);
        GC.KeepAlive(plan.A.Buffer);
        GC.KeepAlive(plan.B.Buffer);
        GC.KeepAlive(plan.C.Buffer);
        GC.KeepAlive(plan.Bias.Buffer);
    }

    private void Choose32(in MatMulPlan plan)
    {
        if (!plan.HasBias && plan.Activation == Activation.None)
        {
            Multiply32(plan, default(NoEpilogue));
            return;
        }
        float* bias = plan.HasBias ? plan.Bias.Pointer<float>() : null;
        switch (plan.Activation)
        {
            case Activation.Relu: Multiply32(plan, new BiasThen<ReluOp>(bias)); break;
            case Activation.Tanh: Multiply32(plan, new BiasThen<TanhOp>(bias)); break;
            case Activation.Sigmoid: Multiply32(plan, new BiasThen<SigmoidOp>(bias)); break;
            case Activation.Softplus: Multiply32(plan, new BiasThen<SoftplusOp>(bias)); break;
            default: Multiply32(plan, new BiasThen<IdentityOp>(bias)); break;
        }
    }

    private void Multiply32<TEpilogue>(in MatMulPlan plan, TEpilogue epilogue) where TEpilogue : struct, IGemmEpilogue
    {
        float* a = plan.A.Pointer<float>(), b = plan.B.Pointer<float>(), c = plan.C.Pointer<float>();
        for (int batch = 0; batch < plan.Batches; batch++)
        {
            GemmKernel.Multiply(
                workers, plan.TransposeA, plan.TransposeB, plan.M, plan.N, plan.K,
                a + (batch * plan.StrideA), plan.TransposeA ? plan.M : plan.K,
                b + (batch * plan.StrideB), plan.TransposeB ? plan.K : plan.N,
                c + ((long)batch * plan.M * plan.N), plan.N, plan.Accumulate, epilogue);
        }
    }

    private void Choose64(in MatMulPlan plan)
    {
        double* a = plan.A.Pointer<double>(), b = plan.B.Pointer<double>(), c = plan.C.Pointer<double>();
        double* bias = plan.HasBias ? plan.Bias.Pointer<double>() : null;
        double* lanes = stackalloc double[Lanes64.Lanes];
        for (int batch = 0; batch < plan.Batches; batch++)
        {
            double* target = c + ((long)batch * plan.M * plan.N);
            GemmDouble.Multiply(
                workers, plan.TransposeA, plan.TransposeB, plan.M, plan.N, plan.K,
                a + (batch * plan.StrideA), plan.TransposeA ? plan.M : plan.K,
                b + (batch * plan.StrideB), plan.TransposeB ? plan.K : plan.N,
                target, plan.N, plan.Accumulate);
            if (bias is null && plan.Activation == Activation.None) continue;
            for (int i = 0; i < plan.M; i++)
                for (int j = 0; j < plan.N; j++)
                {
                    ref double element = ref target[((long)i * plan.N) + j];
                    Lanes64.Store(ActivationFormula.Apply(plan.Activation, Lanes64.Broadcast(bias is null ? element : element + bias[j])), lanes);
                    element = lanes[0];
                }
        }
    }

    /// <summary>c = f(c + bias), on the row segment that the product has just finished. Lanes are neighbouring columns.</summary>
    private readonly struct BiasThen<TOp>(float* bias) : IGemmEpilogue where TOp : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Apply(float* c, int row, int column, int count)
        {
            int i = 0;
            for (; i <= count - Lanes32.Lanes; i += Lanes32.Lanes) Lanes32.Store(Value(Lanes32.Load(c + i), column + i), c + i);
            if (i == count) return;
            // The rest goes through a vector on the stack: the same lanes, no access past the row.
            float* lanes = stackalloc float[2 * Lanes32.Lanes];
            int rest = count - i;
            for (int j = 0; j < rest; j++)
            {
                lanes[j] = c[i + j];
                lanes[Lanes32.Lanes + j] = bias is null ? 0 : bias[column + i + j];
            }
            Lanes32 sum = bias is null ? Lanes32.Load(lanes) : Lanes32.Load(lanes) + Lanes32.Load(lanes + Lanes32.Lanes);
            Lanes32.Store(TOp.Forward(sum), lanes);
            for (int j = 0; j < rest; j++) c[i + j] = lanes[j];
        }

        private Lanes32 Value(Lanes32 sum, int column) => TOp.Forward(bias is null ? sum : sum + Lanes32.Load(bias + column));
    }
}
