using System.Runtime.Intrinsics;

namespace Latent.Tensors.Kernels.Simd.Gemm;

/// <summary>The one place that chooses the shape of a tile for the processor at hand.</summary>
/// <remarks>
/// <para>
/// With 512-bit registers (32 of them) a tile is 14 rows by 2 vectors: 28 accumulators, 2 registers for B and 1 for the element of A make
/// 31. Any height from 5 up keeps the multipliers busy (the chain of one accumulator waits 4 cycles for itself), 14 needs the least
/// traffic.
/// </para>
/// <para>
/// Otherwise a tile is 6 rows by one 512-bit vector that the runtime carries as two 256-bit registers (AVX2: 12 accumulators + 2 + 1 of
/// 16) or four 128-bit ones (Arm: 24 + 4 + 1 of 32). Measured with AVX-512 switched off, this reaches 98 % of the AVX2 peak.
/// </para>
/// <para>All members are constants to the compiler. The shape of a tile never shows in the results.</para>
/// </remarks>
internal static class TileShape
{
    /// <summary>The most rows of a tile.</summary>
    public static int Rows => Vector512.IsHardwareAccelerated ? 14 : 6;

    /// <summary>The columns of a tile, and the width of a packed panel of B.</summary>
    public static int Columns => Vector512.IsHardwareAccelerated ? 32 : 16;

    /// <summary>The width of a packed strip of A: the rows, rounded up so that rows of the strip stay aligned.</summary>
    public static int StripWidth => Vector512.IsHardwareAccelerated ? 16 : 8;
}
