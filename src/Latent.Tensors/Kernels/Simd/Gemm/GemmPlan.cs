namespace Latent.Tensors.Kernels.Simd.Gemm;

/// <summary>How a multiplication is cut up; follows from its shape and the tile alone, never from the number of threads.</summary>
/// <remarks>
/// Rows of C are cut evenly into strips of at most <see cref="TileShape.Rows"/>, columns into panels of <see cref="TileShape.Columns"/>, and
/// k evenly into blocks. The cells divide the longer side of C, and each packs its own part of the operand along it, once. The operand
/// along the shorter side is needed by all cells: it is read where it lies, or packed once before, together, and shared.
/// </remarks>
internal readonly struct GemmPlan
{
    /// <summary>The most k in a block: a panel of B takes 64 KB then, and streams from the second-level cache while strips of A pass.</summary>
    private const int BlockDepth = 512;

    /// <summary>The most cells along the long side: enough to keep the last round of many threads short.</summary>
    private const int MostCells = 32;

    /// <summary>The most own strips or panels of a cell, so that its packed operand stays in the second-level cache.</summary>
    private const int MostStripsPerCell = 12;
    private const int MostPanelsPerCell = 4;

    /// <summary>Below so many multiplications (some 2 us) a second thread costs more than it brings.</summary>
    private const long Parallel = 128 * 1024;

    public GemmPlan(int m, int n, int k)
    {
        Rows = m;
        Columns = n;
        Depth = k;
        Strips = (m + TileShape.Rows - 1) / TileShape.Rows;
        Panels = (n + TileShape.Columns - 1) / TileShape.Columns;
        Blocks = Math.Max(1, (k + BlockDepth - 1) / BlockDepth);
        RowCells = 1;
        ColumnCells = 1;
        SharesB = m >= n;
        if ((long)m * n * k >= Parallel)
        {
            if (SharesB)
            {
                RowCells = Cells(Strips, MostStripsPerCell);
            }
            else
            {
                ColumnCells = Cells(Panels, MostPanelsPerCell);
            }
        }
    }

    public int Rows { get; }

    public int Columns { get; }

    public int Depth { get; }

    /// <summary>How many strips of rows.</summary>
    public int Strips { get; }

    /// <summary>How many panels of columns.</summary>
    public int Panels { get; }

    /// <summary>How many blocks of k; at least one, so that C is written even where k is 0.</summary>
    public int Blocks { get; }

    /// <summary>Whether B is the operand that is packed once for all cells.</summary>
    public bool SharesB { get; }

    public int RowCells { get; }

    public int ColumnCells { get; }

    public int LongestBlock => (Depth + Blocks - 1) / Blocks;

    public int BlockStart(int block) => Cut(block, Depth, Blocks);

    public int StripStart(int strip) => Cut(strip, Rows, Strips);

    /// <summary>The first strip of a cell.</summary>
    public int CellStrip(int rowCell) => Cut(rowCell, Strips, RowCells);

    /// <summary>The first panel of a cell.</summary>
    public int CellPanel(int columnCell) => Cut(columnCell, Panels, ColumnCells);

    private static int Cut(int index, int length, int parts) => (int)((long)index * length / parts);

    private static int Cells(int pieces, int mostPerCell)
    {
        if (pieces <= MostCells)
        {
            return pieces;
        }
        var cells = Math.Max(MostCells, (pieces + mostPerCell - 1) / mostPerCell);
        return Math.Min(pieces, (cells + 3) / 4 * 4);
    }
}
