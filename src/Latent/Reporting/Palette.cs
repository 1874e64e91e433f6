using System.Text;

namespace Latent.Reporting;

/// <summary>
/// The colours of charts and pages, for light and dark screens, and the classes by which drawings name them, so that one drawing suits both.
/// </summary>
/// <remarks>
/// Categories begin with those of M. Okabe, K. Ito, "Color universal design", 2008, darkened or lightened until they stand out from paper
/// and screen, and go on with P. Tol's muted ones. Ramps are viridis (N. Smith, S. van der Walt, 2015) without the end that is like the
/// ground. No chart tells its series apart by colour alone.
/// </remarks>
internal static class Palette
{
    /// <summary>Colours of categories before they repeat.</summary>
    public const int Categories = 10;

    /// <summary>Colours of a ramp.</summary>
    public const int RampSteps = 10;

    private static readonly string[] Viridis =
        ["#440154", "#482173", "#433e85", "#38598c", "#2d708e", "#25858e", "#1e9b8a", "#2ab07f", "#52c569", "#86d549", "#c2df23", "#fde725"];

    public static readonly Scheme Light = new(
        Paper: "#ffffff", Page: "#f7f8fa", Ink: "#1c2530", Faint: "#5a6673", Rule: "#e1e5ea", Axis: "#8b96a3",
        Accent: "#0b62a8", Good: "#1b7a4b", Warning: "#a34700", Error: "#b3261e",
        ["#0072b2", "#d55e00", "#009270", "#b5528f", "#b87d00", "#3f9fdd", "#332288", "#882255", "#77781a", "#57606b"], RampFrom: 0);

    public static readonly Scheme Dark = new(
        Paper: "#171b21", Page: "#101318", Ink: "#e7ebf0", Faint: "#9ba7b5", Rule: "#2a313b", Axis: "#66717f",
        Accent: "#6db9f7", Good: "#5fd39b", Warning: "#ffa666", Error: "#ff8f87",
        ["#5ab0f2", "#ff8f52", "#3ccf9f", "#ea9ccb", "#f0bd45", "#a9dcfb", "#a79cf5", "#e5739f", "#cfcf62", "#b4bcc6"], RampFrom: 2);

    /// <summary>Rules for drawings of class <c>lc</c>; they may stand in a drawing or once in a page that holds many.</summary>
    public static readonly string ChartStyle = ChartRules(Light, "") + "@media screen and (prefers-color-scheme:dark){\n" + ChartRules(Dark, " ") + "}\n";

    // Plain rules, not variables: tools other than browsers then draw the light scheme.
    private static string ChartRules(Scheme scheme, string indent)
    {
        StringBuilder css = new();
        void Rule(string selector, string body) => css.Append(indent).Append(".lc ").Append(selector).Append('{').Append(body).Append("}\n");
        Rule(".ground", $"fill:{scheme.Paper}");
        Rule("text", $"fill:{scheme.Ink}");
        Rule(".faint", $"fill:{scheme.Faint}");
        Rule(".halo", $"stroke:{scheme.Paper};stroke-width:3.5px;stroke-linejoin:round;paint-order:stroke");
        Rule(".grid", $"stroke:{scheme.Rule}");
        Rule(".axis", $"stroke:{scheme.Axis}");
        Rule(".ink", $"stroke:{scheme.Ink}");
        for (int i = 0; i < Categories; i++)
        {
            Rule($".s{i}", $"stroke:{scheme.Categories[i]}");
            Rule($".f{i}", $"fill:{scheme.Categories[i]}");
        }

        for (int i = 0; i < RampSteps; i++)
        {
            Rule($".rs{i}", $"stroke:{Viridis[scheme.RampFrom + i]}");
            Rule($".rf{i}", $"fill:{Viridis[scheme.RampFrom + i]}");
        }

        return css.ToString();
    }

    /// <summary>One set of colours.</summary>
    internal sealed record Scheme(
        string Paper, string Page, string Ink, string Faint, string Rule, string Axis, string Accent, string Good, string Warning, string Error,
        IReadOnlyList<string> Categories, int RampFrom);
}
