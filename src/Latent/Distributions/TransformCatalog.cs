namespace Latent.Distributions;

/// <summary>A line of <see cref="TransformCatalog"/>.</summary>
/// <param name="Type">The class.</param>
/// <param name="MadeBy">How it is made, as tables print it.</param>
/// <param name="Formula">y of x.</param>
/// <param name="LogDet">log |det ∂y/∂x|.</param>
/// <param name="Image">Where it maps the real numbers.</param>
public sealed record TransformEntry(Type Type, string MadeBy, string Formula, string LogDet, string Image);

/// <summary>Every transform of the library: the one list from which its table is made.</summary>
public static class TransformCatalog
{
    /// <summary>All entries, by the way they are made.</summary>
    public static IReadOnlyList<TransformEntry> All { get; } =
    [
        new(typeof(AffineTransform), "Transform.Affine(loc, scale)", "loc + scale·x", "log |scale|", "real"),
        new(typeof(ComposedTransform), "Transform.Compose(f, g, ...), f.Then(g)", "g(f(x))", "the sum of those of its parts", "that of its last part"),
        new(typeof(ExpTransform), "Transform.Exp", "eˣ", "x", "x > 0"),
        new(typeof(SigmoidTransform), "Transform.Sigmoid", "1/(1 + e⁻ˣ)", "-log(1 + eˣ) - log(1 + e⁻ˣ)", "0 < x < 1"),
        new(typeof(SoftplusTransform), "Transform.Softplus", "log(1 + eˣ)", "-log(1 + e⁻ˣ)", "x > 0"),
        new(typeof(TanhTransform), "Transform.Tanh", "tanh x", "2·(log 2 - x - log(1 + e⁻²ˣ))", "-1 < x < 1"),
        new(typeof(InvertedTransform), "f.Inverted()", "f⁻¹(x)", "that of f at y, with the sign turned", "what f takes"),
    ];
}
