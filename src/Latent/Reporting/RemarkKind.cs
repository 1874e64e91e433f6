namespace Latent.Reporting;

/// <summary>How much a remark in a report matters.</summary>
public enum RemarkKind
{
    /// <summary>Good to know.</summary>
    Note,

    /// <summary>What was looked for is as it should be.</summary>
    Good,

    /// <summary>Results may be less than they could be.</summary>
    Warning,

    /// <summary>Results cannot be trusted.</summary>
    Problem,
}
