using System.Globalization;

namespace Latent.Reporting.Charts;

/// <summary>The shapes of points, so that classes differ by more than colour.</summary>
internal static class Mark
{
    /// <summary>Shapes before they repeat.</summary>
    public const int Shapes = 10;

    /// <summary>The shape as path data, relative to the point before it, in a drawing of ten units a pixel.</summary>
    public static string Data(int shape, int r)
    {
        int half = (r + 1) / 2, wide = (r * 9 + 5) / 10;
        return (shape % Shapes) switch
        {
            // A line without length is a dot or a square by its ends: the shortest text there is.
            0 or 1 => "h0",
            2 => I($"m0-{r}l{wide} {r + half}h-{2 * wide}z"),
            3 => I($"m0-{r}l{r} {r}l-{r} {r}l-{r}-{r}z"),
            4 => I($"m-{r} 0h{2 * r}m-{r}-{r}v{2 * r}"),
            5 => I($"m-{wide}-{wide}l{2 * wide} {2 * wide}m-{2 * wide} 0l{2 * wide}-{2 * wide}"),
            6 => I($"m0 {r}l{wide}-{r + half}h-{2 * wide}z"),
            7 => I($"m-{r} 0a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0-{2 * r} 0"),
            8 => I($"m-{wide}-{wide}h{2 * wide}v{2 * wide}h-{2 * wide}z"),
            _ => I($"m0-{r}l{r} {r}l-{r} {r}l-{r}-{r}z"),
        };
    }

    /// <summary>Class and attributes of a path of such shapes.</summary>
    public static (string Style, string Attributes) Look(int shape, string stroke, string fill, int r) => (shape % Shapes) switch
    {
        0 => (stroke, I($"fill=\"none\" stroke-width=\"{2 * r}\" stroke-linecap=\"round\"")),
        1 => (stroke, I($"fill=\"none\" stroke-width=\"{2 * r * 9 / 10}\" stroke-linecap=\"square\" stroke-miterlimit=\"1\"")),
        2 or 3 or 6 => (fill, ""),
        _ => (stroke, I($"fill=\"none\" stroke-width=\"{Math.Max(10, r / 2)}\"")),
    };

    private static string I(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
