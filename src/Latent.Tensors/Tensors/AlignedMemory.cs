using System.Runtime.CompilerServices;

namespace Latent.Tensors;

/// <summary>
/// Memory that starts on a cache line: a pinned managed array, so that it needs neither native memory nor a finalizer. The array's elements
/// are cache lines rather than bytes, so that its length fits an int for every tensor (2^31-1 float64 are 16 GiB).
/// </summary>
internal static unsafe class AlignedMemory
{
    private const int Alignment = 64;

    /// <summary>At least so many bytes, contents undefined; alive as long as what is returned.</summary>
    /// <exception cref="InsufficientMemoryException">The memory is not there; the message says how much was asked.</exception>
    public static object Allocate(long bytes, out byte* start)
    {
        // One line more than the bytes need, as an array need not begin on one.
        long lines = (bytes / Alignment) + 2;
        if (lines > Array.MaxLength) Throw.Memory(bytes, null);
        Line[] array;
        try
        {
            array = GC.AllocateUninitializedArray<Line>((int)lines, pinned: true);
        }
        catch (OutOfMemoryException e)
        {
            Throw.Memory(bytes, e);
            throw; // Never reached, which the compiler does not know.
        }
        nuint address = (nuint)Unsafe.AsPointer(ref array[0]);
        start = (byte*)((address + Alignment - 1) & ~(nuint)(Alignment - 1));
        return array;
    }

    [InlineArray(Alignment)]
    private struct Line
    {
        private byte _first;
    }
}
