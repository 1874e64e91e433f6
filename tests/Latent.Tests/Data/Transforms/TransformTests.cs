using System.Text.Json;
using System.Text.Json.Serialization;
using Latent.Data;
using Latent.Data.Columns;
using Latent.Data.Transforms;
using Latent.Tensors;

namespace Latent.Tests.Data.Transforms;

public sealed class TransformTests
{
    private const int Count = 40, Size = 12;

    private static readonly ImageDataset Images = new("images", 3, 4,
        Enumerable.Range(0, Count * Size).Select(static i => (byte)(i * 31)).ToArray(),
        Enumerable.Range(0, Count).Select(static i => (byte)(i % 5)).ToArray());

    // 1 in 7 values is missing.
    private static readonly ColumnDataset Table = new("table", new ValueColumn(
        new DataColumn("x", [3]) { HasMissing = true, Type = DType.Float64, Elements = ["a", "b", "c"] },
        Enumerable.Range(0, 3 * Count).Select(static i => i % 7 == 3 ? double.NaN : 100 + (i % 3 * 10) + (0.25 * (i % 11))).ToArray()));

    public static TheoryData<string> Kinds => [.. TransformCatalog.All.Select(static entry => entry.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_a_row_becomes_depends_on_the_key_and_its_number_alone(string kind)
    {
        IDataset data = Seen(kind, out string column);
        RandomKey key = RandomKey.FromSeed(5).At(3);
        double[][] whole = Rows(data, column, [.. Enumerable.Range(0, Count)], key);
        foreach (int[] rows in new int[][] { [7], [39, 0, 7, 7, 8, 9], [8, 7], [.. Enumerable.Range(10, 17)] })
        {
            double[][] part = Rows(data, column, rows, key);
            for (int i = 0; i < rows.Length; i++)
                Assert.Equal(whole[rows[i]], part[i]);
        }
    }

    [Theory]
    [InlineData("binarize")]
    [InlineData("dequantize")]
    [InlineData("gaussian-noise")]
    [InlineData("masking-noise")]
    [InlineData("salt-and-pepper")]
    public void Another_key_another_noise_and_no_two_rows_share_it(string kind)
    {
        // Every row the same image: what differs is noise.
        byte[] grey = [.. Enumerable.Repeat((byte)128, Count * Size)];
        IDataset data = new ImageDataset("grey", 3, 4, grey).With(Entry(kind) switch
        {
            MaskingNoise => new MaskingNoise { Probability = 0.5 },
            SaltAndPepper => new SaltAndPepper { Probability = 0.5 },
            Transform plain => plain,
        });
        int[] rows = [.. Enumerable.Range(0, Count)];
        double[][] one = Rows(data, "x", rows, RandomKey.FromSeed(1)), other = Rows(data, "x", rows, RandomKey.FromSeed(2));
        Assert.NotEqual(one, other);
        // 40 rows of 12 bits: two equal ones by chance with probability 0.17 for fair bits; three pairs are beyond 1e-4.
        Assert.True(one.Select(static row => string.Join(' ', row)).Distinct(StringComparer.Ordinal).Count() >= Count - 2);
    }

    [Fact]
    public void Dynamic_binarisation_draws_anew_and_static_does_not()
    {
        IDataset dynamic = Images.With(new Binarize()), once = Images.With(new Binarize { Mode = BinarizeMode.Static, Seed = 4 });
        int[] rows = [.. Enumerable.Range(0, Count)];
        RandomKey a = RandomKey.FromSeed(1).At(0), b = RandomKey.FromSeed(1).At(1);
        Assert.NotEqual(Rows(dynamic, "x", rows, a), Rows(dynamic, "x", rows, b));
        Assert.Equal(Rows(once, "x", rows, a), Rows(once, "x", rows, b));
        Assert.NotEqual(
            Rows(once, "x", rows, a), Rows(Images.With(new Binarize { Mode = BinarizeMode.Static, Seed = 5 }), "x", rows, a));
        Assert.Equal(
            Rows(Images, "x", rows, a).Select(static row => row.Select(static value => value > 0.5 ? 1.0 : 0.0)),
            Rows(Images.With(new Binarize { Mode = BinarizeMode.Threshold }), "x", rows, a));
    }

    [Theory]
    [InlineData(BinarizeMode.Dynamic, 0.0, true)]
    [InlineData(BinarizeMode.Static, 0.0, true)]
    [InlineData(BinarizeMode.Dynamic, 0.02, false)] // the broken twin: every intensity 0.02 too high
    public void Frequencies_of_ones_are_the_intensities(BinarizeMode mode, double shift, bool right)
    {
        const int draws = 20_000;
        byte[] ramp = [.. Enumerable.Range(0, 256).Select(level => (byte)Math.Min(255, level + (255 * shift)))];
        ImageDataset images = new("ramp", 16, 16, Enumerable.Repeat(ramp, draws).SelectMany(static image => image).ToArray());
        double[] ones = new double[256];
        foreach (double[] row in Rows(images.With(new Binarize { Mode = mode }), "x", [.. Enumerable.Range(0, draws)], RandomKey.FromSeed(3)))
        {
            for (int level = 0; level < 256; level++)
                ones[level] += row[level];
        }

        // Five deviations: one false alarm in 7,000 tables of 256 for a correct sampler; an intensity off by 0.02 shows.
        bool fits = Enumerable.Range(0, 256).All(level =>
            Math.Abs((ones[level] / draws) - (level / 255.0)) <= 5 * Math.Sqrt(level / 255.0 * (1 - (level / 255.0)) / draws));
        Assert.Equal(right, fits);
    }

    [Fact]
    public void Dequantised_levels_fill_the_unit_interval_and_give_the_level_back()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(static i => (byte)i)];
        IDataset data = new ImageDataset("all", 1, 1, all).With(new Dequantize());
        double[][] values = Rows(data, "x", [.. Enumerable.Range(0, 256)], RandomKey.FromSeed(1));
        Assert.All(Enumerable.Range(0, 256), level =>
        {
            Assert.InRange(values[level][0], level / 256.0, (level + 1) / 256.0);
            Assert.Equal(level, (int)(256 * values[level][0]));
        });
        Assert.Equal(0, data.Column("x").Levels);
        Assert.Equal(-784 * Math.Log(256), new Dequantize().LogVolume(new DataColumn("x", [1, 28, 28]) { Levels = 256 }), 1e-9);
    }

