namespace Latent.Tensors.Kernels;

/// <summary>How a window slides along one axis.</summary>
/// <param name="Kernel">Positions of the window, at least 1.</param>
/// <param name="Stride">Step from one window to the next, at least 1.</param>
/// <param name="Padding">Positions added on both sides, at least 0.</param>
/// <param name="Dilation">Step from one position of the window to the next, at least 1.</param>
internal readonly record struct ConvolutionAxis(int Kernel, int Stride = 1, int Padding = 0, int Dilation = 1)
{
    /// <summary>What the window spans, d·(k - 1) + 1. Fits an int where <see cref="Reach"/> does.</summary>
    public int Span => (int)LongSpan;

    /// <summary><see cref="Span"/> of any arguments.</summary>
    public long LongSpan => ((long)Dilation * (Kernel - 1)) + 1;

    /// <summary>
    /// A bound of every position, end and sum of them that the arithmetic below and the kernels form over an axis of this length. Arguments
    /// for which it does not fit an int are refused before any other member is asked.
    /// </summary>
    public long Reach(long size) => size + (2L * Padding) + LongSpan + Stride;

    /// <summary>Windows on an axis of this length: ⌊(size + 2p - d(k - 1) - 1) / s⌋ + 1, or 0 or less when none fits.</summary>
    public int OutputSize(int size)
    {
        var room = size + (2L * Padding) - LongSpan;
        return room < 0 ? 0 : (int)(room / Stride) + 1;
    }

    /// <summary>Length of the transposed convolution's result: (size - 1)·s - 2p + d(k - 1) + 1 + outputPadding.</summary>
    public long TransposedSize(int size, int outputPadding) => ((size - 1L) * Stride) - (2L * Padding) + LongSpan + outputPadding;

    /// <summary>The input position under window position <paramref name="tap"/> of window <paramref name="output"/>; may lie outside.</summary>
    public int InputOf(int output, int tap) => (output * Stride) - Padding + (tap * Dilation);

    /// <summary>
    /// Positions of a window (dilation 1) that a mean counts: those within the axis, or with <paramref name="padding"/> those within the
    /// padded axis.
    /// </summary>
    public int Counted(int output, int size, bool padding)
    {
        var start = (output * Stride) - Padding;
        return padding ? Math.Min(start + Kernel, size + Padding) - start : Math.Min(start + Kernel, size) - Math.Max(start, 0);
    }

    /// <summary>The windows [First, End) that have the position <paramref name="tap"/> inside an axis of <paramref name="size"/>.</summary>
    public (int First, int End) Outputs(int tap, int size, int outputs)
    {
        // 0 <= o·s + shift < size
        var shift = (tap * Dilation) - Padding;
        var first = shift >= 0 ? 0 : (-shift + Stride - 1) / Stride;
        var end = size - shift <= 0 ? 0 : ((size - shift - 1) / Stride) + 1;
        end = Math.Min(end, outputs);
        return (Math.Min(first, end), end);
    }
}
