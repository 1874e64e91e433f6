using System.Numerics;
using Latent.Tensors.Formulas;

namespace Latent.Tensors.Kernels.Reference;

internal sealed unsafe partial class ReferenceKernels
{
    public override void Convolve(in ConvolutionPlan plan)
    {
        if (plan.DType == DType.Float32) Convolve<float>(plan);
        else Convolve<double>(plan);
    }

    public override void SumChannels(in ChannelSumPlan plan)
    {
        if (plan.DType == DType.Float32) SumChannels<float>(plan);
        else SumChannels<double>(plan);
    }

    public override void Pool(in PoolingPlan plan)
    {
        if (plan.DType == DType.Float32) Pool<float>(plan);
        else Pool<double>(plan);
    }

    internal static void Convolve<T>(in ConvolutionPlan plan) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* x = plan.Input.Pointer<T>(), w = plan.Weight.Pointer<T>(), y = plan.Output.Pointer<T>();
        T* bias = plan.HasBias ? plan.Bias.Pointer<T>() : null;
        switch (plan.Result)
        {
            case ConvolutionRole.Output:
                ReferenceConvolution.Forward(plan.Geometry, x, w, bias, y);
                Activate(plan.Activation, y, plan.Geometry.OutLength);
                break;
            case ConvolutionRole.Input:
                ReferenceConvolution.InputGradient(plan.Geometry, y, w, bias, x);
                Activate(plan.Activation, x, plan.Geometry.InLength);
                break;
            default:
                ReferenceConvolution.WeightGradient(plan.Geometry, x, y, w, plan.Accumulate);
                break;
        }
    }

    internal static void SumChannels<T>(in ChannelSumPlan plan) where T : unmanaged, IFloatingPointIeee754<T> =>
        ReferenceConvolution.BiasGradient(
            plan.Batch, plan.Channels, plan.Pixels, plan.Values.Pointer<T>(), plan.Sums.Pointer<T>(), plan.Accumulate);

    internal static void Pool<T>(in PoolingPlan plan) where T : unmanaged, IFloatingPointIeee754<T>
    {
        PoolingGeometry g = plan.Geometry;
        T* from = plan.From.Pointer<T>(), to = plan.To.Pointer<T>();
        switch (plan.Map)
        {
            case PoolingMap.Max:
                ReferencePooling.Max(g, from, to, plan.Indices.Pointer<int>());
                break;
            case PoolingMap.Gather:
                ReferencePooling.Gather(g, from, plan.Indices.Pointer<int>(), to);
                break;
            case PoolingMap.Scatter:
                ReferencePooling.MaxGradient(g, from, plan.Indices.Pointer<int>(), to);
                break;
            case PoolingMap.Average:
                ReferencePooling.Average(g, from, to, plan.CountPadding);
                break;
            case PoolingMap.Spread:
                ReferencePooling.AverageGradient(g, from, to, plan.CountPadding);
                break;
            case PoolingMap.Repeat:
                ReferencePooling.Upsample(g.Planes, g.OutHeight, g.OutWidth, g.Vertical.Kernel, g.Horizontal.Kernel, from, to);
                break;
            default:
                ReferencePooling.UpsampleGradient(g.Planes, g.OutHeight, g.OutWidth, g.Vertical.Kernel, g.Horizontal.Kernel, from, to);
                break;
        }
    }

    private static void Activate<T>(Activation activation, T* values, long count) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (activation == Activation.None) return;
        for (long i = 0; i < count; i++)
            values[i] = T.CreateTruncating(ActivationFormula.Apply(activation, new Scalar(double.CreateTruncating(values[i]))).Value);
    }
}
