using System.Reflection;
using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

/// <summary>The one list of closed-form KL divergences that the tests run over; families add theirs in partial files.</summary>
public static partial class KlCases
{
    private static readonly Dictionary<string, KlCase> s_all = typeof(KlCases)
        .GetProperties(BindingFlags.Static | BindingFlags.NonPublic)
        .Where(static p => p.PropertyType == typeof(KlCase[]))
        .SelectMany(static p => (KlCase[])p.GetValue(null)!)
        .ToDictionary(static c => c.Name, StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. s_all.Keys.Order(StringComparer.Ordinal)];

    public static IEnumerable<KlCase> All => s_all.Values;

    public static KlCase Get(string name) => s_all[name];

    // Both members of one family.
    internal static KlCase Pair(
        string name, Func<Tensor[], Distribution> family, CaseParameter[] q, CaseParameter[] p, double? expected = null, double[]? breaks = null,
        bool integrable = true) => new(name, family, q, family, p) { Expected = expected, Breaks = breaks ?? [], Integrable = integrable };

    internal static CaseParameter P(double value) => DistributionCases.P(value);

    internal static CaseParameter P(Shape shape, params double[] values) => DistributionCases.P(shape, values);
}
