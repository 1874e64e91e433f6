using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Gemm;

/// <summary>
/// The rule for a tiny C and a huge k in a product Aᵀ·B (a weight gradient, where k is the batch: 32×16 with k = 25088), where C alone has
/// too few tiles to go round.
/// </summary>
/// <remarks>
/// <para>
/// Only Aᵀ·B is cut: in a forward product the rows of A are the examples, and a rule that looks at their number would give an example other
/// bits in a batch of another size.
/// </para>
/// <para>
/// k is cut evenly into parts, each part is a chain of its own from 0, and the parts are added in a binary tree:
/// ((p0 + p1) + (p2 + p3)) + ...; the total is then added to C when accumulating. The rule depends on the shape alone, so the bits
/// are the same everywhere, but they are not those of one long chain. (Shorter chains also round less.)
/// </para>
/// </remarks>
internal static unsafe class DepthSplit
{
    private const int LongestSide = 256;
    private const int MostElements = 64 * 64;
    private const int LeastDepth = 4096;
    private const int PartDepth = 2048;
    private const int MostParts = 16;
    private const int Chunk = 512;

    /// <summary>How many parts k is cut into; 1 for all but the products Aᵀ·B that need it.</summary>
    public static int Parts(bool splits, int m, int n, int k) =>
        !splits || k < LeastDepth || m > LongestSide || n > LongestSide || m * n > MostElements ? 1 : Math.Min(MostParts, k / PartDepth);

    /// <summary>The first k of a part.</summary>
    public static int Start(int part, int parts, int k) => (int)((long)part * k / parts);

    /// <summary>Multiplies part by part and adds the parts.</summary>
    public static void Multiply<TA, TB, TEpilogue>(
        Workers workers, int parts, int m, int n, int k, in TA a, in TB b, float* c, nint cStride, bool accumulate, in TEpilogue epilogue)
        where TA : struct, IPanelPacker
        where TB : struct, IPanelPacker
        where TEpilogue : struct, IGemmEpilogue
    {
        using var lease = workers.Rent((nuint)parts * (nuint)(m * n) * sizeof(float));
        var sums = (float*)lease.Memory;
        var multiply = new PartJob<TA, TB> { Workers = workers, M = m, N = n, K = k, Parts = parts, A = a, B = b, Sums = sums };
        workers.Run(ref multiply, parts);
        var add = new AddJob { Sums = sums, Parts = parts, Length = m * n };
        workers.Run(ref add, (add.Length + Chunk - 1) / Chunk);
        for (var row = 0; row < m; row++)
        {
            var to = c + (row * cStride);
            var from = sums + (row * n);
            for (var j = 0; j < n; j++)
            {
                to[j] = accumulate ? to[j] + from[j] : from[j];
            }
            for (var j = 0; j < n; j += TileShape.Columns)
            {
                epilogue.Apply(to + j, row, j, Math.Min(TileShape.Columns, n - j));
            }
        }
    }

    /// <summary>One part: a whole multiplication, which runs on its thread alone because it is a run within a run.</summary>
    private struct PartJob<TA, TB> : IJob
        where TA : struct, IPanelPacker
        where TB : struct, IPanelPacker
    {
        public Workers Workers;
        public int M;
        public int N;
        public int K;
        public int Parts;
        public TA A;
        public TB B;
        public float* Sums;

        public readonly void Run(int cell, int worker)
        {
            var start = Start(cell, Parts, K);
            var depth = Start(cell + 1, Parts, K) - start;
            var a = new Later<TA>(A, start);
            var b = new Later<TB>(B, start);
            GemmKernel.Multiply(
                Workers, splitsDepth: false, M, N, depth, a, b, Sums + ((nint)cell * M * N), N, accumulate: false, default(NoEpilogue));
        }
    }

    /// <summary>Adds the parts, in place into the first; a cell is a run of elements.</summary>
    private struct AddJob : IJob
    {
        public float* Sums;
        public int Parts;
        public int Length;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int cell, int worker)
        {
            var first = cell * Chunk;
            var end = Math.Min(first + Chunk, Length);
            for (var step = 1; step < Parts; step *= 2)
            {
                for (var part = 0; part + step < Parts; part += 2 * step)
                {
                    var to = Sums + ((nint)part * Length);
                    var from = to + ((nint)step * Length);
                    var i = first;
                    for (; i + 16 <= end; i += 16)
                    {
                        (Vector512.Load(to + i) + Vector512.Load(from + i)).Store(to + i);
                    }
                    for (; i < end; i++)
                    {
                        to[i] += from[i];
                    }
                }
            }
        }
    }

    /// <summary>An operand seen from a later k on.</summary>
    private readonly struct Later<T>(T inner, int offset) : IPanelPacker
        where T : struct, IPanelPacker
    {
        private readonly T _inner = inner;

        public void Pack(float* panel, int width, int lane, int lanes, int start, int depth) =>
            _inner.Pack(panel, width, lane, lanes, start + offset, depth);

        public float* InPlace(int lane, int start, out nint stride) => _inner.InPlace(lane, start + offset, out stride);

        public void Approach(int lane, int lanes, int start, int depth, int slice, int slices) =>
            _inner.Approach(lane, lanes, start + offset, depth, slice, slices);
    }
}
