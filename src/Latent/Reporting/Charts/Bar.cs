namespace Latent.Reporting.Charts;

/// <summary>One bar of a <see cref="BarChart"/>.</summary>
/// <param name="Name">What stands below it.</param>
/// <param name="Value">How high it is.</param>
public sealed record Bar(string Name, double Value)
{
    /// <summary>Drawn hollow, such as a dimension that carries nothing.</summary>
    public bool IsHollow { get; init; }

    /// <summary>The standard error of the value, drawn as a whisker; 0 for none.</summary>
    public double Error { get; init; }
}
