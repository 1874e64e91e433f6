using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Convolution;

/// <summary>Convolution kernels for float32. See <see cref="ConvolutionGeometry"/> for formulae and shapes.</summary>
/// <remarks>
/// Results depend on the shapes and the numbers alone: not on threads, instruction set or alignment. Each output of <see cref="Forward"/>
/// and <see cref="InputGradient"/> is s = fma(w, x, s) over source channels, window rows and window columns ascending, from zero, then
/// + bias; positions outside the image are left out. An image's result does not depend on what else is in the batch.
/// </remarks>
internal static unsafe class SimdConvolution
{
    /// <summary>y = conv(x, w) + bias.</summary>
    /// <param name="workers">Who computes.</param>
    /// <param name="g">The sizes.</param>
    /// <param name="x">[N, InChannels, InHeight, InWidth].</param>
    /// <param name="w">[OutChannels, InChannels / G, KernelHeight, KernelWidth].</param>
    /// <param name="bias">[OutChannels] or null.</param>
    /// <param name="y">[N, OutChannels, OutHeight, OutWidth]; no overlap with the arguments.</param>
    public static void Forward(Workers workers, in ConvolutionGeometry g, float* x, float* w, float* bias, float* y) =>
        Forward<NoActivation>(workers, g, x, w, bias, y);

    /// <summary>y = activation(conv(x, w) + bias).</summary>
    public static void Forward<TActivation>(Workers workers, in ConvolutionGeometry g, float* x, float* w, float* bias, float* y)
        where TActivation : struct, IConvolutionActivation =>
        GatherConvolution<TActivation>.Forward(workers, g, x, w, bias, y);

    /// <summary>dx, the gradient with respect to x; with a bias [InChannels], the transposed convolution of dy.</summary>
    public static void InputGradient(Workers workers, in ConvolutionGeometry g, float* dy, float* w, float* bias, float* dx) =>
        InputGradient<NoActivation>(workers, g, dy, w, bias, dx);

    /// <summary>activation(transposed convolution of dy + bias).</summary>
    public static void InputGradient<TActivation>(Workers workers, in ConvolutionGeometry g, float* dy, float* w, float* bias, float* dx)
        where TActivation : struct, IConvolutionActivation =>
        GatherConvolution<TActivation>.Transposed(workers, g, dy, w, bias, dx);

    /// <summary>dw (+)= Σ dy · x, the gradient with respect to w; of a transposed convolution too, with x and dy as the geometry names them.</summary>
    public static void WeightGradient(Workers workers, in ConvolutionGeometry g, float* x, float* dy, float* dw, bool accumulate) =>
        Convolution.WeightGradient.Run(workers, g, x, dy, dw, accumulate);

    /// <summary>db[o] (+)= Σ_{n, pixel} dy[n, o, pixel].</summary>
    public static void BiasGradient(Workers workers, int batch, int channels, int pixels, float* dy, float* db, bool accumulate) =>
        Convolution.BiasGradient.Run(workers, batch, channels, pixels, dy, db, accumulate);
}
