namespace Latent.Tensors.Kernels.Simd.Gemm;

/// <summary>The number of rows of a tile, as a type, so that the compiler knows it.</summary>
internal interface ITileRows
{
    /// <summary>1 to 14.</summary>
    static abstract int Count { get; }
}

/// <summary>The number of columns of a tile, as a type.</summary>
internal interface ITileWidth
{
    /// <summary>Whether a tile is 32 columns wide rather than 16.</summary>
    static abstract bool TwoVectors { get; }
}

internal readonly struct Columns16 : ITileWidth
{
    public static bool TwoVectors => false;
}

internal readonly struct Columns32 : ITileWidth
{
    public static bool TwoVectors => true;
}

internal readonly struct Rows1 : ITileRows
{
    public static int Count => 1;
}

internal readonly struct Rows2 : ITileRows
{
    public static int Count => 2;
}

internal readonly struct Rows3 : ITileRows
{
    public static int Count => 3;
}

internal readonly struct Rows4 : ITileRows
{
    public static int Count => 4;
}

internal readonly struct Rows5 : ITileRows
{
    public static int Count => 5;
}

internal readonly struct Rows6 : ITileRows
{
    public static int Count => 6;
}

internal readonly struct Rows7 : ITileRows
{
    public static int Count => 7;
}

internal readonly struct Rows8 : ITileRows
{
    public static int Count => 8;
}

internal readonly struct Rows9 : ITileRows
{
    public static int Count => 9;
}

internal readonly struct Rows10 : ITileRows
{
    public static int Count => 10;
}

internal readonly struct Rows11 : ITileRows
{
    public static int Count => 11;
}

internal readonly struct Rows12 : ITileRows
{
    public static int Count => 12;
}

internal readonly struct Rows13 : ITileRows
{
    public static int Count => 13;
}

internal readonly struct Rows14 : ITileRows
{
    public static int Count => 14;
}
