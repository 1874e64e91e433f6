using System.Runtime.CompilerServices;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Gemm;

/// <summary>Matrix multiplication C[m, n] (+)= op(A)[m, k] · op(B)[k, n], row-major float32.</summary>
/// <remarks>
/// <para>
/// Bits: every element is the chain c = fma(a[k], b[k], c) over ascending k, from 0 or from what C holds, and thus equal on all
/// instruction sets, for all numbers of threads, for all numbers of rows beside its own, and to a scalar loop with
/// <see cref="MathF.FusedMultiplyAdd"/>. Only where A is transposed, C is tiny and k is huge (a weight gradient) is k cut by
/// <see cref="DepthSplit"/>, a rule of the shape alone.
/// </para>
/// <para>
/// The scheme of panels is that of K. Goto, R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008,
/// with one level of blocks less: second-level caches are large enough today to stream both panels from.
/// </para>
/// <para>C must not overlap A or B. A k of 0 writes zeros (or leaves C, when accumulating) and still runs the epilogue.</para>
/// </remarks>
internal static unsafe class GemmKernel
{
    /// <summary>Below so many elements the caller packs alone.</summary>
    private const long PackTogether = 16 * 1024;

    /// <summary>
    /// With so few strips B is read so seldom that packing it costs more than reading it where it lies. (A matrix no wider than a panel
    /// is read in place always: it is a panel.)
    /// </summary>
    private const int StripsInPlace = 2;

    /// <summary>So few panels read a strip of A so seldom that packing it does not pay.</summary>
    private const int PanelsByRows = 4;

    /// <summary>Multiplies two matrices.</summary>
    /// <param name="workers">Who computes.</param>
    /// <param name="transposeA">Whether A is stored as [k, m].</param>
    /// <param name="transposeB">Whether B is stored as [n, k].</param>
    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">The inner dimension.</param>
    /// <param name="a">A.</param>
    /// <param name="aStride">The leading dimension of A as stored.</param>
    /// <param name="b">B.</param>
    /// <param name="bStride">The leading dimension of B as stored.</param>
    /// <param name="c">C.</param>
    /// <param name="cStride">The leading dimension of C.</param>
    /// <param name="accumulate">Whether the product is added to C.</param>
    public static void Multiply(
        Workers workers, bool transposeA, bool transposeB, int m, int n, int k,
        float* a, nint aStride, float* b, nint bStride, float* c, nint cStride, bool accumulate)
    {
        var none = default(NoEpilogue);
        Multiply(workers, transposeA, transposeB, m, n, k, a, aStride, b, bStride, c, cStride, accumulate, none);
    }

    /// <summary>Multiplies two matrices and treats C with an epilogue.</summary>
    /// <inheritdoc cref="Multiply(Workers, bool, bool, int, int, int, float*, nint, float*, nint, float*, nint, bool)"/>
    public static void Multiply<TEpilogue>(
        Workers workers, bool transposeA, bool transposeB, int m, int n, int k,
        float* a, nint aStride, float* b, nint bStride, float* c, nint cStride, bool accumulate, in TEpilogue epilogue)
        where TEpilogue : struct, IGemmEpilogue
    {
        if (transposeA)
        {
            MultiplyB(workers, true, transposeB, m, n, k, new ContiguousLanes(a, aStride, m), b, bStride, c, cStride, accumulate, epilogue);
        }
        else
        {
            MultiplyB(workers, false, transposeB, m, n, k, new ContiguousDepth(a, aStride), b, bStride, c, cStride, accumulate, epilogue);
        }
    }

    /// <summary>Multiplies operands that come from packers.</summary>
    /// <param name="workers">Who computes.</param>
    /// <param name="splitsDepth">
    /// Whether <see cref="DepthSplit"/> may cut k: true for a sum over the batch (Aᵀ·B), false where rows of C are examples.
    /// </param>
    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">The inner dimension.</param>
    /// <param name="a">op(A).</param>
    /// <param name="b">op(B).</param>
    /// <param name="c">C.</param>
    /// <param name="cStride">The leading dimension of C.</param>
    /// <param name="accumulate">Whether the product is added to C.</param>
    /// <param name="epilogue">What happens to finished elements.</param>
    public static void Multiply<TA, TB, TEpilogue>(
        Workers workers, bool splitsDepth, int m, int n, int k, in TA a, in TB b, float* c, nint cStride, bool accumulate,
        in TEpilogue epilogue)
        where TA : struct, IPanelPacker
        where TB : struct, IPanelPacker
        where TEpilogue : struct, IGemmEpilogue
    {
        if (m <= 0 || n <= 0)
        {
            return;
        }
        var parts = DepthSplit.Parts(splitsDepth, m, n, k);
        if (parts > 1)
        {
            DepthSplit.Multiply(workers, parts, m, n, k, a, b, c, cStride, accumulate, epilogue);
            return;
        }
        Multiply(workers, new GemmPlan(m, n, k), a, b, default, c, cStride, accumulate, epilogue);
    }

