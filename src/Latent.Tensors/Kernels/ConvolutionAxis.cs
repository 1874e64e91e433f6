namespace Latent.Tensors.Kernels;

/// <summary>How a window slides along one axis.</summary>
/// <param name="Kernel">Positions of the window, at least 1.</param>
/// <param name="Stride">Step from one window to the next, at least 1.</param>
/// <param name="Padding">Positions added on both sides, at least 0.</param>
/// <param name="Dilation">Step from one position of the window to the next, at least 1.</param>
internal readonly record struct ConvolutionAxis(int Kernel, int Stride = 1, int Padding = 0, int Dilation = 1)
{
    /// <summary>What the window spans, d·(k - 1) + 1.</summary>
    public int Span => (Dilation * (Kernel - 1)) + 1;

    /// <summary>Windows on an axis of this length: ⌊(size + 2p - d(k - 1) - 1) / s⌋ + 1, or 0 or less when none fits.</summary>
    public int OutputSize(int size)
    {
        var room = size + (2 * Padding) - Span;
        return room < 0 ? 0 : (room / Stride) + 1;
    }

    /// <summary>Length of the transposed convolution's result: (size - 1)·s - 2p + d(k - 1) + 1 + outputPadding.</summary>
    public int TransposedSize(int size, int outputPadding) => ((size - 1) * Stride) - (2 * Padding) + Span + outputPadding;

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
