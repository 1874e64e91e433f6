using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Latent.Tensors.Kernels.Threading;

/// <summary>How threads wait for each other: at first hot, then giving the processor away.</summary>
internal static class Spin
{
    // A pause is 10 to 40 ns on current processors: hot for some 20 us, which spans the gaps between kernels of a step, then some
    // 0.5 ms in which every 16th pause yields to whoever else wants the processor. Handing a job to a thread that spins takes 0.2 us,
    // waking one that is parked 10 us, on a virtual machine 50: a tenth of the pause that let it park.
    private const int Hot = 1000;
    private const int Tired = 16_000;
    private const int TiredCrowded = 64;
    private const int YieldMask = 15;

    /// <summary>Waits a moment.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Once(ref int waited)
    {
        waited++;
        if (waited > Hot && (waited & YieldMask) == 0)
        {
            Thread.Yield();
            return;
        }
        Pause();
    }

    /// <summary>Waits a moment, or says false when it has done so for long enough. With more threads than processors that is soon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool OnceOrTired(ref int waited, int threads)
    {
        if (waited >= Tired || (waited >= TiredCrowded && threads > Environment.ProcessorCount))
        {
            return false;
        }
        Once(ref waited);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pause()
    {
        if (X86Base.IsSupported)
        {
            X86Base.Pause();
        }
        else
        {
            Thread.SpinWait(1);
        }
    }
}
