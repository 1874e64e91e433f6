using Latent.Tensors.Kernels.Reference;
using Latent.Tensors.Kernels.Simd.Gemm;
using Latent.Tensors.Kernels.Threading;
using Latent.Testing;

namespace Latent.Tensors.Tests.Kernels.Simd.Gemm;

public sealed unsafe class GemmKernelTests
{
    private static readonly bool[] Both = [false, true];

    /// <summary>m, n, k: none, one, below, at and above the edges of tiles, vectors, blocks of k and cells; the shapes of the models.</summary>
    public static TheoryData<int, int, int> Shapes => new()
    {
        { 0, 5, 5 }, { 5, 0, 5 }, { 5, 5, 0 }, { 1, 1, 0 }, { 1, 1, 1 }, { 1, 1, 37 }, { 1, 33, 5 }, { 33, 1, 5 }, { 2, 3, 4 },
        { 5, 7, 3 }, { 6, 16, 8 }, { 7, 17, 9 }, { 13, 31, 16 }, { 14, 32, 17 }, { 15, 33, 31 }, { 28, 48, 33 }, { 29, 47, 15 },
        { 30, 64, 128 }, { 3, 100, 600 }, { 100, 3, 600 }, { 14, 15, 511 }, { 14, 16, 512 }, { 14, 17, 513 }, { 27, 49, 1025 },
        { 128, 40, 400 }, { 128, 20, 40 }, { 20, 180, 60 }, { 64, 65, 66 }, { 130, 70, 90 }, { 70, 130, 90 }, { 256, 16, 33 },
        { 500, 40, 20 }, { 40, 1500, 20 }, { 128, 256, 64 }, { 32, 16, 5000 }, { 7, 9, 33000 }, { 513, 769, 64 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void EveryOrientationGivesTheBitsOfTheScalarLoop(int m, int n, int k)
    {
        using var workers = new Workers(2);
        foreach (var transposeA in Both)
        {
            foreach (var transposeB in Both)
            {
                foreach (var accumulate in Both)
                {
                    foreach (var padding in new[] { 0, 3 })
                    {
                        using var x = new GemmCase(m, n, k, transposeA, transposeB, padding);
                        Reference(x, accumulate);
                        Multiply(workers, x, accumulate);
                        x.Check($"accumulate {accumulate}, padding {padding}");
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(128, 400, 784)]
    [InlineData(400, 130, 128)]
    [InlineData(20, 1800, 60)]
    [InlineData(32, 16, 25_088)]
    [InlineData(3, 3, 70_000)]
    public void TheNumberOfThreadsDoesNotShow(int m, int n, int k)
    {
        var transposeA = k > 4096; // Where k is cut.
        float[]? first = null;
        foreach (var threads in new[] { 1, 2, 3, 7 })
        {
            using var workers = new Workers(threads);
            using var x = new GemmCase(m, n, k, transposeA, transposeB: !transposeA);
            Multiply(workers, x, accumulate: true);
            first ??= x.C.Span.ToArray();
            Assert.True(first.AsSpan().SequenceEqual(x.C.Span), $"{threads} threads");
        }
    }

    /// <summary>An example's row does not know how many others there are, whether B was packed before or not.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ARowHasTheSameBitsInEveryBatch(bool transposeB)
    {
        const int n = 20, k = 5000, most = 300;
        using var workers = new Workers(2);
        using var all = new GemmCase(most, n, k, transposeA: false, transposeB);
        Multiply(workers, all, accumulate: false);
        using var memory = GuardedMemory<float>.AtEnd((int)PackedB.Floats(n, k));
        var packed = PackedB.Pack(workers, transposeB, n, k, all.B.Pointer, all.BStride, memory.Pointer);
        foreach (var m in new[] { 1, 128, most })
        {
            var plain = new float[m * n];
            var before = new float[m * n];
            fixed (float* c = plain, d = before)
            {
                GemmKernel.Multiply(
                    workers, false, transposeB, m, n, k, all.A.Pointer, all.AStride, all.B.Pointer, all.BStride, c, n, accumulate: false);
                GemmKernel.Multiply(workers, false, m, all.A.Pointer, all.AStride, packed, d, n, accumulate: false, default(NoEpilogue));
            }
            for (var row = 0; row < m; row++)
            {
                var expected = new ReadOnlySpan<float>(all.C.Pointer + (row * all.CStride), n);
                Assert.True(expected.SequenceEqual(plain.AsSpan(row * n, n)), $"row {row} of {m}");
                Assert.True(expected.SequenceEqual(before.AsSpan(row * n, n)), $"row {row} of {m}, packed beforehand");
            }
        }
    }

    [Theory]
    [InlineData(1024, 40, 1024)]
    [InlineData(40, 1024, 256)]
    public void StridesThatCrowdTheCacheChangeNothing(int m, int n, int k)
    {
        using var workers = new Workers(2);
        using var x = new GemmCase(m, n, k, transposeA: true, transposeB: false);
        Reference(x, accumulate: false);
        Multiply(workers, x, accumulate: false);
        x.Check("crowded");
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void TheEpilogueSeesEachElementOnceAndFinished(int m, int n, int k)
    {
        using var workers = new Workers(3);
        foreach (var accumulate in Both)
        {
            using var x = new GemmCase(m, n, k, transposeA: false, transposeB: false, padding: 1);
            Reference(x, accumulate);
            for (var i = 0; i < m; i++)
            {
                for (var j = 0; j < n; j++)
                {
                    x.Expected[(i * x.CStride) + j] = (x.Expected[(i * x.CStride) + j] * 3) + i + (0.5f * j);
                }
            }
            GemmKernel.Multiply(
                workers, false, false, m, n, k, x.A.Pointer, x.AStride, x.B.Pointer, x.BStride, x.C.Pointer, x.CStride, accumulate,
                new PlaceEpilogue { C = x.C.Pointer, Stride = x.CStride });
            x.Check("epilogue");
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void PackedBeforehandEqualsPackedOnTheWay(int m, int n, int k)
    {
        using var workers = new Workers(2);
        foreach (var transposeA in Both)
        {
            foreach (var transposeB in Both)
            {
                using var x = new GemmCase(m, n, k, transposeA, transposeB);
                using var memory = GuardedMemory<float>.AtEnd((int)PackedB.Floats(n, k));
                var packed = PackedB.Pack(workers, transposeB, n, k, x.B.Pointer, x.BStride, memory.Pointer);
                GemmKernel.Multiply(
                    workers, transposeA, m, x.A.Pointer, x.AStride, packed, x.C.Pointer, x.CStride, accumulate: false, default(NoEpilogue));
                for (var i = 0; i < m; i++)
                {
                    for (var j = 0; j < n; j++)
                    {
                        x.Expected[(i * x.CStride) + j] = Chain(x, i, j);
                    }
                }
                x.Check("packed beforehand");
            }
        }
    }

    [Theory]
    [InlineData(30, 50, 40)]
    [InlineData(200, 33, 600)]
    [InlineData(33, 200, 600)]
    [InlineData(9, 9, 9000)]
    public void OperandsMayComeFromAnywhere(int m, int n, int k)
    {
        using var workers = new Workers(2);
        using var a = GuardedMemory<float>.AtEnd(m * k);
        using var b = GuardedMemory<float>.AtEnd(k * n);
        for (var i = 0; i < m * k; i++)
        {
            a.Span[i] = FormulaPacker.Value(i / k, i % k);
        }
        for (var i = 0; i < k * n; i++)
        {
            b.Span[i] = FormulaPacker.Value(1000 + (i % n), i / n);
        }
        var expected = new float[m * n];
        var actual = new float[m * n];
        fixed (float* e = expected, c = actual)
        {
            ReferenceGemm.Multiply(false, false, m, n, k, a.Pointer, k, b.Pointer, n, e, n, accumulate: false);
            GemmKernel.Multiply(
                workers, splitsDepth: false, m, n, k, new FormulaPacker(0), new FormulaPacker(1000), c, n, accumulate: false, default(NoEpilogue));
        }
        Assert.True(expected.AsSpan().SequenceEqual(actual));
    }

    [Fact]
    public void NonFiniteValuesStayInTheirRowsAndColumns()
    {
        using var workers = new Workers(2);
        using var x = new GemmCase(30, 50, 20, transposeA: false, transposeB: true);
        x.A.Span[(3 * 20) + 5] = float.NaN;
        x.B.Span[(49 * 20) + 7] = float.PositiveInfinity;
        Reference(x, accumulate: false);
        Multiply(workers, x, accumulate: false);
        Assert.Equal(50 + 29, x.C.Span.ToArray().Count(value => !float.IsFinite(value)));
        for (var i = 0; i < x.Expected.Length; i++)
        {
            Assert.Equal(x.Expected[i], x.C.Span[i]);
        }
    }

    [Fact]
    public void SteadyUseAllocatesNothing()
    {
        using var workers = new Workers(2);
        using var x = new GemmCase(128, 400, 100, transposeA: false, transposeB: true);
        for (var i = 0; i < 5; i++)
        {
            Multiply(workers, x, accumulate: false);
        }
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++)
        {
            Multiply(workers, x, accumulate: false);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Reference(GemmCase x, bool accumulate)
    {
        fixed (float* expected = x.Expected)
        {
            ReferenceGemm.Multiply(
                x.TransposeA, x.TransposeB, x.M, x.N, x.K, x.A.Pointer, x.AStride, x.B.Pointer, x.BStride, expected, x.CStride, accumulate);
        }
    }

    private static void Multiply(Workers workers, GemmCase x, bool accumulate) =>
        GemmKernel.Multiply(
            workers, x.TransposeA, x.TransposeB, x.M, x.N, x.K, x.A.Pointer, x.AStride, x.B.Pointer, x.BStride, x.C.Pointer, x.CStride,
            accumulate);

    private static float Chain(GemmCase x, int i, int j)
    {
        var sum = 0f;
        for (var k = 0; k < x.K; k++)
        {
            var a = x.A.Pointer[x.TransposeA ? (k * x.AStride) + i : (i * x.AStride) + k];
            var b = x.B.Pointer[x.TransposeB ? (j * x.BStride) + k : (k * x.BStride) + j];
            sum = MathF.FusedMultiplyAdd(a, b, sum);
        }
        return sum;
    }

    /// <summary>Scales by 3 and adds the place, so that an element treated twice, not at all or under a wrong name shows.</summary>
    private struct PlaceEpilogue : IGemmEpilogue
    {
        public float* C;
        public nint Stride;

        public readonly void Apply(float* c, int row, int column, int count)
        {
            Assert.Equal((nint)(C + (row * Stride) + column), (nint)c);
            Assert.InRange(count, 1, 32);
            Assert.Equal(0, column % 16);
            for (var j = 0; j < count; j++)
            {
                c[j] = (c[j] * 3) + row + (0.5f * (column + j));
            }
        }
    }

    /// <summary>An operand that is nowhere in memory.</summary>
    private readonly struct FormulaPacker(int firstLane) : IPanelPacker
    {
        public static float Value(int lane, int k) => (((lane * 31) + (k * 17)) % 101 / 50f) - 1;

        public void Pack(float* panel, int width, int lane, int lanes, int start, int depth)
        {
            for (var k = 0; k < depth; k++)
            {
                for (var j = 0; j < width; j++)
                {
                    panel[(k * width) + j] = j < lanes ? Value(firstLane + lane + j, start + k) : 0;
                }
            }
        }

        public float* InPlace(int lane, int start, out nint stride)
        {
            stride = 0;
            return null;
        }

        public void Approach(int lane, int lanes, int start, int depth, int slice, int slices)
        {
            // It is nowhere, so nothing can come nearer.
        }
    }
}
