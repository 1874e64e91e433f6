using Latent.Data;
using Latent.Data.Columns;
using Latent.Data.Transforms;
using Latent.Evaluation.Pictures;
using Latent.Models;
using Latent.Reporting;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Evaluation.Pictures;

public sealed class ModelPicturesTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(3);
    private static readonly IDataset Data = LinearImages.Data(0.1, 0.9, 0.5, 0.5, 0.3, 0.7, 0.25, 0, 0.5, 0.2, 1, 1);

    private static ModelPictures Flat { get; } = new(LinearImages.Flat, LinearImages.View, Key);

    private static ModelPictures Deep { get; } = new(LinearImages.Deep, LinearImages.View, Key);

    [Fact]
    public void A_reconstruction_is_the_mean_at_the_mean_code_below_its_original()
    {
        float[] images = Flat.ReconstructImages(Data, [2, 0]);
        Assert.Equal([.. LinearImages.Image(0.5, 0.2), .. LinearImages.Image(0.1, 0.9)], images);
        Assert.Equal(LinearImages.Image(0.3, 0.7), Deep.ReconstructImages(Data, [1]));

        Picture sheet = Flat.Reconstructions(Data, [2, 0, 1], columns: 2);
        ImageGrid grid = new ImageGrid(4, 2, 2, 2) { RowLabels = ["data", "model", "data", "model"] }.FitTo(960);
        float[] grey = [48 / 255f, 48 / 255f, 48 / 255f, 48 / 255f];
        Picture expected = grid.Draw([.. Pixels(2), .. Pixels(0), .. images, .. Pixels(1), .. grey, .. LinearImages.Image(0.3, 0.7), .. grey]);
        Assert.Equal(expected.Pixels.ToArray(), sheet.Pixels.ToArray());
        // What is shown above may be other than what the encoder sees.
        Assert.NotEqual(sheet.Pixels.ToArray(), Flat.Reconstructions(Data, [2, 0, 1], LinearImages.Data(new double[12]), columns: 2).Pixels.ToArray());
    }

    [Fact]
    public void A_traversal_moves_one_dimension_and_leaves_the_others()
    {
        LatentCodes codes = LatentCodes.Encode(LinearImages.Flat, Data, Key);
        float[] images = Flat.TraversalImages(codes, [1, 0], low: -1, high: 1, steps: 3);
        Assert.Equal(Rounded([.. LinearImages.Image(0.3, -1), .. LinearImages.Image(0.3, 0), .. LinearImages.Image(0.3, 1),
            .. LinearImages.Image(-1, 0.6), .. LinearImages.Image(0, 0.6), .. LinearImages.Image(1, 0.6)]), Rounded(images));
        Assert.Equal(Rounded([.. LinearImages.Image(-1, 0.2), .. LinearImages.Image(1, 0.2)]),
            Rounded(Flat.TraversalImages(codes, [0], around: 2, low: -1, high: 1, steps: 2)));
        Picture sheet = Flat.Traversal(codes, [1, 0], low: -1, high: 1, steps: 3);
        ImageGrid grid = new ImageGrid(2, 3, 2, 2) { RowLabels = ["z[1]  KL 1.14", "z[0]  KL 0.38"], ColumnLabels = ["−1", "0", "1"] }.FitTo(960);
        Assert.Equal(grid.Draw(images).Pixels.ToArray(), sheet.Pixels.ToArray());
    }

    [Fact]
    public void In_a_hierarchy_what_lies_above_stays_and_what_lies_below_follows_with_the_same_noise()
    {
        LatentCodes codes = LatentCodes.Encode(LinearImages.Deep, Data, Key);
        float[] top = Deep.TraversalImages(codes, [0], "top", low: -2, high: 2, steps: 5);
        double noise = top[1] - top[0];
        Assert.NotEqual(0, noise);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(-2 + i, top[4 * i], 1e-6);
            Assert.Equal(-2 + i + noise, top[(4 * i) + 1], 1e-6);
        }

        float[] below = Deep.TraversalImages(codes, [0], "below", low: -2, high: 2, steps: 5);
        for (int i = 0; i < 5; i++)
            Assert.Equal(Rounded(LinearImages.Image(0.3, -2 + i)), Rounded(below[(4 * i)..(4 * (i + 1))]));
    }

    [Fact]
    public void An_interpolation_goes_from_code_to_code()
    {
        float[] line = Flat.InterpolateImages(Data, [(0, 1)], steps: 3);
        Assert.Equal(Rounded([.. LinearImages.Image(0.1, 0.9), .. LinearImages.Image(0.2, 0.8), .. LinearImages.Image(0.3, 0.7)]), Rounded(line));
        Assert.Equal(Rounded(line), Rounded(Deep.InterpolateImages(Data, [(0, 1)], steps: 3)));
        float[] arc = Flat.InterpolateImages(Data, [(0, 1), (2, 2)], steps: 3, spherical: true);
        Assert.Equal(Rounded(line[..4]), Rounded(arc[..4]));
        Assert.Equal(Rounded(line[8..]), Rounded(arc[8..12]));
        Assert.NotEqual(Rounded(line[4..8]), Rounded(arc[4..8]));
        Assert.Equal(Rounded(LinearImages.Image(0.5, 0.2)), Rounded(arc[16..20]));
        Picture sheet = Flat.Interpolations(Data, [(0, 1)], steps: 3);
        ImageGrid grid = new ImageGrid(2, 5, 2, 2) { RowLabels = ["line", "arc"], ColumnLabels = ["data", "0", "0.5", "1", "data"] }.FitTo(960);
        Assert.Equal(grid.Draw([.. Pixels(0), .. line, .. Pixels(1), .. Pixels(0), .. arc[..12], .. Pixels(1)]).Pixels.ToArray(), sheet.Pixels.ToArray());
    }

    [Fact]
    public void The_arc_keeps_to_the_sphere()
    {
        double[] result = new double[2];
        ModelPictures.Between([1, 0], [0, 1], 0.5, spherical: true, result);
        Assert.Equal([Math.Sqrt(0.5), Math.Sqrt(0.5)], result.Select(static v => v), static (a, b) => Math.Abs(a - b) < 1e-15);
        ModelPictures.Between([2, 0], [0, 2], 1.0 / 3, spherical: true, result);
        Assert.Equal(2, Math.Sqrt((result[0] * result[0]) + (result[1] * result[1])), 1e-14);
        Assert.Equal(2 * Math.Sin(Math.PI / 6), result[1], 1e-14);
        foreach ((double[] a, double[] b, double[] middle) in new[] { (new double[] { 1, 1 }, new double[] { 3, 3 }, new double[] { 2, 2 }), ([0, 0], [1, 3], [0.5, 1.5]), ([1, 0], [-1, 0], [0, 0]) })
        {
            ModelPictures.Between(a, b, 0.5, spherical: true, result);
            Assert.Equal(middle, result);
        }
    }

    [Fact]
    public void The_plane_goes_by_quantiles_right_and_up()
    {
        // Quartiles of the halves of N(0, 1): Φ⁻¹(1/4) = -0.67449.
        const double q = 0.674489750196082;
        Assert.Equal(Rounded([.. LinearImages.Image(-q, q), .. LinearImages.Image(q, q), .. LinearImages.Image(-q, -q), .. LinearImages.Image(q, -q)]),
            Rounded(Flat.PlaneImages(2)));
        Assert.Equal(15, (Flat.Plane(15).Width - 8) / (3 * 8));
    }

    [Fact]
    public void A_plane_needs_two_dimensions_and_a_standard_prior()
    {
        Assert.Contains("'top' has 1 dimensions; only two make a plane", Assert.Throws<ArgumentException>(static () => Deep.Plane()).Message, StringComparison.Ordinal);
        LatentModel shifted = new Lambda(static t =>
        {
            Tensor z = t.Latent("z", Latent.Distributions.Normal.FromScale(t.Pass.Full([t.Rows, 2], 1, DType.Float64), t.Pass.Full([], 1, DType.Float64), eventAxes: 1));
            t.Observe("x", () => Latent.Distributions.Normal.FromScale(z, t.Pass.Full([], 1, DType.Float64), eventAxes: 1));
        });
        Assert.Contains("quantiles of N(0, I)",
            Assert.Throws<NotSupportedException>(() => new ModelPictures(shifted, new ImageView(1, 1, 2), Key).Plane()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_come_from_the_prior_and_the_first_do_not_depend_on_how_many_there_are()
    {
        float[] many = Flat.SampleImages(2000);
        Assert.Equal(many[..40], Flat.SampleImages(10));
        for (int i = 0; i < 2000; i++)
            Assert.Equal(LinearImages.Image(many[4 * i], many[(4 * i) + 1]), many[(4 * i)..(4 * (i + 1))], static (a, b) => Math.Abs(a - b) < 1e-6);
        // Means of 2,000 values of N(0, 1) and their squares: within 5 standard errors, a chance of 1 in 10⁶ for each.
        double[] z = [.. Enumerable.Range(0, 2000).Select(i => (double)many[4 * i])];
        Assert.InRange(z.Average(), -5 / Math.Sqrt(2000), 5 / Math.Sqrt(2000));
        Assert.InRange(z.Average(static v => v * v), 1 - (5 * Math.Sqrt(2.0 / 2000)), 1 + (5 * Math.Sqrt(2.0 / 2000)));
        float[] draws = Flat.SampleImages(2000, draws: true);
        double spread = Math.Sqrt(Enumerable.Range(0, 2000).Average(i => Math.Pow(draws[4 * i] - many[4 * i], 2)));
        Assert.InRange(spread, 0.1 * (1 - (5 / Math.Sqrt(4000))), 0.1 * (1 + (5 / Math.Sqrt(4000))));
        Assert.True(Flat.SampleImages(2000, temperature: 0.5).Average(static v => v * v) < 0.5 * many.Average(static v => v * v));
    }

    [Fact]
    public void The_nearest_training_example_is_found_in_any_batch()
    {
        float[] samples = Flat.SampleImages(5);
        double[] train = new double[4 * 40];
        Key.Split("train").Normal(train);
        // The third and the fourth sample were learnt by heart, the fourth twice.
        for (int i = 0; i < 4; i++)
            (train[(4 * 17) + i], train[(4 * 30) + i], train[(4 * 31) + i]) = (samples[8 + i], samples[12 + i], samples[12 + i]);
        IDataset data = LinearImages.Data(train);
        NeighbourSheet sheet = Flat.Neighbours(data, 5);
        for (int s = 0; s < 5; s++)
        {
            double[] distances = [.. Enumerable.Range(0, 40).Select(row => Math.Sqrt(Enumerable.Range(0, 4).Sum(i => Math.Pow(train[(4 * row) + i] - samples[(4 * s) + i], 2))))];
            Assert.Equal(Array.IndexOf(distances, distances.Min()), sheet.Rows[s]);
            Assert.Equal(distances.Min(), sheet.Distances[s], 1e-6);
        }

        Assert.Equal((17, 30), (sheet.Rows[2], sheet.Rows[3]));
        Assert.Equal(0, sheet.Distances[3]);
        foreach (int batch in new[] { 1, 7, 39 })
            Assert.Equal(sheet.Rows, Flat.Neighbours(data, 5, batchSize: batch).Rows);
        Assert.Equal(5, sheet.ToTable().Count);
    }

    [Fact]
    public void All_pictures_are_equal_to_the_bit_over_threads()
    {
        Vae model = TinyVae.Make();
        IDataset data = TinyVae.Images(40).With(new Flatten(), new Binarize());
        ImageView view = ImageView.Of(TinyVae.Images(1));
        byte[][] one = All(1);
        Assert.Equal(one, All(3));
        Assert.DoesNotContain(one, static picture => picture.All(value => value == picture[0]));

        byte[][] All(int threads)
        {
            Device device = Device.CreateCpu(threads);
            ModelPictures pictures = new(model, view, Key) { Device = device };
            LatentCodes codes = LatentCodes.Encode(model, data, Key, device: device);
            return
            [
                .. new[]
                {
                    pictures.Samples(20), pictures.Samples(20, draws: true), pictures.Reconstructions(data, [0, 5, 9]), pictures.Traversal(codes, [0, 1], around: 3),
                    pictures.Interpolations(data, [(0, 1), (2, 3)]), pictures.Plane(5), pictures.Neighbours(data, 6).Sheet,
                }.Select(static picture => picture.Pixels.ToArray()),
            ];
        }
    }

    [Fact]
    public void Colours_and_ranges_are_those_of_the_view()
    {
        LatentModel colours = new Lambda(static t =>
        {
            Tensor z = t.Latent("z", t.StandardNormal(1));
            t.Observe("x", () => Latent.Distributions.Normal.FromScale((0.0 * z) + t.Pass.From(new double[] { -1, 0, 1 }, [3]), t.Pass.Full([], 1, DType.Float64), eventAxes: 1));
        });
        ModelPictures pictures = new(colours, new ImageView(3, 1, 1) { Low = -1, High = 1 }, Key);
        Picture sheet = pictures.Samples(1);
        Assert.Equal(3, sheet.Channels);
        Assert.Equal([0, 128, 255], sheet.Row(sheet.Height / 2).Slice(3 * (sheet.Width / 2), 3).ToArray());
    }

    [Fact]
    public void A_view_fits_the_column()
    {
        Assert.Equal(new ImageView(1, 2, 3), ImageView.Of(TinyVae.Images(3)));
        IDataset real = new ColumnDataset("real", new ValueColumn(new DataColumn("x", [2, 2]), new float[] { -2, 0, 1, 6, 0, 0, 0, 0 }));
        Assert.Equal(new ImageView(1, 2, 2) { Low = -2, High = 6 }, ImageView.Of(real));
    }

    [Fact]
    public void What_makes_no_picture_is_refused()
    {
        Assert.Contains("The column x [4] real of squares is no image", Assert.Throws<NotImagesException>(static () => ImageView.Of(Data)).Message, StringComparison.Ordinal);
        Assert.Throws<NotImagesException>(static () => ImageView.Of(new ColumnDataset("two", new ValueColumn(new DataColumn("x", [2, 2, 2]), new float[8]))));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new ImageView(2, 4, 4));
        Assert.Contains("The model's 'x' has the shape [1, 4]; 1 images of [1, 3, 3] have 9 numbers each",
            Assert.Throws<ShapeException>(static () => new ModelPictures(LinearImages.Flat, new ImageView(1, 3, 3), Key).Samples(1)).Message, StringComparison.Ordinal);
        LatentCodes codes = LatentCodes.Encode(LinearImages.Flat, Data, Key);
        Assert.Contains("dimensions 0 to 1", Assert.Throws<ArgumentOutOfRangeException>(() => Flat.Traversal(codes, [2])).Message, StringComparison.Ordinal);
        Assert.Contains("codes of 3 examples", Assert.Throws<ArgumentOutOfRangeException>(() => Flat.Traversal(codes, [0], around: 3)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Flat.Traversal(codes, []));
        Assert.Throws<ArgumentException>(static () => Flat.Reconstructions(Data, []));
        Assert.Throws<ArgumentException>(static () => Flat.Interpolations(Data, []));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Flat.Reconstructions(Data, [3]));
        Assert.Contains("holds no examples", Assert.Throws<ArgumentException>(static () => Flat.Neighbours(Data.Take(0), 2)).Message, StringComparison.Ordinal);
    }

    private static float[] Pixels(int row)
    {
        using Pass pass = Pass.Evaluation();
        return Data.Get([row], pass, default)["x"].ToArray();
    }

    private static double[] Rounded(float[] values) => [.. values.Select(static v => Math.Round(v, 5) + 0.0)];
}
