using System.Runtime.Intrinsics;
using Latent.Tensors.Kernels;
using Latent.Tensors.Kernels.Reference;
using Latent.Tensors.Kernels.Simd.Convolution;
using Latent.Tensors.Kernels.Threading;
using Latent.Testing;

namespace Latent.Tensors.Tests.Kernels.Convolution;

public sealed unsafe class SimdConvolutionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void All_maps_agree_with_the_reference_and_stay_within_their_memory(bool atEnd)
    {
        using var workers = new Workers(2);
        foreach (var g in ConvolutionCases.All())
        {
            using var run = new Run(g, atEnd);
            run.Simd(workers);
            run.Compare(ConvolutionCases.Describe(g));
        }
    }

    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        using var one = new Workers(1);
        using var two = new Workers(2);
        using var three = new Workers(3);
        using var seven = new Workers(7);
        foreach (var g in ConvolutionCases.All())
        {
            using var run = new Run(g, atEnd: true);
            run.Simd(one);
            var expected = run.Results();
            foreach (var workers in new[] { two, three, seven })
            {
                run.Simd(workers);
                Assert.True(expected.AsSpan().SequenceEqual(run.Results()), $"{workers.Threads} threads: {ConvolutionCases.Describe(g)}");
            }
        }
    }

    [Fact]
    public void An_image_does_not_depend_on_its_batch()
    {
        using var workers = new Workers(2);
        var all = ConvolutionGeometry.Convolution(37, 5, 9, 8, 11, new(3, 2, 1), new(4, 2, 1));
        var one = all with { Batch = 1 };
        using var whole = new Run(all, atEnd: true);
        whole.Simd(workers);
        var y = stackalloc float[(int)one.OutLength];
        var dx = stackalloc float[(int)one.InLength];
        for (var n = 0; n < all.Batch; n++)
        {
            SimdConvolution.Forward(workers, one, whole.X.Pointer + (n * one.InLength), whole.W.Pointer, whole.Bias.Pointer, y);
            SimdConvolution.InputGradient(workers, one, whole.Dy.Pointer + (n * one.OutLength), whole.W.Pointer, whole.BackBias.Pointer, dx);
            Assert.True(new Span<float>(y, (int)one.OutLength).SequenceEqual(whole.Y.Span.Slice(n * (int)one.OutLength, (int)one.OutLength)));
            Assert.True(new Span<float>(dx, (int)one.InLength).SequenceEqual(whole.Dx.Span.Slice(n * (int)one.InLength, (int)one.InLength)));
        }
    }

    [Fact]
    public void Forward_sums_are_fused_and_in_order()
    {
        using var workers = new Workers(2);
        foreach (var g in ConvolutionCases.All())
        {
            using var run = new Run(g, atEnd: true);
            run.Simd(workers);
            var group = g.OutChannels - 1;
            var (n, o, i, j) = (g.Batch - 1, group, g.OutHeight / 2, g.OutWidth - 1);
            var sum = 0f;
            for (var c = 0; c < g.GroupInChannels; c++)
            {
                for (var u = 0; u < g.Vertical.Kernel; u++)
                {
                    for (var v = 0; v < g.Horizontal.Kernel; v++)
                    {
                        var (h, k) = (g.Vertical.InputOf(i, u), g.Horizontal.InputOf(j, v));
                        if (h >= 0 && h < g.InHeight && k >= 0 && k < g.InWidth)
                        {
                            var channel = (o / g.GroupOutChannels * g.GroupInChannels) + c;
                            var x = run.X.Span[(((((n * g.InChannels) + channel) * g.InHeight) + h) * g.InWidth) + k];
                            var w = run.W.Span[(((((o * g.GroupInChannels) + c) * g.Vertical.Kernel) + u) * g.Horizontal.Kernel) + v];
                            sum = MathF.FusedMultiplyAdd(w, x, sum);
                        }
                    }
                }
            }
            var y = run.Y.Span[(((((n * g.OutChannels) + o) * g.OutHeight) + i) * g.OutWidth) + j];
            Assert.True(y == sum + run.Bias.Span[o], ConvolutionCases.Describe(g));
        }
    }

    [Fact]
    public void The_activation_is_applied_after_the_bias_and_without_bias_too()
    {
        using var workers = new Workers(1);
        foreach (var batch in new[] { 1, 16, 40 })
        {
            var g = ConvolutionGeometry.Convolution(batch, 3, 7, 6, 5, new(3, 1, 1), new(3, 1, 1));
            using var run = new Run(g, atEnd: true);
            foreach (var bias in new[] { null, run.Bias.Pointer })
            {
                SimdConvolution.Forward(workers, g, run.X.Pointer, run.W.Pointer, bias, run.Y.Pointer);
                var plain = run.Y.Span.ToArray();
                SimdConvolution.Forward<Doubled>(workers, g, run.X.Pointer, run.W.Pointer, bias, run.Y.Pointer);
                Assert.True(run.Y.Span.SequenceEqual(Array.ConvertAll(plain, static v => v * 2)));
            }
        }
    }

    [Fact]
    public void A_weight_gradient_is_added_to_what_is_there()
    {
        using var workers = new Workers(2);
        var g = ConvolutionGeometry.Convolution(9, 3, 6, 6, 17, new(3, 1, 1), new(3, 1, 1));
        using var run = new Run(g, atEnd: true);
        run.Simd(workers);
        var once = run.Dw.Span.ToArray();
        SimdConvolution.WeightGradient(workers, g, run.X.Pointer, run.Dy.Pointer, run.Dw.Pointer, accumulate: true);
        Assert.True(run.Dw.Span.SequenceEqual(Array.ConvertAll(once, static v => v + v)));
        var sums = run.Db.Span.ToArray();
        SimdConvolution.BiasGradient(workers, g.Batch, g.OutChannels, g.OutPixels, run.Dy.Pointer, run.Db.Pointer, accumulate: true);
        Assert.True(run.Db.Span.SequenceEqual(Array.ConvertAll(sums, static v => v + v)));
    }

    private readonly struct Doubled : IConvolutionActivation
    {
        public static Vector512<float> Apply(Vector512<float> sum) => sum + sum;
    }

    /// <summary>The arguments and results of all maps for one geometry, each right against an inaccessible page.</summary>
    private sealed class Run : IDisposable
    {
        private readonly ConvolutionGeometry _g;
        private readonly List<GuardedMemory<float>> _all = [];

        public Run(in ConvolutionGeometry g, bool atEnd)
        {
            _g = g;
            X = New(g.InLength, 1, atEnd);
            W = New(g.WeightLength, 2, atEnd);
            Bias = New(g.OutChannels, 3, atEnd);
            BackBias = New(g.InChannels, 4, atEnd);
            Dy = New(g.OutLength, 5, atEnd);
            Y = New(g.OutLength, 0, atEnd);
            Dx = New(g.InLength, 0, atEnd);
            Dw = New(g.WeightLength, 0, atEnd);
            Db = New(g.OutChannels, 0, atEnd);
        }

        public GuardedMemory<float> X { get; }

        public GuardedMemory<float> W { get; }

        public GuardedMemory<float> Bias { get; }

        public GuardedMemory<float> BackBias { get; }

        public GuardedMemory<float> Dy { get; }

        public GuardedMemory<float> Y { get; }

        public GuardedMemory<float> Dx { get; }

        public GuardedMemory<float> Dw { get; }

        public GuardedMemory<float> Db { get; }

        public void Simd(Workers workers)
        {
            foreach (var result in (ReadOnlySpan<GuardedMemory<float>>)[Y, Dx, Dw, Db])
            {
                result.Span.Fill(float.NaN);
            }
            SimdConvolution.Forward(workers, _g, X.Pointer, W.Pointer, Bias.Pointer, Y.Pointer);
            SimdConvolution.InputGradient(workers, _g, Dy.Pointer, W.Pointer, BackBias.Pointer, Dx.Pointer);
            SimdConvolution.WeightGradient(workers, _g, X.Pointer, Dy.Pointer, Dw.Pointer, accumulate: false);
            SimdConvolution.BiasGradient(workers, _g.Batch, _g.OutChannels, _g.OutPixels, Dy.Pointer, Db.Pointer, accumulate: false);
        }

        public float[] Results() => [.. Y.Span, .. Dx.Span, .. Dw.Span, .. Db.Span];

        public void Compare(string what)
        {
            var (y, dx, dw, db) = (new float[Y.Length], new float[Dx.Length], new float[Dw.Length], new float[Db.Length]);
            fixed (float* py = y, pdx = dx, pdw = dw, pdb = db)
            {
                ReferenceConvolution.Forward(_g, X.Pointer, W.Pointer, Bias.Pointer, py);
                ReferenceConvolution.InputGradient(_g, Dy.Pointer, W.Pointer, BackBias.Pointer, pdx);
                ReferenceConvolution.WeightGradient(_g, X.Pointer, Dy.Pointer, pdw, accumulate: false);
                ReferenceConvolution.BiasGradient(_g.Batch, _g.OutChannels, _g.OutPixels, Dy.Pointer, pdb, accumulate: false);
            }
            Close(y, Y.Span, _g.GroupInChannels * _g.KernelPixels, "forward", what);
            Close(dx, Dx.Span, _g.GroupOutChannels * _g.KernelPixels, "input gradient", what);
            Close(dw, Dw.Span, _g.Batch * _g.OutPixels, "weight gradient", what);
            Close(db, Db.Span, _g.Batch * _g.OutPixels, "bias gradient", what);
        }

        public void Dispose()
        {
            foreach (var memory in _all)
            {
                memory.Dispose();
            }
        }

        private static void Close(float[] expected, Span<float> actual, int terms, string map, string what)
        {
            // Numbers are below 1 in size, so partial sums of k terms are of size sqrt(k / 9); k roundings of them, each independent,
            // amount to some k / 6 units of 2^-24 as a standard deviation. The order of sums is tested apart.
            var tolerance = 6e-8 * (16 + (2 * terms));
            for (var i = 0; i < expected.Length; i++)
            {
                Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"{map} [{i}]: {actual[i]}, expected {expected[i]}: {what}");
            }
        }

        private GuardedMemory<float> New(long length, int seed, bool atEnd)
        {
            var memory = atEnd ? GuardedMemory<float>.AtEnd((int)length) : GuardedMemory<float>.AtStart((int)length);
            if (seed > 0)
            {
                ConvolutionData.Floats(length, seed).CopyTo(memory.Span);
            }
            _all.Add(memory);
            return memory;
        }
    }
}
