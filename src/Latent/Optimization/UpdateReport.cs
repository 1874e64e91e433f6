using System.Globalization;

namespace Latent.Optimization;

/// <summary>What a step did to the gradient before it was used.</summary>
/// <param name="Norm">
/// The Euclidean norm √Σg² over all parameters, as <see cref="NormClipping"/> or <see cref="StepSkipping"/> met it; null if neither
/// measured it.
/// </param>
/// <param name="Scale">What the gradient was multiplied by, 1 if it was not scaled.</param>
/// <param name="Clipped">How many of its elements were set to a limit.</param>
/// <param name="Skipped">Whether the parameters stayed as they were.</param>
public readonly record struct UpdateReport(double? Norm = null, double Scale = 1, long Clipped = 0, bool Skipped = false)
{
    /// <summary>The report of a step that used the gradient as it was.</summary>
    public static UpdateReport Nothing { get; } = new(null);

    /// <summary>For example <c>norm 312.5, scaled by 0.64</c>.</summary>
    public override string ToString()
    {
        List<string> parts = [];
        if (Norm is { } norm) parts.Add(string.Create(CultureInfo.InvariantCulture, $"norm {norm:G6}"));
        if (Scale != 1) parts.Add(string.Create(CultureInfo.InvariantCulture, $"scaled by {Scale:G6}"));
        if (Clipped != 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{Clipped} elements clipped"));
        if (Skipped) parts.Add("skipped");
        return parts.Count == 0 ? "nothing clipped" : string.Join(", ", parts);
    }
}
