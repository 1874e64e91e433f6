using Latent.Tensors.Kernels;
using Latent.Tensors.Kernels.Reference;

namespace Latent.Tensors.Tests.Kernels.Convolution;

public sealed unsafe class ReferencePoolingTests
{
    [Fact]
    public void Maxima_and_where_they_stand()
    {
        var g = new PoolingGeometry(1, 3, 3, new(2, 2, 1), new(2, 2, 1));
        float[] x = [1, 5, 5, 2, 7, 3, 7, 7, float.NaN];
        var y = new float[4];
        var at = new int[4];
        var dx = new float[9];
        float[] dy = [1, 2, 3, 4];
        fixed (float* px = x, py = y, pdx = dx, pdy = dy)
        {
            fixed (int* pat = at)
            {
                ReferencePooling.Max(g, px, py, pat);
                ReferencePooling.MaxGradient(g, pdy, pat, pdx);
            }
        }
        Assert.Equal([1, 5, 7, float.NaN], y);
        Assert.Equal([0, 1, 6, 8], at);
        Assert.Equal([1, 2, 0, 0, 0, 0, 3, 0, 4], dx);
    }

    [Fact]
    public void Means_count_the_padding_or_not()
    {
        var g = new PoolingGeometry(1, 1, 3, new(1), new(2, 2, 1));
        float[] x = [2, 4, 6];
        var counted = new float[2];
        var uncounted = new float[2];
        fixed (float* px = x, py = counted, pz = uncounted)
        {
            ReferencePooling.Average(g, px, py, countPadding: true);
            ReferencePooling.Average(g, px, pz, countPadding: false);
        }
        Assert.Equal([1, 5], counted);
        Assert.Equal([2, 5], uncounted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_gradient_of_the_mean_is_its_adjoint(bool countPadding)
    {
        foreach (var g in PoolingCases.All())
        {
            if (g.Vertical.Dilation > 1)
            {
                continue;
            }
            var x = ConvolutionData.Doubles((long)g.Planes * g.InPixels, 1);
            var dy = ConvolutionData.Doubles((long)g.Planes * g.OutPixels, 2);
            var y = new double[dy.Length];
            var dx = new double[x.Length];
            fixed (double* px = x, py = y, pdx = dx, pdy = dy)
            {
                ReferencePooling.Average(g, px, py, countPadding);
                ReferencePooling.AverageGradient(g, pdy, pdx, countPadding);
            }
            Assert.Equal(ConvolutionData.Inner(y, dy), ConvolutionData.Inner(x, dx), 1e-10);
        }
    }

    [Fact]
    public void Enlarging_repeats_and_its_gradient_sums()
    {
        float[] x = [1, 2];
        var y = new float[12];
        var dx = new float[2];
        fixed (float* px = x, py = y, pdx = dx)
        {
            ReferencePooling.Upsample(1, 1, 2, 2, 3, px, py);
            Assert.Equal([1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2], y);
            ReferencePooling.UpsampleGradient(1, 1, 2, 2, 3, py, pdx);
        }
        Assert.Equal([6, 12], dx);
    }
}
