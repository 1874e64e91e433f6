using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels.Reference;
using Latent.Tensors.Kernels.Simd.Convolution;

namespace Latent.Tensors.Kernels.Simd;

internal sealed unsafe partial class SimdKernels
{
    public override void Convolve(in ConvolutionPlan plan)
    {
        // Float64 is for gradient checks: the definition serves.
        if (plan.DType == DType.Float64) ReferenceKernels.Convolve<double>(plan);
        else if (plan.Result == ConvolutionRole.Weight) WeightGradient(plan);
        else ConvolveImages(plan);
        GC.KeepAlive(plan.Input.Buffer);
        GC.KeepAlive(plan.Weight.Buffer);
        GC.KeepAlive(plan.Output.Buffer);
        GC.KeepAlive(plan.Bias.Buffer);
    }

    public override void SumChannels(in ChannelSumPlan plan)
    {
        if (plan.DType == DType.Float64)
        {
            ReferenceKernels.SumChannels<double>(plan);
        }
        else
        {
            SimdConvolution.BiasGradient(
                workers, plan.Batch, plan.Channels, plan.Pixels, plan.Values.Pointer<float>(), plan.Sums.Pointer<float>(), plan.Accumulate);
        }
        GC.KeepAlive(plan.Values.Buffer);
        GC.KeepAlive(plan.Sums.Buffer);
    }

    public override void Pool(in PoolingPlan plan)
    {
        if (plan.DType == DType.Float64) ReferenceKernels.Pool<double>(plan);
        else PoolPlanes(plan);
        GC.KeepAlive(plan.From.Buffer);
        GC.KeepAlive(plan.To.Buffer);
        GC.KeepAlive(plan.Indices.Buffer);
    }

    private void PoolPlanes(in PoolingPlan plan)
    {
        var g = plan.Geometry;
        float* from = plan.From.Pointer<float>(), to = plan.To.Pointer<float>();
        switch (plan.Map)
        {
            case PoolingMap.Max:
                SimdPooling.Max(workers, g, from, to, plan.Indices.Pointer<int>());
                break;
            case PoolingMap.Gather:
                SimdPooling.Gather(workers, g, from, plan.Indices.Pointer<int>(), to);
                break;
            case PoolingMap.Scatter:
                SimdPooling.MaxGradient(workers, g, from, plan.Indices.Pointer<int>(), to);
                break;
            case PoolingMap.Average:
                SimdPooling.Average(workers, g, from, to, plan.CountPadding);
                break;
            case PoolingMap.Spread:
                SimdPooling.AverageGradient(workers, g, from, to, plan.CountPadding);
                break;
            case PoolingMap.Repeat:
                SimdPooling.Upsample(workers, g.Planes, g.OutHeight, g.OutWidth, g.Vertical.Kernel, g.Horizontal.Kernel, from, to);
                break;
            default:
                SimdPooling.UpsampleGradient(workers, g.Planes, g.OutHeight, g.OutWidth, g.Vertical.Kernel, g.Horizontal.Kernel, from, to);
                break;
        }
    }

    private void WeightGradient(in ConvolutionPlan plan) => SimdConvolution.WeightGradient(
        workers, plan.Geometry, plan.Input.Pointer<float>(), plan.Output.Pointer<float>(), plan.Weight.Pointer<float>(), plan.Accumulate);

    private void ConvolveImages(in ConvolutionPlan plan)
    {
        switch (plan.Activation)
        {
            case Activation.Relu: ConvolveImages<UnaryActivation<ReluOp>>(plan); break;
            case Activation.Tanh: ConvolveImages<UnaryActivation<TanhOp>>(plan); break;
            case Activation.Sigmoid: ConvolveImages<UnaryActivation<SigmoidOp>>(plan); break;
            case Activation.Softplus: ConvolveImages<UnaryActivation<SoftplusOp>>(plan); break;
            default: ConvolveImages<NoActivation>(plan); break;
        }
    }

    private void ConvolveImages<TActivation>(in ConvolutionPlan plan) where TActivation : struct, IConvolutionActivation
    {
        float* x = plan.Input.Pointer<float>(), w = plan.Weight.Pointer<float>(), y = plan.Output.Pointer<float>();
        float* bias = plan.HasBias ? plan.Bias.Pointer<float>() : null;
        if (plan.Result == ConvolutionRole.Output) SimdConvolution.Forward<TActivation>(workers, plan.Geometry, x, w, bias, y);
        else SimdConvolution.InputGradient<TActivation>(workers, plan.Geometry, y, w, bias, x);
    }

    /// <summary>An element-wise op as the last thing done to a convolution's sums.</summary>
    private readonly struct UnaryActivation<TOp> : IConvolutionActivation where TOp : struct, IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Apply(Vector512<float> sum) => TOp.Forward(new Lanes32(sum)).V;
    }
}
