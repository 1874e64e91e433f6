using System.Runtime.Intrinsics;

namespace Latent.Tensors.Kernels.Simd.Convolution;

/// <summary>What is done to a convolution's sums on their way to memory; sixteen at a time, each by itself.</summary>
internal interface IConvolutionActivation
{
    /// <summary>The function; lanes are independent.</summary>
    static abstract Vector512<float> Apply(Vector512<float> sum);
}

/// <summary>The sums themselves.</summary>
internal readonly struct NoActivation : IConvolutionActivation
{
    /// <inheritdoc/>
    public static Vector512<float> Apply(Vector512<float> sum) => sum;
}
