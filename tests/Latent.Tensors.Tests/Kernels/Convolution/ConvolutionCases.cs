using Latent.Tensors.Kernels;

namespace Latent.Tensors.Tests.Kernels.Convolution;

/// <summary>The geometries that every convolution kernel is tested on.</summary>
internal static class ConvolutionCases
{
    /// <summary>All of them.</summary>
    public static IEnumerable<ConvolutionGeometry> All()
    {
        foreach (var (kernel, stride, padding, dilation) in Windows())
        {
            var axis = new ConvolutionAxis(kernel, stride, padding, dilation);
            foreach (var (batch, from, to, height, width) in Images())
            {
                if (axis.OutputSize(height) > 0 && axis.OutputSize(width) > 0)
                {
                    yield return ConvolutionGeometry.Convolution(batch, from, height, width, to, axis, axis);
                }
            }
        }
        foreach (var geometry in Special())
        {
            yield return geometry;
        }
    }

    /// <summary>A description that tells the cases apart in a test's failure.</summary>
    public static string Describe(in ConvolutionGeometry g) =>
        $"[{g.Batch}, {g.InChannels}, {g.InHeight}, {g.InWidth}] -> [{g.OutChannels}, {g.OutHeight}, {g.OutWidth}]"
        + $" {g.Vertical} {g.Horizontal} groups {g.Groups}";

    private static IEnumerable<(int Kernel, int Stride, int Padding, int Dilation)> Windows() =>
    [
        (1, 1, 0, 1), (1, 2, 0, 1), (3, 1, 1, 1), (3, 2, 1, 1), (4, 2, 1, 1), (5, 1, 2, 1), (2, 2, 0, 1), (2, 3, 0, 1), (3, 1, 2, 2), (3, 2, 3, 3), (5, 3, 4, 2),
    ];

    private static IEnumerable<(int Batch, int From, int To, int Height, int Width)> Images() =>
        [(1, 1, 1, 1, 1), (1, 3, 2, 7, 5), (3, 1, 17, 6, 9), (2, 17, 1, 5, 4), (33, 9, 13, 3, 4), (17, 16, 32, 4, 4)];

    private static IEnumerable<ConvolutionGeometry> Special()
    {
        // The layers of a small image model.
        yield return ConvolutionGeometry.Convolution(5, 1, 28, 28, 32, new(4, 2, 1), new(4, 2, 1));
        yield return ConvolutionGeometry.Convolution(18, 32, 14, 14, 64, new(4, 2, 1), new(4, 2, 1));

        // Different along the two axes; one-dimensional; a window larger than the image.
        yield return ConvolutionGeometry.Convolution(4, 5, 9, 6, 7, new(3, 2, 1), new(2, 1, 0, 3));
        yield return ConvolutionGeometry.Convolution(6, 4, 1, 37, 10, new(1), new(5, 2, 2));
        yield return ConvolutionGeometry.Convolution(2, 3, 2, 2, 4, new(5, 1, 2), new(5, 1, 2));
        yield return ConvolutionGeometry.Convolution(2, 3, 2, 3, 4, new(4, 3, 3), new(4, 3, 3));

        // Windows that lie in the padding altogether.
        yield return ConvolutionGeometry.Convolution(2, 2, 2, 2, 3, new(2, 1, 3), new(2, 1, 3));
        yield return ConvolutionGeometry.Convolution(18, 2, 3, 3, 20, new(1, 2, 2), new(1, 2, 2));

        // Groups, one for each channel among them.
        yield return ConvolutionGeometry.Convolution(3, 6, 5, 5, 9, new(3, 1, 1), new(3, 1, 1), groups: 3);
        yield return ConvolutionGeometry.Convolution(20, 8, 6, 6, 8, new(3, 2, 1), new(3, 2, 1), groups: 8);
        yield return ConvolutionGeometry.Convolution(2, 4, 5, 5, 40, new(2), new(2), groups: 2);

        // Transposed, with output padding: the last rows and columns of x are seen by few windows or none.
        yield return ConvolutionGeometry.Transposed(3, 4, 5, 6, 7, new(3, 2, 1), new(3, 3, 0), 1, 2);
        yield return ConvolutionGeometry.Transposed(17, 12, 3, 3, 2, new(2, 3), new(2, 3), 2, 1);
        yield return ConvolutionGeometry.Transposed(2, 3, 4, 4, 5, new(3, 1, 0, 3), new(3, 1, 0, 3), 2, 2);
        yield return ConvolutionGeometry.Transposed(19, 64, 7, 7, 32, new(4, 2, 1), new(4, 2, 1));
        yield return ConvolutionGeometry.Transposed(37, 32, 14, 14, 1, new(4, 2, 1), new(4, 2, 1));
    }
}