    [Theory]
    [InlineData("gaussian-noise", 0.5, 0.25, 0.15)] // σ = 0.15
    [InlineData("masking-noise", 0.5, 0.4, 0.2)] // mean 0.5·(1 - p), deviation 0.5·√(p(1 - p)), p = 0.2
    [InlineData("salt-and-pepper", 0.5, 0.5, 0.25)] // deviation ½√p, p = 0.25
    public void Corruptions_have_the_moments_of_their_formula(string kind, double level, double mean, double deviation)
    {
        const int rows = 4000;
        Transform transform = Entry(kind) switch
        {
            GaussianNoise => new GaussianNoise { Scale = 0.15, Into = "noisy" },
            MaskingNoise => new MaskingNoise { Probability = 0.2, Into = "noisy" },
            _ => new SaltAndPepper { Probability = 0.25, Into = "noisy" },
        };
        if (transform is GaussianNoise)
            level = mean;
        ColumnDataset data = new("flat", new ValueColumn(new DataColumn("x", [25]), Enumerable.Repeat((float)level, 25 * rows).ToArray()));
        using Pass pass = Pass.Evaluation();
        Batch batch = data.With(transform).Get(0, rows, pass, RandomKey.FromSeed(2));
        Assert.All(batch["x"].ToDoubles(), value => Assert.Equal((float)level, value));
        double[] noisy = batch["noisy"].ToDoubles();
        double average = noisy.Average(), spread = Math.Sqrt(noisy.Average(value => (value - average) * (value - average)));
        // 100,000 draws: five standard errors of the mean; the deviation within 2 %, of which a fourth is noise.
        Assert.InRange(average, mean - (5 * deviation / Math.Sqrt(noisy.Length)), mean + (5 * deviation / Math.Sqrt(noisy.Length)));
        Assert.InRange(spread / deviation, 0.98, 1.02);
    }

    [Fact]
    public void Clipped_noise_stays_an_intensity() => Assert.All(
        Rows(Images.With(new GaussianNoise { Scale = 2, Clip = true }), "x", [0, 1, 2], RandomKey.FromSeed(1)),
        static row => Assert.All(row, static value => Assert.InRange(value, 0, 1)));

