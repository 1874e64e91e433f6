using System.Runtime.Intrinsics;

namespace Latent.Tensors.Kernels.Simd.Convolution;

/// <summary>
/// Writes the window positions of an image of few channels beside each other:
/// packed[pixel of the other side][channel, window row, window column] = the value that meets that pixel there, or 0 in the padding.
/// </summary>
/// <param name="g">The sizes.</param>
/// <param name="side">The image of few channels; its stride is that of the packed pixels.</param>
/// <param name="width">Columns of the other side.</param>
/// <param name="otherIsOutput">Whether the other side is the convolution's output; if not, the strides are 1.</param>
internal readonly unsafe ref struct WindowSpread(in ConvolutionGeometry g, in PixelSide side, int width, bool otherIsOutput)
{
    private const int MaxRow = 1024;

    private readonly ConvolutionGeometry _g = g;
    private readonly PixelSide _side = side;

    /// <summary>Packs one image of a group; <paramref name="length"/> floats.</summary>
    public void Run(int group, int image, float* packed, int length)
    {
        var columns = _g.Horizontal;
        var rowLength = ((_g.OutWidth - 1) * columns.Stride) + Math.Max(columns.Kernel + 3, 4);
        var copies = otherIsOutput && columns.Dilation == 1 && rowLength <= MaxRow && columns.Kernel >= 3;
        if (!copies)
        {
            new Span<float>(packed, length).Clear();
        }
        var row = stackalloc float[MaxRow];
        for (var c = 0; c < _side.Channels; c++)
        {
            var plane = _side.Plane(_g.Groups, image, (group * _side.Channels) + c);
            for (var u = 0; u < _g.Vertical.Kernel; u++)
            {
                var position = packed + (((c * _g.Vertical.Kernel) + u) * columns.Kernel);
                if (copies)
                {
                    CopyRows(plane, u, position, row, rowLength);
                }
                else
                {
                    Scatter(plane, u, position);
                }
            }
        }
    }

    /// <summary>Window row u of every output, four columns at a time from a copy of the input row with its padding.</summary>
    private void CopyRows(float* plane, int u, float* position, float* row, int rowLength)
    {
        var columns = _g.Horizontal;
        var inside = Math.Clamp(rowLength - columns.Padding, 0, _side.Width);
        new Span<float>(row, rowLength).Clear();
        for (var i = 0; i < _g.OutHeight; i++)
        {
            var h = _g.Vertical.InputOf(i, u);
            if ((uint)h < (uint)_side.Height)
            {
                new ReadOnlySpan<float>(plane + ((nint)h * _side.Width), inside).CopyTo(new Span<float>(row + columns.Padding, inside));
            }
            else
            {
                new Span<float>(row, rowLength).Clear();
            }
            var to = position + ((nint)i * width * _side.Stride);
            for (var j = 0; j < _g.OutWidth; j++, to += _side.Stride)
            {
                // What a copy writes too much is overwritten by the next window row, or lies behind the last position.
                for (var v = 0; v < columns.Kernel; v += 4)
                {
                    Vector128.Load(row + (j * columns.Stride) + v).Store(to + v);
                }
            }
        }
    }

    private void Scatter(float* plane, int u, float* position)
    {
        var (firstRow, endRow) = _g.Vertical.Outputs(u, _g.InHeight, _g.OutHeight);
        for (var v = 0; v < _g.Horizontal.Kernel; v++)
        {
            var (first, end) = _g.Horizontal.Outputs(v, _g.InWidth, _g.OutWidth);
            for (var i = firstRow; i < endRow; i++)
            {
                var h = _g.Vertical.InputOf(i, u);
                var k = _g.Horizontal.InputOf(first, v);
                var from = plane + (otherIsOutput ? ((nint)h * _side.Width) + k : ((nint)i * _side.Width) + first);
                var pixel = otherIsOutput ? ((nint)i * width) + first : ((nint)h * width) + k;
                var to = position + (pixel * _side.Stride) + v;
                var step = otherIsOutput ? _g.Horizontal.Stride : 1;
                for (var j = first; j < end; j++, to += _side.Stride, from += step)
                {
                    *to = *from;
                }
            }
        }
    }
}
