using System.Globalization;

namespace Latent.Cli.Inspection;

/// <summary>Sizes in words.</summary>
internal static class Sizes
{
    /// <summary>Bytes, and the same in a unit that is easy to read.</summary>
    public static string Bytes(long bytes)
    {
        (double size, string unit) = bytes switch
        {
            >= 1L << 30 => (bytes / (double)(1L << 30), "GiB"),
            >= 1 << 20 => (bytes / (double)(1 << 20), "MiB"),
            >= 1 << 10 => (bytes / 1024.0, "KiB"),
            _ => (0, ""),
        };
        string exact = string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes");
        return unit.Length == 0 ? exact : string.Create(CultureInfo.InvariantCulture, $"{size:F1} {unit} ({exact})");
    }

    /// <summary>A whole number with groups of thousands.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
