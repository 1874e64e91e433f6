using Latent.Tensors.Kernels;
using Latent.Tensors.Kernels.Reference;
using Latent.Tensors.Kernels.Simd.Convolution;
using Latent.Tensors.Kernels.Threading;
using Latent.Testing;

namespace Latent.Tensors.Tests.Kernels.Convolution;

public sealed unsafe class SimdPoolingTests
{
    public static TheoryData<int> Threads => [1, 2, 3, 7];

    [Theory]
    [MemberData(nameof(Threads))]
    public void Maxima_and_their_gradient_are_those_of_the_reference_to_the_bit(int threads)
    {
        using var workers = new Workers(threads);
        foreach (var g in PoolingCases.All())
        {
            using var x = Guarded(g.Planes * g.InPixels, 1);
            using var dy = Guarded(g.Planes * g.OutPixels, 2);
            using var y = Guarded(dy.Length, 0);
            using var dx = Guarded(x.Length, 0);
            using var at = GuardedMemory<int>.AtEnd(dy.Length);
            for (var i = 0; i < x.Length; i++)
            {
                // Ties, infinities and NaN among the numbers.
                x.Span[i] = i % 11 == 3 ? float.NaN : i % 7 == 2 ? float.NegativeInfinity : MathF.Round(x.Span[i] * 2);
            }
            dx.Span.Fill(float.NaN);
            SimdPooling.Max(workers, g, x.Pointer, y.Pointer, at.Pointer);
            SimdPooling.MaxGradient(workers, g, dy.Pointer, at.Pointer, dx.Pointer);
            var (values, gradient, places) = (new float[y.Length], new float[x.Length], new int[y.Length]);
            fixed (float* pv = values, pg = gradient)
            {
                fixed (int* pp = places)
                {
                    ReferencePooling.Max(g, x.Pointer, pv, pp);
                    ReferencePooling.MaxGradient(g, dy.Pointer, pp, pg);
                }
            }
            Assert.Equal(places, at.Span.ToArray());
            Assert.Equal(values, y.Span.ToArray());
            Assert.Equal(gradient, dx.Span.ToArray());
            y.Span.Fill(float.NaN);
            SimdPooling.Gather(workers, g, x.Pointer, at.Pointer, y.Pointer);
            Assert.Equal(values, y.Span.ToArray());
            y.Span.Clear();
            SimdPooling.Max(workers, g, x.Pointer, y.Pointer, null);
            Assert.Equal(values, y.Span.ToArray());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Means_and_their_gradient_agree_with_the_reference(bool countPadding)
    {
        using var one = new Workers(1);
        using var three = new Workers(3);
        foreach (var g in PoolingCases.All())
        {
            if (g.Vertical.Dilation > 1)
            {
                continue;
            }
            using var x = Guarded(g.Planes * g.InPixels, 1);
            using var dy = Guarded(g.Planes * g.OutPixels, 2);
            using var y = Guarded(dy.Length, 0);
            using var dx = Guarded(x.Length, 0);
            var (means, gradient) = (new float[y.Length], new float[x.Length]);
            fixed (float* pm = means, pg = gradient)
            {
                ReferencePooling.Average(g, x.Pointer, pm, countPadding);
                ReferencePooling.AverageGradient(g, dy.Pointer, pg, countPadding);
            }
            SimdPooling.Average(three, g, x.Pointer, y.Pointer, countPadding);
            SimdPooling.AverageGradient(three, g, dy.Pointer, dx.Pointer, countPadding);
            Close(means, y.Span);
            Close(gradient, dx.Span);
            var (sameMeans, sameGradient) = (y.Span.ToArray(), dx.Span.ToArray());
            SimdPooling.Average(one, g, x.Pointer, y.Pointer, countPadding);
            SimdPooling.AverageGradient(one, g, dy.Pointer, dx.Pointer, countPadding);
            Assert.Equal(sameMeans, y.Span.ToArray());
            Assert.Equal(sameGradient, dx.Span.ToArray());
        }
    }

    [Theory]
    [InlineData(1, 1, 1, 1, 1)]
    [InlineData(3, 4, 5, 2, 2)]
    [InlineData(18, 7, 7, 2, 3)]
    [InlineData(33, 1, 9, 1, 4)]
    public void Enlarging_and_its_gradient_agree_with_the_reference(int planes, int height, int width, int vertical, int horizontal)
    {
        using var workers = new Workers(2);
        using var x = Guarded(planes * height * width, 1);
        using var y = Guarded(x.Length * vertical * horizontal, 0);
        using var dy = Guarded(y.Length, 2);
        using var dx = Guarded(x.Length, 0);
        var (large, gradient) = (new float[y.Length], new float[x.Length]);
        fixed (float* pl = large, pg = gradient)
        {
            ReferencePooling.Upsample(planes, height, width, vertical, horizontal, x.Pointer, pl);
            ReferencePooling.UpsampleGradient(planes, height, width, vertical, horizontal, dy.Pointer, pg);
        }
        SimdPooling.Upsample(workers, planes, height, width, vertical, horizontal, x.Pointer, y.Pointer);
        SimdPooling.UpsampleGradient(workers, planes, height, width, vertical, horizontal, dy.Pointer, dx.Pointer);
        Assert.Equal(large, y.Span.ToArray());
        Close(gradient, dx.Span);
    }

    private static void Close(float[] expected, Span<float> actual)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 2e-6f);
        }
    }

    private static GuardedMemory<float> Guarded(int length, int seed)
    {
        var memory = GuardedMemory<float>.AtEnd(length);
        if (seed > 0)
        {
            ConvolutionData.Floats(length, seed).CopyTo(memory.Span);
        }
        return memory;
    }
}
