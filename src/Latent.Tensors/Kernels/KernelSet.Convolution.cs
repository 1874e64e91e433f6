namespace Latent.Tensors.Kernels;

internal abstract partial class KernelSet
{
    /// <summary>A convolution, a transposed convolution or a weight gradient; see <see cref="ConvolutionGeometry"/>.</summary>
    public abstract void Convolve(in ConvolutionPlan plan);

    /// <summary>Sums over images and pixels, one per channel.</summary>
    public abstract void SumChannels(in ChannelSumPlan plan);

    /// <summary>Pooling, enlargement, and their gradients.</summary>
    public abstract void Pool(in PoolingPlan plan);
}
