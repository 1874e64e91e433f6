namespace Latent.Tensors.Tests.Kernels.Convolution;

/// <summary>Numbers for the convolution tests: a fixed sequence, no generator of the engine needed.</summary>
internal static class ConvolutionData
{
    /// <summary>Values in (-1, 1) that follow from the index and the seed alone (Weyl sequence, bits mixed).</summary>
    public static double[] Doubles(long length, int seed)
    {
        var values = new double[length];
        for (var i = 0; i < values.Length; i++)
        {
            var bits = (ulong)(i + 1 + (seed * 1_000_003L)) * 0x9E3779B97F4A7C15UL;
            bits = (bits ^ (bits >> 29)) * 0xBF58476D1CE4E5B9UL;
            bits ^= bits >> 32;
            values[i] = ((bits >> 11) * (2.0 / (1UL << 53))) - 1.0;
        }
        return values;
    }

    /// <summary>The same in single precision.</summary>
    public static float[] Floats(long length, int seed) => Array.ConvertAll(Doubles(length, seed), static v => (float)v);

    /// <summary>The inner product.</summary>
    public static double Inner(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
