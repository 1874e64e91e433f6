namespace Latent.Tensors.Kernels;

/// <summary>Matrices [Rows, Columns] of which the elements on one side of a diagonal are kept and the others are 0.</summary>
internal struct TrianglePlan
{
    public Operand Output;
    public Operand Input;
    public int Batches;
    public int Rows;
    public int Columns;
    public DType DType;

    /// <summary>Kept are columns ≤ row + Diagonal, or ≥ if <see cref="Upper"/>.</summary>
    public int Diagonal;

    public bool Upper;

    /// <summary>Whether the kept numbers are added to the output's old content.</summary>
    public bool Accumulate;

    /// <summary>The columns of a row that are kept: [first, end).</summary>
    public readonly (int First, int End) Kept(int row) => Upper
        ? ((int)Math.Clamp((long)row + Diagonal, 0, Columns), Columns)
        : (0, (int)Math.Clamp((long)row + Diagonal + 1, 0, Columns));
}
