using Latent.Testing;

namespace Latent.Tensors.Tests.Kernels.Simd.Gemm;

/// <summary>One multiplication on buffers that end right against an inaccessible page, with operands of all magnitudes and signs.</summary>
internal sealed unsafe class GemmCase : IDisposable
{
    public GemmCase(int m, int n, int k, bool transposeA, bool transposeB, int padding = 0, uint seed = 1)
    {
        M = m;
        N = n;
        K = k;
        TransposeA = transposeA;
        TransposeB = transposeB;
        AStride = (transposeA ? m : k) + padding;
        BStride = (transposeB ? k : n) + padding;
        CStride = n + padding;
        A = Matrix(transposeA ? k : m, transposeA ? m : k, AStride, seed);
        B = Matrix(transposeB ? n : k, transposeB ? k : n, BStride, seed + 1);
        C = Matrix(m, n, CStride, seed + 2);
        Expected = C.Span.ToArray();
    }

    public int M { get; }

    public int N { get; }

    public int K { get; }

    public bool TransposeA { get; }

    public bool TransposeB { get; }

    public nint AStride { get; }

    public nint BStride { get; }

    public nint CStride { get; }

    public GuardedMemory<float> A { get; }

    public GuardedMemory<float> B { get; }

    public GuardedMemory<float> C { get; }

    public float[] Expected { get; }

    public void Dispose()
    {
        A.Dispose();
        B.Dispose();
        C.Dispose();
    }

    /// <summary>Compares bit by bit, and the padding between rows of C with what it was.</summary>
    public void Check(string what)
    {
        for (var i = 0; i < Expected.Length; i++)
        {
            var (expected, actual) = (BitConverter.SingleToUInt32Bits(Expected[i]), BitConverter.SingleToUInt32Bits(C.Span[i]));
            Assert.True(
                expected == actual,
                $"{what}: m {M} n {N} k {K} transposed {TransposeA} {TransposeB}: C[{i / CStride}, {i % CStride}] is {C.Span[i]:R}, not {Expected[i]:R}");
        }
    }

    private static GuardedMemory<float> Matrix(int rows, int columns, nint stride, uint seed)
    {
        // The last row ends with its last column: nothing may be read behind it.
        var memory = GuardedMemory<float>.AtEnd(rows == 0 || columns == 0 ? 0 : (int)(((rows - 1) * stride) + columns));
        var state = seed * 2654435761u;
        foreach (ref var value in memory.Span)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            value = ((state >> 8) / 8388608f) - 1;
        }
        return memory;
    }
}
