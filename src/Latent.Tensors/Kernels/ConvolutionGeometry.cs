namespace Latent.Tensors.Kernels;

/// <summary>
/// The sizes of a two-dimensional cross-correlation, the "convolution" of neural networks, and of the two maps that belong to it: the
/// gradient with respect to its input (which is the transposed convolution) and with respect to its weights.
/// </summary>
/// <remarks>
/// <para>All arrays are row-major. With G groups, the images x, the weights w and the results y are</para>
/// <code>
/// x [Batch, InChannels, InHeight, InWidth]
/// w [OutChannels, InChannels / G, KernelHeight, KernelWidth]
/// y [Batch, OutChannels, OutHeight, OutWidth]
/// y[n, o, i, j] = Σ_{c, u, v} w[o, c, u, v] · x[n, g(o)·InChannels/G + c, i·s - p + u·d, j·s - p + v·d]
/// </code>
/// <para>
/// with stride s, padding p, dilation d of the axis and g(o) = o / (OutChannels / G). Positions outside the image take part in no sum (they
/// are not multiplied by zero, so an infinite weight does not turn the border into NaN).
/// </para>
/// <para>
/// A transposed convolution from a to b is the input gradient of the convolution from b to a: it reads its argument as y, writes its result
/// as x, and its weights [channels of a, channels of b / G, KernelHeight, KernelWidth] are w unchanged. One-dimensional convolution has
/// InHeight = KernelHeight = 1.
/// </para>
/// </remarks>
internal readonly record struct ConvolutionGeometry
{
    /// <summary>Number of images, N.</summary>
    public required int Batch { get; init; }

    /// <summary>Channels of x.</summary>
    public required int InChannels { get; init; }

    /// <summary>Rows of x.</summary>
    public required int InHeight { get; init; }

    /// <summary>Columns of x.</summary>
    public required int InWidth { get; init; }

    /// <summary>Channels of y.</summary>
    public required int OutChannels { get; init; }

    /// <summary>Rows of y.</summary>
    public required int OutHeight { get; init; }

    /// <summary>Columns of y.</summary>
    public required int OutWidth { get; init; }

    /// <summary>Along the rows: kernel size, stride, padding, dilation.</summary>
    public required ConvolutionAxis Vertical { get; init; }

    /// <summary>Along the columns: kernel size, stride, padding, dilation.</summary>
    public required ConvolutionAxis Horizontal { get; init; }

    /// <summary>Number of groups, G; divides both channel counts.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Makes a geometry; use <see cref="Convolution"/> or <see cref="Transposed"/>.</summary>
    public ConvolutionGeometry()
    {
    }

    /// <summary>Pixels of one channel of x.</summary>
    public int InPixels => InHeight * InWidth;

    /// <summary>Pixels of one channel of y.</summary>
    public int OutPixels => OutHeight * OutWidth;

    /// <summary>Input channels that one output channel sees.</summary>
    public int GroupInChannels => InChannels / Groups;

    /// <summary>Output channels of one group.</summary>
    public int GroupOutChannels => OutChannels / Groups;

    /// <summary>Positions of the kernel window.</summary>
    public int KernelPixels => Vertical.Kernel * Horizontal.Kernel;

    /// <summary>Elements of x.</summary>
    public long InLength => (long)Batch * InChannels * InPixels;

    /// <summary>Elements of y.</summary>
    public long OutLength => (long)Batch * OutChannels * OutPixels;

    /// <summary>Elements of w.</summary>
    public long WeightLength => (long)OutChannels * GroupInChannels * KernelPixels;

    /// <summary>Floating-point operations of one of the three maps, those on padding included: 2·|y|·K.</summary>
    public double Operations => 2.0 * OutLength * GroupInChannels * KernelPixels;

    /// <summary>The geometry of a convolution of images [batch, inChannels, height, width].</summary>
    public static ConvolutionGeometry Convolution(
        int batch, int inChannels, int height, int width, int outChannels, ConvolutionAxis vertical, ConvolutionAxis horizontal, int groups = 1) =>
        new()
        {
            Batch = batch,
            InChannels = inChannels,
            InHeight = height,
            InWidth = width,
            OutChannels = outChannels,
            OutHeight = vertical.OutputSize(height),
            OutWidth = horizontal.OutputSize(width),
            Vertical = vertical,
            Horizontal = horizontal,
            Groups = groups,
        };

    /// <summary>
    /// The geometry whose input gradient is the transposed convolution of [batch, fromChannels, height, width]. Its result has
    /// InChannels = toChannels and InHeight x InWidth pixels.
    /// </summary>
    public static ConvolutionGeometry Transposed(
        int batch,
        int fromChannels,
        int height,
        int width,
        int toChannels,
        ConvolutionAxis vertical,
        ConvolutionAxis horizontal,
        int outputPaddingVertical = 0,
        int outputPaddingHorizontal = 0,
        int groups = 1) =>
        new()
        {
            Batch = batch,
            InChannels = toChannels,
            InHeight = checked((int)vertical.TransposedSize(height, outputPaddingVertical)),
            InWidth = checked((int)horizontal.TransposedSize(width, outputPaddingHorizontal)),
            OutChannels = fromChannels,
            OutHeight = height,
            OutWidth = width,
            Vertical = vertical,
            Horizontal = horizontal,
            Groups = groups,
        };
}
