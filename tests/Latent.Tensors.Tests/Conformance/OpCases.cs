using System.Reflection;

namespace Latent.Tensors.Tests.Conformance;

/// <summary>The one list of operations that the conformance tests run over; families add theirs in partial files.</summary>
public static partial class OpCases
{
    // Each family is a static property of this class; a new one is found by its type.
    private static readonly Dictionary<string, OpCase> s_all = typeof(OpCases)
        .GetProperties(BindingFlags.Static | BindingFlags.NonPublic)
        .Where(p => p.PropertyType == typeof(OpCase[]))
        .SelectMany(p => (OpCase[])p.GetValue(null)!)
        .ToDictionary(c => c.Name, StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. s_all.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The element-wise operations, which work at any one shape of all their operands.</summary>
    public static TheoryData<string> ElementwiseNames => [.. ElementwiseCases.Select(c => c.Name)];

    public static OpCase Get(string name) => s_all[name];

    private static OpCase Unary(string name, Func<Tensor, Tensor> f, double low = -2, double high = 2) =>
        new(name, [new([3, 7], low, high)], x => f(x[0]));

    private static OpCase Binary(string name, Func<Tensor, Tensor, Tensor> f, Shape a, Shape b, double low = -2, double high = 2) =>
        new($"{name} {a} {b}", [new(a, low, high), new(b, low, high)], x => f(x[0], x[1]));
}
