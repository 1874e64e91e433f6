using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Latent.Tensors.Kernels.Simd;

/// <summary>
/// Asks for memory ahead of its use, where the processor does not foresee it: rows far apart, or the next piece while this one is computed with.
/// Changes no result, and where the processor has no such hint, nothing. An address behind the end does no harm.
/// </summary>
internal static unsafe class CacheHint
{
    private const int LineFloats = 16;

    /// <summary>Brings up to 32 floats to the first-level cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Near(float* from, int count)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(from);
            Sse.Prefetch0(from + count - 1);
        }
    }

    /// <summary>Brings any number of floats to the second-level cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Approach(float* from, int count)
    {
        if (!Sse.IsSupported)
        {
            return;
        }
        for (var i = 0; i < count; i += LineFloats)
        {
            Sse.Prefetch1(from + i);
        }
        Sse.Prefetch1(from + count - 1);
    }
}
