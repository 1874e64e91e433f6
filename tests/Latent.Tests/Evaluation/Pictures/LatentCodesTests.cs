using Latent.Data;
using Latent.Evaluation.Pictures;
using Latent.Models;
using Latent.Reporting.Charts;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Evaluation.Pictures;

public sealed class LatentCodesTests
{
    private static readonly IDataset Data = LinearImages.Data(0.1, 0.9, 0, 0, 0.3, 0.7, 0, 0, 0.5, 0.2, 0, 0);

    [Fact]
    public void Codes_are_the_means_of_q_with_the_KL_of_each_dimension()
    {
        LatentCodes codes = LatentCodes.Encode(LinearImages.Flat, Data, RandomKey.FromSeed(1));
        SiteCodes z = codes.At();
        Assert.Equal(("z", 2, 3), (z.Name, z.Width, z.Count));
        Assert.Equal([0.3, 0.7], z[1].ToArray());
        Assert.Equal([0.9, 0.7, 0.2], z.Dimension(1));
        Assert.Equal([0.3, 0.6], z.Mean().Select(static v => Math.Round(v, 12)));
        double[] squares = [(0.01 + 0.09 + 0.25) / 3, (0.81 + 0.49 + 0.04) / 3];
        for (int d = 0; d < 2; d++)
        {
            double s = LinearImages.Scales[d];
            Assert.Equal(0.5 * ((s * s) + squares[d] - 1 - (2 * Math.Log(s))), z.Kl[d], 1e-12);
        }

        Assert.Equal([1, 0], z.ByActivity());
        Assert.True(z.HasStandardPrior);
        Assert.Equal([0, 1, 0], codes.Classes);
        Assert.Equal(["even", "odd"], codes.ClassNames);
    }

    [Fact]
    public void They_do_not_depend_on_batches_or_threads()
    {
        Vae model = TinyVae.Make();
        IDataset data = TinyVae.Images(37).With(new Latent.Data.Transforms.Flatten(), new Latent.Data.Transforms.Binarize());
        LatentCodes whole = LatentCodes.Encode(model, data, RandomKey.FromSeed(1), device: Device.CreateCpu(1));
        foreach (int batch in new[] { 1, 5, 36 })
        {
            LatentCodes cut = LatentCodes.Encode(model, data, RandomKey.FromSeed(1), batchSize: batch, device: Device.CreateCpu(3));
            Assert.Equal(whole.At().Dimension(0), cut.At().Dimension(0));
            Assert.Equal(whole.At().Kl, cut.At().Kl);
        }

        Assert.Equal(whole.At().Dimension(1)[..5], LatentCodes.Encode(model, data, RandomKey.FromSeed(1), count: 5).At().Dimension(1));
        Assert.NotEqual(whole.At().Dimension(0), LatentCodes.Encode(model, data, RandomKey.FromSeed(2)).At().Dimension(0));
    }

    [Fact]
    public void Every_latent_variable_of_a_hierarchy_is_encoded()
    {
        LatentCodes codes = LatentCodes.Encode(LinearImages.Deep, Data, RandomKey.FromSeed(1));
        Assert.Equal(["top", "below"], codes.Sites.Select(static site => site.Name));
        Assert.Equal([0.9, 0.7, 0.2], codes.At("below").Dimension(0));
        Assert.True(codes.At("top").HasStandardPrior);
        Assert.False(codes.At("below").HasStandardPrior);
        Assert.Contains("no latent variable 'q'; it has: top, below", Assert.Throws<KeyNotFoundException>(() => codes.At("q")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_map_shows_the_two_most_active_dimensions_in_their_classes()
    {
        LatentCodes codes = LatentCodes.Encode(LinearImages.Flat, Data, RandomKey.FromSeed(1));
        ScatterChart map = LatentCharts.Map(codes);
        Assert.Equal([0.1, 0.3, 0.5], map.X);
        Assert.Equal("z[1], KL 1.14 nats", map.YLabel);
        Assert.Equal(codes.Classes, map.Classes);
        Assert.NotEmpty(map.PriorParts);
        ScatterChart turned = LatentCharts.Map(codes, "z", (1, 0));
        Assert.Equal([0.9, 0.7, 0.2], turned.X);
        LatentCodes deep = LatentCodes.Encode(LinearImages.Deep, Data, RandomKey.FromSeed(1));
        Assert.Contains("'top' has 1 dimension; a map needs two", Assert.Throws<ArgumentException>(() => LatentCharts.Map(deep)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => LatentCharts.Map(codes, "z", (0, 2)));
    }

    [Fact]
    public void The_KL_chart_is_sorted_and_hollow_where_nothing_is_told()
    {
        LatentCodes codes = LatentCodes.Encode(LinearImages.Flat, Data, RandomKey.FromSeed(1));
        BarChart chart = LatentCharts.KlPerDimension(codes);
        Assert.True(chart.IsSorted);
        Assert.Equal(codes.At().Kl, chart.Bars.Select(static bar => bar.Value));
        Assert.DoesNotContain(chart.Bars, static bar => bar.IsHollow);
        LatentModel silent = new Lambda(static t => _ = t.Latent("z", t.StandardNormal(2), () => t.StandardNormal(2)));
        Assert.All(LatentCharts.KlPerDimension(LatentCodes.Encode(silent, Data, RandomKey.FromSeed(1))).Bars, static bar => Assert.True(bar.IsHollow));
    }

    [Fact]
    public void A_KL_that_is_not_of_single_dimensions_is_none()
    {
        // q has a full covariance: its KL is known, but not dimension by dimension.
        LinearGaussian model = LinearGaussian.Exact();
        IDataset data = new ColumnDataset("one", new Latent.Data.Columns.ValueColumn(
            new DataColumn("x", [3]) { Type = DType.Float64 }, (ReadOnlyMemory<double>)LinearGaussian.X));
        LatentCodes codes = LatentCodes.Encode(model, data, RandomKey.FromSeed(1));
        Assert.Empty(codes.At().Kl);
        Assert.Empty(codes.Classes);
        Assert.Contains("'z' has no closed form", Assert.Throws<NotSupportedException>(() => LatentCharts.KlPerDimension(codes)).Message, StringComparison.Ordinal);
        Assert.Equal("z[0]", LatentCharts.Map(codes).XLabel);
    }

    [Fact]
    public void Nothing_to_encode_is_refused()
    {
        Assert.Contains("squares holds no examples", Assert.Throws<ArgumentException>(
            () => LatentCodes.Encode(LinearImages.Flat, Data.Take(0), RandomKey.FromSeed(1))).Message, StringComparison.Ordinal);
        LatentModel bare = new Lambda(static t => t.Observe("x", static () => throw new InvalidOperationException("not asked for")));
        Assert.ThrowsAny<Exception>(() => LatentCodes.Encode(bare, Data, RandomKey.FromSeed(1)));
    }
}
