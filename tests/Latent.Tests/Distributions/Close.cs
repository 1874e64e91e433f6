namespace Latent.Tests.Distributions;

/// <summary>Comparisons by relative and absolute error together.</summary>
internal static class Close
{
    public static void Check(double expected, double actual, double tolerance, string what)
    {
        bool close = expected.Equals(actual) || Math.Abs(expected - actual) <= tolerance * Math.Max(1, Math.Abs(expected));
        Assert.True(close, $"{what}: expected {expected:R}, got {actual:R}, tolerance {tolerance:R}");
    }

    public static void Check(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance, string what)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: expected {expected.Length} values, got {actual.Length}");
        for (int i = 0; i < expected.Length; i++)
            Check(expected[i], actual[i], tolerance, $"{what}, element {i}");
    }
}