    /// <summary>Multiplies by an operand packed before. Never splits k, so that it equals the other overloads wherever A is not transposed.</summary>
    public static void Multiply<TEpilogue>(
        Workers workers, bool transposeA, int m, float* a, nint aStride, PackedB b, float* c, nint cStride, bool accumulate,
        in TEpilogue epilogue)
        where TEpilogue : struct, IGemmEpilogue
    {
        if (m <= 0 || b.Columns <= 0)
        {
            return;
        }
        var plan = new GemmPlan(m, b.Columns, b.Depth);
        var unused = default(ContiguousLanes);
        if (transposeA)
        {
            Multiply(workers, plan, new ContiguousLanes(a, aStride, m), unused, b.Side, c, cStride, accumulate, epilogue);
        }
        else
        {
            Multiply(workers, plan, new ContiguousDepth(a, aStride), unused, b.Side, c, cStride, accumulate, epilogue);
        }
    }

    private static void MultiplyB<TA, TEpilogue>(
        Workers workers, bool splitsDepth, bool transposeB, int m, int n, int k, in TA a, float* b, nint bStride, float* c, nint cStride,
        bool accumulate, in TEpilogue epilogue)
        where TA : struct, IPanelPacker
        where TEpilogue : struct, IGemmEpilogue
    {
        if (transposeB)
        {
            Multiply(workers, splitsDepth, m, n, k, a, new ContiguousDepth(b, bStride), c, cStride, accumulate, epilogue);
        }
        else
        {
            Multiply(workers, splitsDepth, m, n, k, a, new ContiguousLanes(b, bStride, n), c, cStride, accumulate, epilogue);
        }
    }

    private static void Multiply<TA, TB, TEpilogue>(
        Workers workers, in GemmPlan plan, in TA a, in TB b, PackedSide packedB, float* c, nint cStride, bool accumulate,
        in TEpilogue epilogue)
        where TA : struct, IPanelPacker
        where TB : struct, IPanelPacker
        where TEpilogue : struct, IGemmEpilogue
    {
        var job = new GemmJob<TA, TB, TEpilogue>
        {
            Plan = plan,
            A = a,
            B = b,
            Epilogue = epilogue,
            Workers = workers,
            SharedB = packedB,
            AInPlace = a.InPlace(0, 0, out var aStride) is not null && !Crowded(aStride),
            AByRows = ReadsByRows(plan, a),
            BInPlace = packedB.Memory is null && b.InPlace(0, 0, out var bStride) is not null
                && (plan.Strips <= StripsInPlace || (bStride <= TileShape.Columns && plan.Columns % 16 == 0)),
            C = c,
            CStride = cStride,
            Accumulate = accumulate,
        };
        var cells = plan.RowCells * plan.ColumnCells;
        if (plan.SharesB && cells > 1 && packedB.Memory is null && !job.BInPlace)
        {
            using var lease = workers.Rent(PackedSide.Bytes(plan.Panels, plan.Depth, TileShape.Columns));
            job.SharedB = new PackedSide((float*)lease.Memory, plan.Panels, TileShape.Columns);
            PackB(workers, plan, b, job.SharedB);
            workers.Run(ref job, cells);
        }
        else if (!plan.SharesB && cells > 1 && !job.AInPlace && !job.AByRows)
        {
            using var lease = workers.Rent(PackedSide.Bytes(plan.Strips, plan.Depth, TileShape.StripWidth));
            job.SharedA = new PackedSide((float*)lease.Memory, plan.Strips, TileShape.StripWidth);
            PackA(workers, plan, a, job.SharedA);
            workers.Run(ref job, cells);
        }
        else
        {
            workers.Run(ref job, cells);
        }
    }

    private static void PackA<TA>(Workers workers, in GemmPlan plan, in TA a, PackedSide side)
        where TA : struct, IPanelPacker
    {
        var job = new PackStrips<TA>(plan, a, side);
        Run(workers, ref job, plan.Strips * plan.Blocks, (long)plan.Rows * plan.Depth);
    }

    internal static void PackB<TB>(Workers workers, in GemmPlan plan, in TB b, PackedSide side)
        where TB : struct, IPanelPacker
    {
        var job = new PackPanels<TB>(plan, b, side);
        Run(workers, ref job, plan.Panels * plan.Blocks, (long)plan.Columns * plan.Depth);
    }

    private static void Run<TJob>(Workers workers, ref TJob job, int cells, long elements)
        where TJob : struct, IJob
    {
        if (elements >= PackTogether)
        {
            workers.Run(ref job, cells);
            return;
        }
        for (var cell = 0; cell < cells; cell++)
        {
            job.Run(cell, worker: 0);
        }
    }

    /// <summary>
    /// Whether an A whose k lie side by side is read row by row in place. The micro-kernel does that at full speed; where A is the operand
    /// that all cells share this saves packing it, a barrier, and above all the traffic of packed lines between the cores (measured at
    /// 128×400×784 on two threads: 506 us with, 383 us without). Where every cell has rows of its own and many panels pass them, packing
    /// pays: strips stream better.
    /// </summary>
    private static bool ReadsByRows<TA>(in GemmPlan plan, TA a)
        where TA : struct, IPanelPacker
    {
        if (typeof(TA) != typeof(ContiguousDepth))
        {
            return false;
        }
        _ = Unsafe.As<TA, ContiguousDepth>(ref a).Row(0, 0, out var stride);
        return !Crowded(stride) && (!plan.SharesB || plan.Panels <= PanelsByRows);
    }

    /// <summary>Whether rows so far apart (in floats) fall on so few places of the first-level cache that reading them in place thrashes it.</summary>
    private static bool Crowded(nint stride) => stride % 128 == 0 && stride != 0;
}
