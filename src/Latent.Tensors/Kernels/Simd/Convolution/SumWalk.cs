namespace Latent.Tensors.Kernels.Simd.Convolution;

/// <summary>
/// The terms of a sum of outer products, as steps through two packed arrays: planes, rows in a plane, columns in a row. All steps count
/// elements. A convolution sums over source channels, window rows and window columns; its weight gradient over images, rows and columns.
/// </summary>
internal struct SumWalk
{
    /// <summary>Number of planes.</summary>
    public int Planes;

    /// <summary>Rows of a plane.</summary>
    public int Rows;

    /// <summary>Columns of a row.</summary>
    public int Columns;

    /// <summary>From plane to plane in the array that is read as vectors.</summary>
    public nint LanePlane;

    /// <summary>From row to row in the array that is read as vectors.</summary>
    public nint LaneRow;

    /// <summary>From column to column in the array that is read as vectors.</summary>
    public nint LaneColumn;

    /// <summary>From plane to plane in the array that is read as scalars.</summary>
    public nint ScalarPlane;

    /// <summary>From row to row in the array that is read as scalars.</summary>
    public nint ScalarRow;

    /// <summary>From column to column in the array that is read as scalars.</summary>
    public nint ScalarColumn;
}
