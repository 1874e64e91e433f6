using Latent.Data;
using Latent.Data.Columns;
using Latent.Distributions;
using Latent.Evaluation.Pictures;
using Latent.Models;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Evaluation.Pictures;

/// <summary>
/// Images of 2 x 2 pixels and models whose pictures can be worked out by hand: the code is the first row of the image, and the decoder
/// gives (z0, z1, z0 + z1, z0 - z1).
/// </summary>
internal static class LinearImages
{
    /// <summary>Standard deviations of q, so that the KL of a dimension is known.</summary>
    public static readonly double[] Scales = [0.5, 0.25];

    public static readonly ImageView View = new(1, 2, 2);

    /// <summary>z ~ N(0, I) in two dimensions.</summary>
    public static LatentModel Flat { get; } = new Lambda(static t =>
    {
        Tensor z = t.Latent("z", t.StandardNormal(2), () => Posterior(t));
        t.Observe("x", () => Normal.FromScale(Decode(z), t.Pass.Full([], 0.1, DType.Float64), eventAxes: 1));
    });

    /// <summary>top ~ N(0, 1), below ~ N(top, 1): two latent variables of one dimension.</summary>
    public static LatentModel Deep { get; } = new Lambda(static t =>
    {
        Tensor One() => t.Pass.Full([], 1, DType.Float64);
        Tensor top = t.Latent("top", t.StandardNormal(1), () => Normal.FromScale(t.Observed("x").Slice(1, 0, 1), One(), eventAxes: 1));
        Tensor below = t.Latent("below", Normal.FromScale(top, One(), eventAxes: 1), () => Normal.FromScale(t.Observed("x").Slice(1, 1, 1), One(), eventAxes: 1));
        t.Observe("x", () => Normal.FromScale(Decode(Ops.Concat([top, below], 1)), t.Pass.Full([], 0.1, DType.Float64), eventAxes: 1));
    });

    /// <summary>Examples with the class of their number.</summary>
    public static IDataset Data(params double[] pixels) => new ColumnDataset("squares",
        new ValueColumn(new DataColumn("x", [4]) { Type = DType.Float64 }, (ReadOnlyMemory<double>)pixels),
        new ValueColumn(new DataColumn("y", []) { Classes = ["even", "odd"], Type = DType.Float64 },
            (ReadOnlyMemory<double>)Enumerable.Range(0, pixels.Length / 4).Select(static i => (double)(i % 2)).ToArray()));

    public static float[] Image(double z0, double z1) => [(float)z0, (float)z1, (float)(z0 + z1), (float)(z0 - z1)];

    private static Normal Posterior(Trace t) => Normal.FromScale(t.Observed("x").Slice(1, 0, 2), t.Pass.From(Scales, [2]), eventAxes: 1);

    private static Tensor Decode(Tensor z)
    {
        Tensor a = z.Slice(1, 0, 1), b = z.Slice(1, 1, 1);
        return Ops.Concat([a, b, a + b, a - b], 1);
    }
}
