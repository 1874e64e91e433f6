using System.Numerics;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.LinearAlgebra;

/// <summary>Triangular systems; a cell is one matrix and a stripe of right-hand sides, copied to a padded workspace.</summary>
internal static unsafe class TriangularKernel
{
    private const int Stripe = 128;
    private const int Padding = 16;

    public static MatrixFailure Run<N, T>(Workers workers, in MatrixPlan plan)
        where N : struct, IVector<N, T>
        where T : unmanaged, INumber<T>
    {
        nint n = plan.N;
        T* t = plan.Matrix.Pointer<T>();
        for (int batch = 0; batch < plan.Batches; batch++)
        {
            for (int k = 0; k < plan.N; k++)
            {
                T pivot = t[(((batch * n) + k) * n) + k];
                if (T.IsZero(pivot)) return new(batch, k, 0);
            }
        }
        Job<N, T> job = new()
        {
            Workers = workers,
            Matrix = t,
            B = plan.Right.Pointer<T>(),
            X = plan.Output.Pointer<T>(),
            Size = plan.N,
            Columns = plan.Columns,
            Stripes = (plan.Columns + Stripe - 1) / Stripe,
            Upper = plan.Upper,
            Transpose = plan.Transpose,
        };
        workers.Run(ref job, plan.Batches * job.Stripes);
        return MatrixFailure.None;
    }

    private struct Job<N, T> : IJob
        where N : struct, IVector<N, T>
        where T : unmanaged, INumber<T>
    {
        public Workers Workers;
        public T* Matrix;
        public T* B;
        public T* X;
        public int Size;
        public int Columns;
        public int Stripes;
        public bool Upper;
        public bool Transpose;

        public readonly void Run(int cell, int worker)
        {
            (int batch, int stripe) = Math.DivRem(cell, Stripes);
            nint n = Size, first = (nint)stripe * Stripe;
            int count = (int)Math.Min(Stripe, Columns - first);
            int padded = (count + Padding - 1) & ~(Padding - 1);
            T* x = (T*)Workers.Scratch(worker, (nuint)(n * padded * sizeof(T)));
            nint side = (batch * n * Columns) + first;
            for (nint i = 0; i < n; i++)
            {
                new Span<T>(B + side + (i * Columns), count).CopyTo(new Span<T>(x + (i * padded), count));
                new Span<T>(x + (i * padded) + count, padded - count).Clear();
            }
            T* t = Matrix + (batch * n * n);
            nint row = Transpose ? 1 : n, column = Transpose ? n : 1;
            // A transposed upper triangle is a lower one.
            if (Upper != Transpose) Substitution<N, T>.Upper(t, row, column, Size, x, padded, padded);
            else Substitution<N, T>.Lower(t, row, column, Size, x, padded, padded, unit: false);
            for (nint i = 0; i < n; i++) new Span<T>(x + (i * padded), count).CopyTo(new Span<T>(X + side + (i * Columns), count));
        }
    }
}
