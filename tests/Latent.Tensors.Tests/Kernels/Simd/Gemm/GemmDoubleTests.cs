using Latent.Tensors.Kernels.Reference;
using Latent.Tensors.Kernels.Simd.Gemm;
using Latent.Tensors.Kernels.Threading;
using Latent.Testing;

namespace Latent.Tensors.Tests.Kernels.Simd.Gemm;

public sealed unsafe class GemmDoubleTests
{
    [Theory]
    [InlineData(0, 3, 3)]
    [InlineData(3, 0, 3)]
    [InlineData(3, 4, 0)]
    [InlineData(1, 1, 1)]
    [InlineData(3, 7, 5)]
    [InlineData(4, 8, 9)]
    [InlineData(17, 65, 33)]
    [InlineData(50, 130, 20)]
    [InlineData(9, 9, 9000)]
    public void EveryOrientationGivesTheBitsOfTheScalarLoop(int m, int n, int k)
    {
        for (var variant = 0; variant < 8; variant++)
        {
            var (transposeA, transposeB, accumulate) = ((variant & 1) != 0, (variant & 2) != 0, (variant & 4) != 0);
            using var workers = new Workers(1 + (variant % 3));
            using var a = Filled(m * k, 1);
            using var b = Filled(k * n, 2);
            using var c = Filled(m * n, 3);
            var expected = c.Span.ToArray();
            var aStride = transposeA ? m : k;
            var bStride = transposeB ? k : n;
            fixed (double* e = expected)
            {
                ReferenceGemm.Multiply(transposeA, transposeB, m, n, k, a.Pointer, aStride, b.Pointer, bStride, e, n, accumulate);
            }
            GemmDouble.Multiply(workers, transposeA, transposeB, m, n, k, a.Pointer, aStride, b.Pointer, bStride, c.Pointer, n, accumulate);
            Assert.True(expected.AsSpan().SequenceEqual(c.Span), $"variant {variant}");
        }
    }

    private static GuardedMemory<double> Filled(int length, uint seed)
    {
        var memory = GuardedMemory<double>.AtEnd(length);
        for (var i = 0; i < length; i++)
        {
            memory.Span[i] = ((((uint)i + seed) * 2654435761u) / 2147483648.0) - 1;
        }
        return memory;
    }
}
