using System.Numerics;

namespace Latent.Tensors.Kernels.Reference;

/// <summary>
/// Convolution, its input gradient and its weight gradient as the formulae say: the definition that faster kernels are held against, and
/// the kernel for float64.
/// </summary>
/// <remarks>
/// Every output is one sum in double precision over the indices in the order they are named, rounded once at the end. Positions in the
/// padding are skipped. See <see cref="ConvolutionGeometry"/> for the symbols.
/// </remarks>
internal static unsafe class ReferenceConvolution
{
    /// <summary>y[n,o,i,j] = bias[o] + Σ_{c,u,v} w[o,c,u,v] · x[n,c,i·s-p+u·d,j·s-p+v·d].</summary>
    /// <param name="g">The sizes.</param>
    /// <param name="x">The images.</param>
    /// <param name="w">The weights.</param>
    /// <param name="bias">One per output channel, or null.</param>
    /// <param name="y">The result.</param>
    public static void Forward<T>(in ConvolutionGeometry g, T* x, T* w, T* bias, T* y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var n = 0; n < g.Batch; n++)
        {
            for (var o = 0; o < g.OutChannels; o++)
            {
                for (var i = 0; i < g.OutHeight; i++)
                {
                    for (var j = 0; j < g.OutWidth; j++)
                    {
                        *y++ = Round(Window(g, x, w, n, o, i, j), bias, o);
                    }
                }
            }
        }
    }

    /// <summary>
    /// dx[n,c,h,k] = bias[c] + Σ_{o,u,v} w[o,c,u,v] · dy[n,o,i,j] over those with i·s-p+u·d = h and j·s-p+v·d = k: the input gradient
    /// (without bias), and the transposed convolution.
    /// </summary>
    public static void InputGradient<T>(in ConvolutionGeometry g, T* dy, T* w, T* bias, T* dx)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var n = 0; n < g.Batch; n++)
        {
            for (var c = 0; c < g.InChannels; c++)
            {
                for (var h = 0; h < g.InHeight; h++)
                {
                    for (var k = 0; k < g.InWidth; k++)
                    {
                        *dx++ = Round(Scatter(g, dy, w, n, c, h, k), bias, c);
                    }
                }
            }
        }
    }

    /// <summary>dw[o,c,u,v] = Σ_{n,i,j} dy[n,o,i,j] · x[n,c,i·s-p+u·d,j·s-p+v·d], added to what is there when asked.</summary>
    public static void WeightGradient<T>(in ConvolutionGeometry g, T* x, T* dy, T* dw, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var o = 0; o < g.OutChannels; o++)
        {
            for (var c = 0; c < g.GroupInChannels; c++)
            {
                for (var u = 0; u < g.Vertical.Kernel; u++)
                {
                    for (var v = 0; v < g.Horizontal.Kernel; v++)
                    {
                        var sum = T.CreateTruncating(Overlap(g, x, dy, o, c, u, v));
                        *dw = accumulate ? *dw + sum : sum;
                        dw++;
                    }
                }
            }
        }
    }

    /// <summary>db[o] = Σ_{n,i,j} dy[n,o,i,j], added to what is there when asked.</summary>
    /// <param name="batch">N.</param>
    /// <param name="channels">Channels of dy.</param>
    /// <param name="pixels">Pixels of a channel.</param>
    /// <param name="dy">[N, channels, pixels].</param>
    /// <param name="db">[channels].</param>
    /// <param name="accumulate">Whether to add.</param>
    public static void BiasGradient<T>(int batch, int channels, int pixels, T* dy, T* db, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var o = 0; o < channels; o++)
        {
            var sum = 0.0;
            for (var n = 0; n < batch; n++)
            {
                var plane = dy + ((((long)n * channels) + o) * pixels);
                for (var i = 0; i < pixels; i++)
                {
                    sum += double.CreateTruncating(plane[i]);
                }
            }
            db[o] = accumulate ? db[o] + T.CreateTruncating(sum) : T.CreateTruncating(sum);
        }
    }

    private static T Round<T>(double sum, T* bias, int channel)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        T.CreateTruncating(bias is null ? sum : sum + double.CreateTruncating(bias[channel]));

    private static double Window<T>(in ConvolutionGeometry g, T* x, T* w, int n, int o, int i, int j)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sum = 0.0;
        var firstChannel = o / g.GroupOutChannels * g.GroupInChannels;
        for (var c = 0; c < g.GroupInChannels; c++)
        {
            for (var u = 0; u < g.Vertical.Kernel; u++)
            {
                for (var v = 0; v < g.Horizontal.Kernel; v++)
                {
                    var h = g.Vertical.InputOf(i, u);
                    var k = g.Horizontal.InputOf(j, v);
                    if ((uint)h < (uint)g.InHeight && (uint)k < (uint)g.InWidth)
                    {
                        sum += double.CreateTruncating(w[WeightAt(g, o, c, u, v)])
                            * double.CreateTruncating(x[InAt(g, n, firstChannel + c, h, k)]);
                    }
                }
            }
        }
        return sum;
    }

    private static double Scatter<T>(in ConvolutionGeometry g, T* dy, T* w, int n, int c, int h, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sum = 0.0;
        var group = c / g.GroupInChannels;
        for (var o = group * g.GroupOutChannels; o < (group + 1) * g.GroupOutChannels; o++)
        {
            for (var u = 0; u < g.Vertical.Kernel; u++)
            {
                for (var v = 0; v < g.Horizontal.Kernel; v++)
                {
                    // The window (i, j) that has its position (u, v) at (h, k), if there is one.
                    var i = h + g.Vertical.Padding - (u * g.Vertical.Dilation);
                    var j = k + g.Horizontal.Padding - (v * g.Horizontal.Dilation);
                    if (i % g.Vertical.Stride != 0 || j % g.Horizontal.Stride != 0)
                    {
                        continue;
                    }
                    i /= g.Vertical.Stride;
                    j /= g.Horizontal.Stride;
                    if ((uint)i < (uint)g.OutHeight && (uint)j < (uint)g.OutWidth)
                    {
                        sum += double.CreateTruncating(w[WeightAt(g, o, c - (group * g.GroupInChannels), u, v)])
                            * double.CreateTruncating(dy[OutAt(g, n, o, i, j)]);
                    }
                }
            }
        }
        return sum;
    }

    private static double Overlap<T>(in ConvolutionGeometry g, T* x, T* dy, int o, int c, int u, int v)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sum = 0.0;
        var channel = (o / g.GroupOutChannels * g.GroupInChannels) + c;
        for (var n = 0; n < g.Batch; n++)
        {
            for (var i = 0; i < g.OutHeight; i++)
            {
                for (var j = 0; j < g.OutWidth; j++)
                {
                    var h = g.Vertical.InputOf(i, u);
                    var k = g.Horizontal.InputOf(j, v);
                    if ((uint)h < (uint)g.InHeight && (uint)k < (uint)g.InWidth)
                    {
                        sum += double.CreateTruncating(dy[OutAt(g, n, o, i, j)]) * double.CreateTruncating(x[InAt(g, n, channel, h, k)]);
                    }
                }
            }
        }
        return sum;
    }

    private static long InAt(in ConvolutionGeometry g, int n, int c, int h, int k) =>
        (((((long)n * g.InChannels) + c) * g.InHeight) + h) * g.InWidth + k;

    private static long OutAt(in ConvolutionGeometry g, int n, int o, int i, int j) =>
        (((((long)n * g.OutChannels) + o) * g.OutHeight) + i) * g.OutWidth + j;

    private static long WeightAt(in ConvolutionGeometry g, int o, int c, int u, int v) =>
        (((((long)o * g.GroupInChannels) + c) * g.Vertical.Kernel) + u) * g.Horizontal.Kernel + v;
}
