namespace Latent.Tensors.Kernels;

/// <summary>The sizes of a pooling over windows of planes [Planes, InHeight, InWidth] to [Planes, OutHeight, OutWidth].</summary>
/// <param name="Planes">Number of planes: batch times channels.</param>
/// <param name="InHeight">Rows of a plane.</param>
/// <param name="InWidth">Columns of a plane.</param>
/// <param name="Vertical">Window along the rows.</param>
/// <param name="Horizontal">Window along the columns.</param>
/// <remarks>
/// Padding is at most half the window (so that every window covers a real position when dilation is 1). Average pooling has dilation 1.
/// </remarks>
internal readonly record struct PoolingGeometry(
    int Planes, int InHeight, int InWidth, ConvolutionAxis Vertical, ConvolutionAxis Horizontal)
{
    /// <summary>Rows of a result plane.</summary>
    public int OutHeight => Vertical.OutputSize(InHeight);

    /// <summary>Columns of a result plane.</summary>
    public int OutWidth => Horizontal.OutputSize(InWidth);

    /// <summary>Elements of an input plane.</summary>
    public int InPixels => InHeight * InWidth;

    /// <summary>Elements of a result plane.</summary>
    public int OutPixels => OutHeight * OutWidth;
}
