namespace Latent.Reporting.Charts;

/// <summary>One field of a <see cref="LineChart"/>: lines over a common y.</summary>
/// <param name="Label">What y is, with its unit: <c>ELBO, nats per image</c>.</param>
/// <param name="Series">The lines; their look follows their order.</param>
public sealed record LinePanel(string Label, params IReadOnlyList<LineSeries> Series)
{
    /// <summary>Equal ratios of y are equally far apart; values not above 0 are gaps.</summary>
    public bool LogY { get; init; }

    /// <summary>The low end of y; by default the least value.</summary>
    public double? Low { get; init; }

    /// <summary>The high end of y; by default the greatest value.</summary>
    public double? High { get; init; }

    /// <summary>
    /// From which x on the values decide the range of y: the first steps of a training may leave the field, so that the last can be told
    /// apart. By default all values do.
    /// </summary>
    public double? RangeFrom { get; init; }

    /// <summary>A level drawn across, such as a published figure.</summary>
    public double? Level { get; init; }

    /// <summary>What the level is.</summary>
    public string LevelName { get; init; } = "";
}
