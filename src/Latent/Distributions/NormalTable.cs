using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>log N(zₙ; μₖ, σₖ²) of every value and every component of a batch of diagonal normals, without a tensor of values · K · event.</summary>
internal static class NormalTable
{
    // μ²/σ² up to which the expanded square is exact to 1e-7 in float64.
    private const double Widest = 1e9;

    /// <summary>[..., K] of values [..., event].</summary>
    /// <returns>Null where the components are no diagonal normals of one batch axis.</returns>
    public static Tensor? Of(Distribution components, Tensor value)
    {
        if (components is not Normal { EventAxes: > 0, BatchShape.Rank: 1 } normal) return null;
        Tensor loc = normal.Loc, logScale = normal.LogScale;
        if (value.Shape.Slice(value.Shape.Rank - normal.EventAxes, value.Shape.Rank) != normal.EventShape) return null;
        return loc.DType == DType.Float32 && value.DType == DType.Float32 && IsWide(loc, logScale)
            ? ByProducts(value, loc, logScale, normal.EventAxes)
            : Ops.NormalLogProb(value.Unsqueeze(value.Shape.Rank - normal.EventAxes), loc, logScale, normal.EventAxes);
    }

    // Far from μ, what the expansion loses is little against (z - μ)²/σ²; near it z is about μ. So it depends on the components alone whether
    // the products will do, and a value has the same bits in any batch.
    private static bool IsWide(Tensor loc, Tensor logScale) => (loc.Detach() * (-logScale.Detach()).Exp()).Square().Max().Item() <= Widest;

    // -½ Σ (z² - 2zμ + μ²)/σ² - Σ log σ - D/2·log 2π as two matrix products in float64, one for the squares and one for the rest.
    private static Tensor ByProducts(Tensor value, Tensor loc, Tensor logScale, int eventAxes)
    {
        Shape lead = value.Shape.Slice(0, value.Shape.Rank - eventAxes);
        int count = loc.Shape[0], width = loc.Shape.Count / Math.Max(count, 1);
        Tensor z = value.To(DType.Float64).Reshape(lead.Count, width);
        Tensor mean = loc.To(DType.Float64).Reshape(count, width), log = logScale.To(DType.Float64).Reshape(count, width);
        Tensor precision = (-2.0 * log).Exp(), weighted = mean * precision;
        Tensor constant = (0.5 * (mean * weighted).Sum(-1)) + log.Sum(-1) + (width * 0.5 * Math.Log(2 * Math.PI));
        Tensor all = z.MatMul(weighted, Transpose.B) - z.Square().MatMul(0.5 * precision, Transpose.B) - constant;
        return all.To(loc.DType).Reshape(lead.Concat([count]));
    }
}
