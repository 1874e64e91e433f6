using System.Reflection;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

/// <summary>The one list of distributions that the conformance tests run over; families add theirs in partial files.</summary>
public static partial class DistributionCases
{
    // Each file is a static property of this class; a new one is found by its type.
    private static readonly Dictionary<string, DistributionCase> s_all = typeof(DistributionCases)
        .GetProperties(BindingFlags.Static | BindingFlags.NonPublic)
        .Where(static p => p.PropertyType == typeof(DistributionCase[]))
        .SelectMany(static p => (DistributionCase[])p.GetValue(null)!)
        .ToDictionary(static c => c.Name, StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. s_all.Keys.Order(StringComparer.Ordinal)];

    public static IEnumerable<DistributionCase> All => s_all.Values;

    public static DistributionCase Get(string name) => s_all[name];

    /// <summary>A scalar parameter.</summary>
    internal static CaseParameter P(double value) => new([value], []);

    /// <summary>A parameter of a shape, its values row by row.</summary>
    internal static CaseParameter P(Shape shape, params double[] values) => new(values, shape);
}
