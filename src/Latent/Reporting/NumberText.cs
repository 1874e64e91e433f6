using System.Globalization;

namespace Latent.Reporting;

/// <summary>Numbers as people read them: the same in every culture, with the sign − and groups of thousands.</summary>
internal static class NumberText
{
    /// <summary>A coordinate of a drawing: at most one digit after the point, never -0.</summary>
    public static string Coordinate(double value) => (Math.Round(value * 10) / 10 + 0.0).ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>A number with so many digits after the point.</summary>
    public static string Fixed(double value, int decimals)
    {
        if (!double.IsFinite(value))
            return double.IsNaN(value) ? "—" : value > 0 ? "∞" : "−∞";
        string format = (Math.Abs(value) >= 1000 ? "N" : "F") + decimals.ToString(CultureInfo.InvariantCulture);
        string text = Math.Abs(value).ToString(format, CultureInfo.InvariantCulture);
        return value < 0 && text.AsSpan().IndexOfAnyInRange('1', '9') >= 0 ? "−" + text : text;
    }

    /// <summary>A number with so many significant digits, never fewer than those before the point.</summary>
    public static string Significant(double value, int digits = 4)
    {
        if (!double.IsFinite(value) || value == 0)
            return Fixed(value, 0);
        int magnitude = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        return magnitude is < -4 or > 8
            ? Scientific(value, digits - 1)
            : Fixed(value, Math.Clamp(digits - 1 - magnitude, 0, 12));
    }

    /// <summary>A value with its standard error, both to the error's second significant digit: −97.12 ± 0.05.</summary>
    public static string WithError(double value, double error)
    {
        if (!double.IsFinite(error) || error <= 0 || !double.IsFinite(value))
            return $"{Significant(value)} ± {Significant(error, 2)}";
        int decimals = Math.Clamp(1 - (int)Math.Floor(Math.Log10(error)), 0, 12);
        return $"{Fixed(value, decimals)} ± {Fixed(error, decimals)}";
    }

    /// <summary>The label of a tick between neighbours that are <paramref name="step"/> apart.</summary>
    public static string Tick(double value, double step)
    {
        if (value != 0 && (Math.Abs(value) >= 1e7 || step < 1e-5))
            return Scientific(value, (int)Math.Clamp(Math.Ceiling(Math.Log10(Math.Abs(value) / step) - 1e-9), 0, 6));
        return Fixed(value, Math.Max(0, (int)Math.Ceiling(-Math.Log10(step) - 1e-9)));
    }

    /// <summary>The number as another program reads it: every digit it needs.</summary>
    public static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Scientific(double value, int decimals)
    {
        int magnitude = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        double mantissa = Math.Round(value / Math.Pow(10, magnitude), Math.Max(0, decimals));
        if (Math.Abs(mantissa) >= 10)
            (mantissa, magnitude) = (mantissa / 10, magnitude + 1);
        return (mantissa < 0 ? "−" : "") + Math.Abs(mantissa).ToString("0." + new string('#', Math.Max(0, decimals)), CultureInfo.InvariantCulture)
            + "e" + (magnitude < 0 ? "−" : "") + Math.Abs(magnitude).ToString(CultureInfo.InvariantCulture);
    }
}
