using System.Runtime.CompilerServices;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Gemm;

/// <summary>The multiplication itself, when the shared operand has been packed. A cell is a rectangle of C.</summary>
internal unsafe struct GemmJob<TA, TB, TEpilogue> : IJob
    where TA : struct, IPanelPacker
    where TB : struct, IPanelPacker
    where TEpilogue : struct, IGemmEpilogue
{
    /// <summary>Strips that pass one panel of B before the next panel is taken: their packed size stays in the second-level cache.</summary>
    private const int StripsAtOnce = 12;

    /// <summary>
    /// From so many floats on (1.5 MB) what a tile of C will write is fetched while it is computed, as a large C has left the second-level
    /// caches since it was last used. A smaller one may lie, written, with another core, and fetching it to read and then again to write
    /// takes longer than writing alone. Measured on a Zen 4 with 1 MB to a core: 3136×256 with k = 128 takes 8 % less with it, in a training
    /// step; 400×784 with k = 128, written again and again by two threads, 390 to 470 us for 366.
    /// </summary>
    private const long FarC = 384 * 1024;

    /// <summary>
    /// Fetching C pays between these: with fewer k a tile is done before its part has come, with more the writes have time enough behind the
    /// next tile (1024×1024 with k = 1024 on two threads takes 5 % more with it).
    /// </summary>
    private const int LeastHintDepth = 64;
    private const int MostHintDepth = 256;

    /// <summary>So many strips are worth fetching the next panel of B for: with fewer the fetching alone takes as long as the strips.</summary>
    private const int StripsToHint = 3;

    public GemmPlan Plan;
    public TA A;
    public TB B;
    public TEpilogue Epilogue;
    public Workers Workers;

    /// <summary>The packed operand, where it is shared; without memory where each cell packs its own part or none is needed.</summary>
    public PackedSide SharedA;
    public PackedSide SharedB;

    /// <summary>Whether A is read where it lies, its rows side by side in memory.</summary>
    public bool AInPlace;

    /// <summary>Whether A is read where it lies, row by row.</summary>
    public bool AByRows;

    /// <summary>Whether full panels of B are read where they lie.</summary>
    public bool BInPlace;


    public float* C;
    public nint CStride;
    public bool Accumulate;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(int cell, int worker)
    {
        var rowCell = cell / Plan.ColumnCells;
        var columnCell = cell - (rowCell * Plan.ColumnCells);
        var firstStrip = Plan.CellStrip(rowCell);
        var endStrip = Plan.CellStrip(rowCell + 1);
        var firstPanel = Plan.CellPanel(columnCell);
        var endPanel = Plan.CellPanel(columnCell + 1);

        var a = SharedA;
        var b = SharedB;
        var ownA = a.Memory is null && !AInPlace && !AByRows;
        var ownB = b.Memory is null;
        if (ownA || ownB)
        {
            // One scratch for both; the part of A is a multiple of 64 bytes at both strip widths if the depth is even.
            var depth = (Plan.LongestBlock + 1) & ~1;
            var bytesA = ownA ? PackedSide.Bytes(endStrip - firstStrip, depth, TileShape.StripWidth) : 0;
            var bytesB = ownB ? PackedSide.Bytes(endPanel - firstPanel, depth, TileShape.Columns) : 0;
            var scratch = (byte*)Workers.Scratch(worker, bytesA + bytesB);
            a = ownA ? new PackedSide((float*)scratch, 0, TileShape.StripWidth) : a;
            b = ownB ? new PackedSide((float*)(scratch + bytesA), 0, TileShape.Columns) : b;
        }

        for (var block = 0; block < Plan.Blocks; block++)
        {
            var start = Plan.BlockStart(block);
            var depth = Plan.BlockStart(block + 1) - start;
            if (ownA)
            {
                PackOwnA(a, firstStrip, endStrip, start, depth);
            }
            for (var strip = firstStrip; strip < endStrip; strip += StripsAtOnce)
            {
                for (var panel = firstPanel; panel < endPanel; panel++)
                {
                    var column = panel * TileShape.Columns;
                    var columns = Math.Min(TileShape.Columns, Plan.Columns - column);
                    nint bStride = TileShape.Columns;
                    float* bPanel;
                    if (BInPlace && (columns & 15) == 0)
                    {
                        bPanel = B.InPlace(column, start, out bStride);
                    }
                    else if (ownB)
                    {
                        bPanel = b.Panel(panel - firstPanel, 0, depth);
                        if (strip == firstStrip)
                        {
                            B.Pack(bPanel, TileShape.Columns, column, columns, start, depth);
                        }
                    }
                    else
                    {
                        bPanel = b.Panel(panel, start, depth);
                    }
                    // What the next panel will be packed from comes nearer while the strips pass this one.
                    var lastStrip = Math.Min(strip + StripsAtOnce, endStrip);
                    var hintsB = ownB && !BInPlace && strip == firstStrip && panel + 1 < endPanel && lastStrip - strip >= StripsToHint;
                    var next = hintsB ? column + TileShape.Columns : -1;
                    RunStrips(a, ownA ? firstStrip : -1, strip, lastStrip, block, bPanel, bStride, column, columns, next);
                }
            }
        }
    }

    private readonly void PackOwnA(PackedSide a, int firstStrip, int endStrip, int start, int depth)
    {
        for (var strip = firstStrip; strip < endStrip; strip++)
        {
            var row = Plan.StripStart(strip);
            A.Pack(a.Panel(strip - firstStrip, 0, depth), a.Width, row, Plan.StripStart(strip + 1) - row, start, depth);
        }
    }

    // Runs the tiles of some strips against one panel of B. Packed strips of A begin with strip ownFrom if they hold this cell and block
    // alone; it is -1 if they hold all.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void RunStrips(
        PackedSide a, int ownFrom, int strip, int endStrip, int block, float* bPanel, nint bStride, int column, int columns, int nextColumn)
    {
        var firstStrip = strip;
        var start = Plan.BlockStart(block);
        var depth = Plan.BlockStart(block + 1) - start;
        var fromC = Accumulate || block > 0;
        var finished = block == Plan.Blocks - 1;
        var hintsC = !fromC && depth is >= LeastHintDepth and <= MostHintDepth && (long)Plan.Rows * Plan.Columns >= FarC;
        for (; strip < endStrip; strip++)
        {
            var row = Plan.StripStart(strip);
            var rows = Plan.StripStart(strip + 1) - row;
            nint aRow = 1;
            nint aDepth = a.Width;
            float* aStrip;
            if (AInPlace)
            {
                aStrip = A.InPlace(row, start, out aDepth);
            }
            else if (AByRows && typeof(TA) == typeof(ContiguousDepth))
            {
                var matrix = A;
                aStrip = Unsafe.As<TA, ContiguousDepth>(ref matrix).Row(row, start, out aRow);
                aDepth = 1;
            }
            else
            {
                aStrip = ownFrom >= 0 ? a.Panel(strip - ownFrom, 0, depth) : a.Panel(strip, start, depth);
            }
            var c = C + (row * CStride) + column;
            if (hintsC)
            {
                for (var r = 0; r < rows; r++)
                {
                    CacheHint.ToFirstLevel(c + (r * CStride), columns);
                }
            }
            if (nextColumn >= 0)
            {
                var lanes = Math.Min(TileShape.Columns, Plan.Columns - nextColumn);
                B.Approach(nextColumn, lanes, start, depth, strip - firstStrip, endStrip - firstStrip);
            }
            if ((columns & 15) == 0)
            {
                Tile.Run(rows, columns == 32, depth, aStrip, aRow, aDepth, bPanel, bStride, c, CStride, fromC);
            }
            else
            {
                Tile.RunEdge(rows, columns, depth, aStrip, aRow, aDepth, bPanel, bStride, c, CStride, fromC);
            }
            if (finished)
            {
                for (var r = 0; r < rows; r++)
                {
                    Epilogue.Apply(c + (r * CStride), row + r, column, columns);
                }
            }
        }
    }
}
