using System.Globalization;
using Latent.Evaluation;
using Latent.Reporting;

namespace Latent.Runs;

/// <summary>Words that the reports of runs have in common.</summary>
internal static class ReportText
{
    /// <summary>A whole number with groups of thousands.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>An estimate with its standard error, both to two digits after the point.</summary>
    public static string Show(Estimate estimate) => string.Create(CultureInfo.InvariantCulture, $"{estimate.Value:F2} ± {estimate.StandardError:F2}");

    /// <summary>A name as part of that of a file.</summary>
    public static string FileName(string text) => string.Concat(text.Select(static c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'));

    /// <summary>How a finding is shown.</summary>
    public static RemarkKind KindOf(Severity severity) => severity switch
    {
        Severity.Serious => RemarkKind.Problem,
        Severity.Warning => RemarkKind.Warning,
        _ => RemarkKind.Note,
    };

    /// <summary>What a latent map shows.</summary>
    public static string MapCaption(Evaluation.Pictures.SiteCodes site, string data) =>
        $"Mean codes of {Number(site.Count)} examples of {data}{(site.Width > 2 ? " in the two dimensions that carry most" : "")}"
        + (site.HasStandardPrior ? "; the circles hold 50, 90 and 99 % of the prior." : ".");
}
