using Latent.Tensors.Kernels.Simd.Gemm;

namespace Latent.Tensors.Kernels.Reference;

/// <summary>The definition of matrix multiplication: scalar loops, the same bits as the fast kernel.</summary>
internal static unsafe class ReferenceGemm
{
    /// <summary>
    /// C[i, j] = fma(op(A)[i, k], op(B)[k, j], ...) over ascending k, from 0 or from C; in parts where <see cref="DepthSplit"/> says so.
    /// </summary>
    /// <inheritdoc cref="GemmKernel.Multiply(Threading.Workers, bool, bool, int, int, int, float*, nint, float*, nint, float*, nint, bool)"/>
    public static void Multiply(
        bool transposeA, bool transposeB, int m, int n, int k,
        float* a, nint aStride, float* b, nint bStride, float* c, nint cStride, bool accumulate)
    {
        var (aRow, aDepth) = transposeA ? ((nint)1, aStride) : (aStride, 1);
        var (bDepth, bColumn) = transposeB ? ((nint)1, bStride) : (bStride, 1);
        var parts = DepthSplit.Parts(transposeA, m, n, k);
        var sums = stackalloc float[parts];
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++)
            {
                ref var target = ref c[(i * cStride) + j];
                var x = a + (i * aRow);
                var y = b + (j * bColumn);
                if (parts == 1)
                {
                    target = Chain(accumulate ? target : 0, x, aDepth, y, bDepth, 0, k);
                    continue;
                }
                for (var part = 0; part < parts; part++)
                {
                    sums[part] = Chain(0, x, aDepth, y, bDepth, DepthSplit.Start(part, parts, k), DepthSplit.Start(part + 1, parts, k));
                }
                for (var step = 1; step < parts; step *= 2)
                {
                    for (var part = 0; part + step < parts; part += 2 * step)
                    {
                        sums[part] += sums[part + step];
                    }
                }
                target = accumulate ? target + sums[0] : sums[0];
            }
        }
    }

    /// <inheritdoc cref="Multiply(bool, bool, int, int, int, float*, nint, float*, nint, float*, nint, bool)"/>
    public static void Multiply(
        bool transposeA, bool transposeB, int m, int n, int k,
        double* a, nint aStride, double* b, nint bStride, double* c, nint cStride, bool accumulate)
    {
        var (aRow, aDepth) = transposeA ? ((nint)1, aStride) : (aStride, 1);
        var (bDepth, bColumn) = transposeB ? ((nint)1, bStride) : (bStride, 1);
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++)
            {
                ref var target = ref c[(i * cStride) + j];
                var sum = accumulate ? target : 0;
                for (nint p = 0; p < k; p++)
                {
                    sum = Math.FusedMultiplyAdd(a[(i * aRow) + (p * aDepth)], b[(p * bDepth) + (j * bColumn)], sum);
                }
                target = sum;
            }
        }
    }

    private static float Chain(float sum, float* x, nint xStride, float* y, nint yStride, nint start, nint end)
    {
        for (var p = start; p < end; p++)
        {
            sum = MathF.FusedMultiplyAdd(x[p * xStride], y[p * yStride], sum);
        }
        return sum;
    }
}
