namespace Latent.Optimization;

/// <summary>
/// What stands between a gradient and its use: g → clamp(Scale·g, -Limit, Limit). Any order of scaling and clamping has this form, so that
/// the optimiser's own sweep applies it and the gradients stay as they are.
/// </summary>
/// <param name="Scale">Positive.</param>
/// <param name="Limit">Positive, or infinite.</param>
/// <param name="Norm">The norm over all parameters after both, if it is known.</param>
internal readonly record struct GradientScaling(double Scale, double Limit, double? Norm)
{
    public static GradientScaling None { get; } = new(1, double.PositiveInfinity, null);

    public bool IsNone => Scale == 1 && double.IsPositiveInfinity(Limit);

    /// <summary>The result multiplied by a factor.</summary>
    public GradientScaling Times(double factor) => new(Scale * factor, Limit * factor, Norm * factor);

    /// <summary>The result clamped to ±limit.</summary>
    public GradientScaling Within(double limit) => new(Scale, Math.Min(Limit, limit), null);
}
