using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.Kernels.Simd.Shaping;

/// <summary>What is done with a row of numbers side by side.</summary>
internal static unsafe class RowKernel<N, T>
    where N : struct, IVector<N, T>
    where T : unmanaged, INumber<T>
{
    /// <summary>output += input. One addition each, so a vector and the loop after the last full one give the same bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(T* output, T* input, int count)
    {
        int i = 0;
        for (; i <= count - N.Lanes; i += N.Lanes) N.Store(N.Load(output + i) + N.Load(input + i), output + i);
        for (; i < count; i++) output[i] += input[i];
    }

    /// <summary>output[i] = input[-i]: vectors are read backwards and their lanes exchanged.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Reverse(T* output, T* input, int count)
    {
        int i = 0;
        if (sizeof(T) == sizeof(uint))
        {
            Vector512<uint> order = Vector512.Create(15u, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
            for (; i <= count - 16; i += 16) Vector512.Shuffle(Vector512.Load((uint*)(input - i - 15)), order).Store((uint*)(output + i));
        }
        for (; i < count; i++) output[i] = input[-i];
    }

    /// <summary>output = input, or output += input.</summary>
    public static void Put(T* output, T* input, int count, bool accumulate)
    {
        if (accumulate) Add(output, input, count);
        else if (count >= 8) new Span<T>(input, count).CopyTo(new Span<T>(output, count));
        else
            for (int i = 0; i < count; i++) output[i] = input[i];
    }
}
