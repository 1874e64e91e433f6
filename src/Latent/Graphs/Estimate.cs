using System.Globalization;

namespace Latent.Graphs;

/// <summary>An estimate from samples.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="StandardError">Its standard error, itself estimated from the samples.</param>
public readonly record struct Estimate(double Value, double StandardError)
{
    /// <summary>For instance <c>0.2842 ± 0.0031</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:G4} ± {StandardError:G2}");
}
