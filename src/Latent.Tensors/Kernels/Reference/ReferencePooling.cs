using System.Numerics;

namespace Latent.Tensors.Kernels.Reference;

/// <summary>Pooling and nearest-neighbour enlargement, and their gradients, as the formulae say, in scalar code.</summary>
internal static unsafe class ReferencePooling
{
    /// <summary>
    /// The largest value of each window, and where in its plane it stands (row · InWidth + column). Padding takes no part. Of equal values
    /// the first in row-major order is taken; a NaN beats every number, and the first NaN is taken.
    /// </summary>
    /// <param name="g">The sizes.</param>
    /// <param name="x">[Planes, InHeight, InWidth].</param>
    /// <param name="y">[Planes, OutHeight, OutWidth].</param>
    /// <param name="argmax">Of y's shape, or null; -1 where the window covers no position.</param>
    public static void Max<T>(in PoolingGeometry g, T* x, T* y, int* argmax)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var p = 0; p < g.Planes; p++)
        {
            var plane = x + ((long)p * g.InPixels);
            for (var i = 0; i < g.OutHeight; i++)
            {
                for (var j = 0; j < g.OutWidth; j++)
                {
                    var at = ArgMax(g, plane, i, j);
                    *y++ = at < 0 ? T.NegativeInfinity : plane[at];
                    if (argmax is not null)
                    {
                        *argmax++ = at;
                    }
                }
            }
        }
    }

    /// <summary>dx = Σ of dy over the windows whose largest value stands there.</summary>
    public static void MaxGradient<T>(in PoolingGeometry g, T* dy, int* argmax, T* dx)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        new Span<T>(dx, checked(g.Planes * g.InPixels)).Clear();
        for (var p = 0; p < g.Planes; p++)
        {
            var plane = dx + ((long)p * g.InPixels);
            for (var i = 0; i < g.OutPixels; i++, dy++, argmax++)
            {
                if (*argmax >= 0)
                {
                    plane[*argmax] += *dy;
                }
            }
        }
    }

    /// <summary>y = the values of x that stand at the positions; 0 where there is none. The transpose of <see cref="MaxGradient"/>.</summary>
    public static void Gather<T>(in PoolingGeometry g, T* x, int* argmax, T* y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var p = 0; p < g.Planes; p++)
        {
            var plane = x + ((long)p * g.InPixels);
            for (var i = 0; i < g.OutPixels; i++)
            {
                var at = *argmax++;
                *y++ = at < 0 ? T.Zero : plane[at];
            }
        }
    }

    /// <summary>
    /// The mean of each window. With <paramref name="countPadding"/> (the usual choice) padding counts as zeros: the divisor is the number
    /// of positions of the window that lie within the padded plane; without it, the number of those within the plane.
    /// </summary>
    public static void Average<T>(in PoolingGeometry g, T* x, T* y, bool countPadding)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var p = 0; p < g.Planes; p++)
        {
            var plane = x + ((long)p * g.InPixels);
            for (var i = 0; i < g.OutHeight; i++)
            {
                for (var j = 0; j < g.OutWidth; j++)
                {
                    var rows = Inside(g.Vertical, i, g.InHeight);
                    var columns = Inside(g.Horizontal, j, g.InWidth);
                    var sum = 0.0;
                    for (var h = rows.First; h < rows.End; h++)
                    {
                        for (var k = columns.First; k < columns.End; k++)
                        {
                            sum += double.CreateTruncating(plane[(h * g.InWidth) + k]);
                        }
                    }
                    *y++ = T.CreateTruncating(sum / Divisor(g, i, j, countPadding));
                }
            }
        }
    }

    /// <summary>dx = Σ of dy / divisor over the windows that cover the position.</summary>
    public static void AverageGradient<T>(in PoolingGeometry g, T* dy, T* dx, bool countPadding)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var p = 0; p < g.Planes; p++)
        {
            var plane = dy + ((long)p * g.OutPixels);
            for (var h = 0; h < g.InHeight; h++)
            {
                for (var k = 0; k < g.InWidth; k++)
                {
                    var sum = 0.0;
                    for (var i = 0; i < g.OutHeight; i++)
                    {
                        var rows = Inside(g.Vertical, i, g.InHeight);
                        if (h < rows.First || h >= rows.End)
                        {
                            continue;
                        }
                        for (var j = 0; j < g.OutWidth; j++)
                        {
                            var columns = Inside(g.Horizontal, j, g.InWidth);
                            if (k >= columns.First && k < columns.End)
                            {
                                sum += double.CreateTruncating(plane[(i * g.OutWidth) + j]) / Divisor(g, i, j, countPadding);
                            }
                        }
                    }
                    *dx++ = T.CreateTruncating(sum);
                }
            }
        }
    }

    /// <summary>y[p, i, j] = x[p, i / factorVertical, j / factorHorizontal].</summary>
    public static void Upsample<T>(int planes, int height, int width, int factorVertical, int factorHorizontal, T* x, T* y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var p = 0; p < planes; p++)
        {
            var plane = x + ((long)p * height * width);
            for (var i = 0; i < height * factorVertical; i++)
            {
                for (var j = 0; j < width * factorHorizontal; j++)
                {
                    *y++ = plane[(i / factorVertical * width) + (j / factorHorizontal)];
                }
            }
        }
    }

    /// <summary>dx[p, h, k] = Σ of dy over the factorVertical x factorHorizontal block that came of it. Height and width are those of dx.</summary>
    public static void UpsampleGradient<T>(int planes, int height, int width, int factorVertical, int factorHorizontal, T* dy, T* dx)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var p = 0; p < planes; p++)
        {
            var plane = dy + ((long)p * height * width * factorVertical * factorHorizontal);
            for (var h = 0; h < height; h++)
            {
                for (var k = 0; k < width; k++)
                {
                    var sum = 0.0;
                    for (var u = 0; u < factorVertical; u++)
                    {
                        for (var v = 0; v < factorHorizontal; v++)
                        {
                            var row = (h * factorVertical) + u;
                            sum += double.CreateTruncating(plane[((long)row * width * factorHorizontal) + (k * factorHorizontal) + v]);
                        }
                    }
                    *dx++ = T.CreateTruncating(sum);
                }
            }
        }
    }

    private static int ArgMax<T>(in PoolingGeometry g, T* plane, int i, int j)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var best = -1;
        for (var u = 0; u < g.Vertical.Kernel; u++)
        {
            for (var v = 0; v < g.Horizontal.Kernel; v++)
            {
                var h = g.Vertical.InputOf(i, u);
                var k = g.Horizontal.InputOf(j, v);
                if ((uint)h >= (uint)g.InHeight || (uint)k >= (uint)g.InWidth)
                {
                    continue;
                }
                var at = (h * g.InWidth) + k;
                if (best < 0 || plane[at] > plane[best] || (T.IsNaN(plane[at]) && !T.IsNaN(plane[best])))
                {
                    best = at;
                }
            }
        }
        return best;
    }

    private static (int First, int End) Inside(ConvolutionAxis axis, int output, int size)
    {
        var start = (output * axis.Stride) - axis.Padding;
        return (Math.Max(start, 0), Math.Min(start + axis.Kernel, size));
    }

    private static int Divisor(in PoolingGeometry g, int i, int j, bool countPadding) =>
        g.Vertical.Counted(i, g.InHeight, countPadding) * g.Horizontal.Counted(j, g.InWidth, countPadding);
}