    [Fact]
    public void Standardised_columns_have_mean_0_and_deviation_1_and_come_back()
    {
        Standardize fitted = (Standardize)new Standardize().Fit(Table);
        double[][] before = Rows(Table, "x", [.. Enumerable.Range(0, Count)], default);
        double[][] after = Rows(Table.With(fitted), "x", [.. Enumerable.Range(0, Count)], default);
        for (int element = 0; element < 3; element++)
        {
            double[] known = [.. after.Select(row => row[element]).Where(static value => !double.IsNaN(value))];
            Assert.Equal(before.Count(row => double.IsNaN(row[element])), Count - known.Length);
            Assert.Equal(0, known.Average(), 1e-13);
            Assert.Equal(1, known.Average(static value => value * value), 1e-12);
        }

        Assert.Equal(-fitted.Deviation.Sum(Math.Log), fitted.LogVolume(Table.Columns[0]), 1e-12);
        Tensor restored = fitted.Restore(Tensor.From([.. after.SelectMany(static row => row)], [Count, 3]));
        Assert.All(before.SelectMany(static row => row).Zip(restored.ToDoubles()), static pair => Assert.Equal(pair.First, pair.Second, 1e-11));
    }

    [Theory]
    [InlineData(StandardizePer.Element, 6)]
    [InlineData(StandardizePer.Channel, 2)]
    [InlineData(StandardizePer.Column, 1)]
    public void Statistics_are_shared_as_asked(StandardizePer per, int groups)
    {
        float[] values = [.. Enumerable.Range(0, 6 * Count).Select(static i => i % 6 < 3 ? (i % 11) : 50 + (3f * (i % 13)))];
        ColumnDataset data = new("two channels", new ValueColumn(new DataColumn("x", [2, 3]) { Type = DType.Float32 }, values));
        Standardize fitted = (Standardize)new Standardize { Per = per }.Fit(data);
        Assert.Equal((groups, groups), (fitted.Mean.Count, fitted.Deviation.Count));
        for (int group = 0; group < groups; group++)
        {
            double[] own = [.. values.Where((_, i) => i % 6 / (6 / groups) == group).Select(static value => (double)value)];
            Assert.Equal(own.Average(), fitted.Mean[group], 1e-12);
            Assert.Equal(Math.Sqrt(own.Average(value => Math.Pow(value - own.Average(), 2))), fitted.Deviation[group], 1e-12);
        }

        Assert.Equal([2, 3], data.With(fitted).Column("x").Shape.Span.ToArray());
    }

    [Fact]
    public void A_large_mean_and_an_outlier_cost_no_digits()
    {
        double[] values = [.. Enumerable.Range(0, 5000).Select(static i => 1e9 + (1e-3 * ((i * 7919 % 1000) - 499.5)))];
        Standardize fitted = (Standardize)new Standardize().Fit(OneColumn(values));
        // Numbers near 1e9 are multiples of 1.2e-7, so that the deviation 0.2887 is known to some 1e-8.
        Assert.Equal(1e-3 * Math.Sqrt((1e6 - 1) / 12), fitted.Deviation[0], 1e-8);
        values = [1e9, .. Enumerable.Range(0, 4999).Select(static i => (double)(i % 10))];
        double mean = values.Average(), deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        // Plain sums of 5,000 numbers, here and there, are good to 5,000 halves of a last place: 6e-13.
        Assert.Equal(1, ((Standardize)new Standardize().Fit(OneColumn(values))).Deviation[0] / deviation, 6e-13);
    }

    [Fact]
    public void What_never_changes_becomes_0_and_what_is_never_there_is_refused()
    {
        Standardize fitted = (Standardize)new Standardize().Fit(OneColumn([4, 4, 4]));
        Assert.Equal(0, fitted.Deviation[0]);
        Assert.Equal([0.0, 0, 0], Rows(OneColumn([4, 4, 4]).With(fitted), "x", [0, 1, 2], default).SelectMany(static row => row));
        Assert.Equal("one: 'height' of the column 'x' has no value in any of 2 examples. Leave it out.",
            Assert.Throws<ArgumentException>(() => new Standardize().Fit(OneColumn([double.NaN, double.NaN]))).Message);
        Assert.Equal("one: 'height' of the column 'x' of example 1 is Infinity.",
            Assert.Throws<ArgumentException>(() => new Standardize().Fit(OneColumn([1, double.PositiveInfinity]))).Message);
    }

    [Fact]
    public void Missing_values_stay_missing_until_they_are_filled()
    {
        using Pass pass = Pass.Evaluation();
        IDataset noisy = Table.With(
            new Standardize().Fit(Table), new SaltAndPepper { Probability = 1 }, new MaskingNoise { Probability = 1 }, new GaussianNoise());
        Batch batch = noisy.Get(0, Count, pass, RandomKey.FromSeed(1));
        Assert.Equal(batch.Mask("x")!.ToDoubles(), batch["x"].ToDoubles().Select(static value => double.IsNaN(value) ? 0.0 : 1.0));
        Batch filled = noisy.With(new FillMissing { Value = -3 }).Get(0, Count, pass, RandomKey.FromSeed(1));
        Assert.Equal(filled.Mask("x")!.ToDoubles(), filled["x"].ToDoubles().Select(static value => value == -3 ? 0.0 : 1.0));
    }

