using Latent.Tensors.Kernels;
using Latent.Tensors.Kernels.Reference;

namespace Latent.Tensors.Tests.Kernels.Convolution;

public sealed unsafe class ReferenceConvolutionTests
{
    [Fact]
    public void A_convolution_computed_by_hand()
    {
        // x = 1..9 in 3x3, w = [[1, 2], [3, 4]], padding 1, stride 2: windows at rows -1 and 1, columns -1 and 1.
        var g = ConvolutionGeometry.Convolution(1, 1, 3, 3, 1, new(2, 2, 1), new(2, 2, 1));
        Assert.Equal((2, 2), (g.OutHeight, g.OutWidth));
        float[] x = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        float[] w = [1, 2, 3, 4];
        float[] bias = [0.5f];
        var y = new float[4];
        fixed (float* px = x, pw = w, pb = bias, py = y)
        {
            ReferenceConvolution.Forward(g, px, pw, pb, py);
        }

        // [0 0; 0 1] [0 0; 2 3] [0 4; 0 7] [5 6; 8 9]
        Assert.Equal([4.5f, 6 + 12 + 0.5f, 8 + 28 + 0.5f, 5 + 12 + 24 + 36 + 0.5f], y);
    }

    [Fact]
    public void A_transposed_convolution_computed_by_hand()
    {
        // Every input puts its multiple of the window at stride 1: an outer sum of shifted windows.
        var g = ConvolutionGeometry.Transposed(1, 1, 2, 2, 1, new(2), new(2));
        Assert.Equal((3, 3), (g.InHeight, g.InWidth));
        float[] a = [1, 2, 3, 4];
        float[] w = [1, 10, 100, 1000];
        var y = new float[9];
        fixed (float* pa = a, pw = w, py = y)
        {
            ReferenceConvolution.InputGradient(g, pa, pw, null, py);
        }
        Assert.Equal([1, 12, 20, 103, 1234, 2040, 300, 3400, 4000], y);
    }

    [Fact]
    public void A_weight_gradient_computed_by_hand()
    {
        var g = ConvolutionGeometry.Convolution(1, 1, 1, 4, 1, new(1), new(2));
        double[] x = [1, 2, 3, 4];
        double[] dy = [1, 10, 100];
        double[] dw = [1000, 2000];
        fixed (double* px = x, pd = dy, pw = dw)
        {
            ReferenceConvolution.WeightGradient(g, px, pd, pw, accumulate: true);
        }
        Assert.Equal([1000 + 1 + 20 + 300, 2000 + 2 + 30 + 400], dw);
    }

    [Theory]
    [InlineData(28, 4, 2, 1, 1, 14)]
    [InlineData(14, 4, 2, 1, 1, 7)]
    [InlineData(7, 3, 2, 1, 1, 4)]
    [InlineData(7, 3, 1, 1, 1, 7)]
    [InlineData(10, 3, 1, 0, 3, 4)]
    [InlineData(2, 3, 1, 0, 1, 0)]
    [InlineData(2, 5, 1, 2, 1, 2)]
    public void Output_sizes(int size, int kernel, int stride, int padding, int dilation, int expected)
    {
        var axis = new ConvolutionAxis(kernel, stride, padding, dilation);
        Assert.Equal(expected, axis.OutputSize(size));
        if (expected > 0)
        {
            // The transposed size goes back, up to the positions that the last window does not reach.
            var back = axis.TransposedSize(expected, 0);
            Assert.InRange(size - back, 0, stride - 1);
        }
    }

    [Fact]
    public void Outputs_that_see_a_position_are_those_found_by_trying_all()
    {
        foreach (var g in ConvolutionCases.All())
        {
            for (var tap = 0; tap < g.Vertical.Kernel; tap++)
            {
                var (first, end) = g.Vertical.Outputs(tap, g.InHeight, g.OutHeight);
                for (var i = 0; i < g.OutHeight; i++)
                {
                    var inside = g.Vertical.InputOf(i, tap) >= 0 && g.Vertical.InputOf(i, tap) < g.InHeight;
                    Assert.True(inside == (i >= first && i < end), $"{ConvolutionCases.Describe(g)}: tap {tap}, output {i}");
                }
            }
        }
    }

    [Fact]
    public void The_three_maps_are_adjoint()
    {
        foreach (var g in ConvolutionCases.All())
        {
            var x = ConvolutionData.Doubles(g.InLength, 1);
            var w = ConvolutionData.Doubles(g.WeightLength, 2);
            var dy = ConvolutionData.Doubles(g.OutLength, 3);
            var y = new double[g.OutLength];
            var dx = new double[g.InLength];
            var dw = new double[g.WeightLength];
            fixed (double* px = x, pw = w, pdy = dy, py = y, pdx = dx, pdw = dw)
            {
                ReferenceConvolution.Forward(g, px, pw, null, py);
                ReferenceConvolution.InputGradient(g, pdy, pw, null, pdx);
                ReferenceConvolution.WeightGradient(g, px, pdy, pdw, accumulate: false);
            }
            var inner = ConvolutionData.Inner(y, dy);
            var tolerance = 1e-12 * (1 + Math.Sqrt(g.Operations));
            Assert.True(Math.Abs(inner - ConvolutionData.Inner(dx, x)) < tolerance, ConvolutionCases.Describe(g));
            Assert.True(Math.Abs(inner - ConvolutionData.Inner(dw, w)) < tolerance, ConvolutionCases.Describe(g));
        }
    }
}
