namespace Latent.Optimization;

/// <summary>Whole powers by repeated squaring: the platform's own power differs in its last bit from machine to machine.</summary>
internal static class Powers
{
    /// <summary>x^exponent for an exponent of 0 or more.</summary>
    public static double Of(double x, long exponent)
    {
        double result = 1;
        for (; exponent > 0; exponent >>= 1, x *= x)
            if ((exponent & 1) != 0) result *= x;
        return result;
    }
}