    [Fact]
    public void One_hot_and_flat()
    {
        using Pass pass = Pass.Evaluation();
        IDataset data = Images.With(Pipeline.Fit([new OneHot(), new Flatten()], Images));
        Batch batch = data.Get([6, 0], pass, default);
        Assert.Equal([0f, 1, 0, 0, 0, 1, 0, 0, 0, 0], batch["y"].ToArray());
        Assert.Equal([2, 12], batch["x"].Shape.Span.ToArray());
        Assert.Equal(["x [12] 256 levels", "y [5] binary"], data.Columns.Select(static column => column.ToString()));
    }

    [Fact]
    public void Two_corruptions_of_one_kind_have_two_noises()
    {
        IDataset once = Images.With(new GaussianNoise { Scale = 1 }), twice = once.With(new GaussianNoise { Scale = 1 });
        double[] x = Rows(Images, "x", [1], default)[0], a = Rows(once, "x", [1], default)[0], b = Rows(twice, "x", [1], default)[0];
        Assert.NotEqual(a.Zip(x, static (u, v) => (float)(u - v)), b.Zip(a, static (u, v) => (float)(u - v)));
    }

    [Fact]
    public void Pipelines_come_back_from_JSON_with_what_they_have_learnt()
    {
        IReadOnlyList<Transform> fitted = Pipeline.Fit([new Standardize(), new FillMissing(), new GaussianNoise { Into = "noisy" }], Table);
        string json = Pipeline.Write(fitted);
        Assert.Contains("\"kind\":\"standardize\"", json, StringComparison.Ordinal);
        IReadOnlyList<Transform> read = Pipeline.Read(json);
        Assert.Equal(json, Pipeline.Write(read));
        int[] rows = [.. Enumerable.Range(0, Count)];
        Assert.Equal(Rows(Table.With(fitted), "noisy", rows, default), Rows(Table.With(read), "noisy", rows, default));
        Assert.Contains("probabilty", Assert.Throws<JsonException>(() => Pipeline.Read("[{\"probabilty\":0.5,\"kind\":\"masking-noise\"}]")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_both_sides()
    {
        Says("binarize: x [3] real, some missing has no levels", () => Table.With(new Binarize()));
        Says("there is no column 'z'; there are: x, y", () => Images.With(new Binarize { Column = "z" }));
        Says("dequantize: x [1, 3, 4] 256 levels where 16 levels are expected", () => Images.With(new Dequantize { Levels = 16 }));
        Says("fit it to the training set", () => Images.With(new Standardize()));
        Says("needs 12 means and deviations; there are 3 and 3", () => Images.With(new Standardize().Fit(Table)));
        Says("the probability is 1.5", () => Images.With(new MaskingNoise { Probability = 1.5 }));
        Says("one-hot: x [1, 3, 4] 256 levels is not the number of a class", () => Images.With(new OneHot { Column = "x" }));

        static void Says(string text, Action action) =>
            Assert.Contains(text, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_catalog_has_every_kind() => Assert.Equal(
        typeof(Transform).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false).Cast<JsonDerivedTypeAttribute>()
            .Select(static kind => (kind.TypeDiscriminator, kind.DerivedType)).OrderBy(static kind => (string)kind.TypeDiscriminator!, StringComparer.Ordinal),
        TransformCatalog.All.Select(static entry => ((object?)entry.Kind, entry.Example.GetType())).OrderBy(static kind => (string)kind.Item1!, StringComparer.Ordinal));

    private static Transform Entry(string kind) =>
        TransformCatalog.All.Single(entry => string.Equals(entry.Kind, kind, StringComparison.Ordinal)).Example;

    private static IDataset Seen(string kind, out string column)
    {
        Transform transform = Entry(kind);
        column = transform.Column;
        IDataset data = transform is Standardize or FillMissing ? Table : Images;
        return data.With(Pipeline.Fit([transform], data));
    }

    private static ColumnDataset OneColumn(double[] values) => new("one", new ValueColumn(
        new DataColumn("x", [1]) { Type = DType.Float64, HasMissing = true, Elements = ["height"] }, values));

    private static double[][] Rows(IDataset data, string column, int[] rows, RandomKey key)
    {
        using Pass pass = Pass.Evaluation();
        double[] values = data.Get(rows, pass, key)[column].ToDoubles();
        return [.. values.Chunk(values.Length / rows.Length)];
    }
}
