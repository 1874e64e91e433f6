using System.Runtime.InteropServices;
using Latent.Tensors;

namespace Latent.Benchmarks;

/// <summary>Aligned float32 memory for cases that call a kernel directly.</summary>
internal sealed unsafe class Floats : IDisposable
{
    private const int Alignment = 64;

    /// <summary>Memory filled with standard normal numbers, so that no kernel meets zeros, denormals or one repeated value.</summary>
    public Floats(int length, ulong seed = 1)
    {
        Pointer = (float*)NativeMemory.AlignedAlloc((nuint)length * sizeof(float), Alignment);
        RandomKey.FromSeed(seed).Normal(new Span<float>(Pointer, length));
    }

    public float* Pointer { get; private set; }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
