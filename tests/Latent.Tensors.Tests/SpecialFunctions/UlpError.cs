namespace Latent.Tensors.Tests.SpecialFunctions;

/// <summary>Errors in units in the last place of the exact value, subnormals included.</summary>
internal static class UlpError
{
    public static double UlpOfDouble(double exact) =>
        exact == 0 ? double.Epsilon : Math.Max(double.Epsilon, Math.ScaleB(1, Math.ILogB(exact) - 52));

    public static double UlpOfSingle(double exact) => exact == 0 ? float.Epsilon : Math.ScaleB(1, Math.Max(Math.ILogB(exact), -126) - 23);

    /// <summary>
    /// |value - exact| in float ulp; ∞ counts as 2^128, a missing or surplus NaN or a wrong sign of zero as infinitely wrong.
    /// </summary>
    public static double OfSingle(float value, double exact)
    {
        if (double.IsNaN(exact) || float.IsNaN(value))
            return double.IsNaN(exact) && float.IsNaN(value) ? 0 : double.PositiveInfinity;
        if ((float)exact == value)
        {
            if (float.IsInfinity(value))
                return 0;
            if (value == 0 && exact == 0 && float.IsNegative(value) != double.IsNegative(exact))
                return double.PositiveInfinity;
        }

        if (double.IsInfinity(exact))
            return double.PositiveInfinity;
        double wide = float.IsInfinity(value) ? Math.CopySign(Math.ScaleB(1, 128), value) : value;
        return Math.Abs(wide - exact) / UlpOfSingle(exact);
    }
}
