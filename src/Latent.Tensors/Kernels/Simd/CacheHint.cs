using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Latent.Tensors.Kernels.Simd;

/// <summary>
/// Asks for memory ahead of its use, where the processor does not foresee it: rows far apart, or the next piece while this one is computed with.
/// Changes no result; does nothing where the processor has no such hint. An address behind the end does no harm.
/// </summary>
internal static unsafe class CacheHint
{
    private const int LineFloats = 16;

    /// <summary>Asks for some floats, at least one, to come to the first-level cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ToFirstLevel(float* from, int count)
    {
        if (!Sse.IsSupported)
        {
            return;
        }
        for (var i = 0; i < count; i += LineFloats)
        {
            Sse.Prefetch0(from + i);
        }

        // The line of the last one is another where the first does not begin one; asking twice costs less than finding out.
        Sse.Prefetch0(from + count - 1);
    }

    /// <summary>Asks for some floats, at least one, to come to the second-level cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ToSecondLevel(float* from, int count)
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
