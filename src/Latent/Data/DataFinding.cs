namespace Latent.Data;

/// <summary>How bad a finding is.</summary>
public enum FindingLevel
{
    /// <summary>Training can go on; the result may not be what is hoped for.</summary>
    Warning,

    /// <summary>Training makes no sense.</summary>
    Error,
}

/// <summary>Something about data that whoever trains on it should know before.</summary>
/// <param name="Level">How bad it is.</param>
/// <param name="Column">Which column.</param>
/// <param name="Text">What was found, where, and what to do.</param>
public sealed record DataFinding(FindingLevel Level, string Column, string Text);
