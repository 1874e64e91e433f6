using Latent.Data;
using Latent.Data.Columns;
using Latent.Tensors;

namespace Latent.Tests.Data;

public sealed class FewLabelsTests
{
    private const int Rows = 60;

    private static readonly RandomKey Key = RandomKey.FromSeed(3);

    [Theory]
    [InlineData(6, true, 0)]
    [InlineData(7, true, 0.25)]
    [InlineData(5, false, 0.5)]
    public void Every_example_stays_and_the_labels_kept_are_those_asked_for(int count, bool balanced, double share)
    {
        IDataset data = new FewLabels { Count = count, Balanced = balanced, Share = share }.Apply(Data(), Key);
        Assert.Equal($"t, {count} labelled", data.Name);
        Assert.True(data.Column("y").HasMissing);
        Assert.False(data.Column("x").HasMissing);
        using Pass pass = Pass.Evaluation();
        Batch batch = data.Get(0, data.Count, pass, default);
        double[] x = batch["x"].ToDoubles(), y = batch["y"].ToDoubles(), mask = batch.Mask("y")!.ToDoubles();
        // Nothing is dropped; what has a label has its own, and only that is repeated.
        Assert.Equal(Enumerable.Range(0, Rows).Select(static i => (double)i), x.Distinct().Order());
        int[] known = [.. Enumerable.Range(0, x.Length).Where(i => mask[i] == 1)];
        Assert.All(Enumerable.Range(0, x.Length).Except(known), i => Assert.True(double.IsNaN(y[i])));
        Assert.All(known, i => Assert.Equal(ClassOf((int)x[i]), y[i]));
        Assert.Equal(count, known.Select(i => x[i]).Distinct().Count());
        Assert.Equal(Rows - count, x.Length - known.Length);
        Assert.Empty(known.Select(i => x[i]).Intersect(Enumerable.Range(0, x.Length).Except(known).Select(i => x[i])));
        Assert.Equal(share == 0 ? count : Math.Round(share / (1 - share) * (Rows - count)), known.Length);
        int[] often = [.. known.GroupBy(i => x[i]).Select(static group => group.Count())];
        Assert.InRange(often.Max() - often.Min(), 0, 1);
        if (!balanced) return;
        int[] ofClass = [.. known.DistinctBy(i => x[i]).GroupBy(i => y[i]).Select(static group => group.Count())];
        Assert.Equal(3, ofClass.Length);
        Assert.InRange(ofClass.Max() - ofClass.Min(), 0, 1);
    }

    [Fact]
    public void The_key_alone_decides_and_rows_are_the_same_in_any_batch()
    {
        FewLabels labels = new() { Count = 6, Share = 0.3 };
        Assert.Equal(Read(labels.Apply(Data(), Key), 1), Read(labels.Apply(Data(), Key).Take(1000), 1));
        Assert.Equal(Read(labels.Apply(Data(), Key), 1).Order(), Read(labels.Apply(Data(), Key), 7).Order());
        Assert.NotEqual(Read(labels.Apply(Data(), Key), 100), Read(labels.Apply(Data(), RandomKey.FromSeed(4)), 100));
        IDataset whole = labels.Apply(Data(), Key);
        Assert.Equal(Read(whole.Only("y"), 100), Read(whole, 100)[whole.Count..]);

        static double[] Read(IDataset data, int rows) => [.. Enumerable.Range(0, (data.Count + rows - 1) / rows).SelectMany(i =>
        {
            using Pass pass = Pass.Evaluation();
            Batch batch = data.Get(i * rows, Math.Min(rows, data.Count - (i * rows)), pass, default);
            double[] x = batch.TryGet("x", out Tensor? values) ? values.ToDoubles() : [];
            return (double[])[.. x, .. batch["y"].ToDoubles(), .. batch.Mask("y")!.ToDoubles()];
        })];
    }

    [Fact]
    public void A_fingerprint_counts_the_labels_that_are_there()
    {
        DataSplits splits = new(new FewLabels { Count = 6 }.Apply(Data(), Key));
        Assert.Null(Latent.Runs.DataFingerprint.Of(splits).DifferenceFrom(Latent.Runs.DataFingerprint.Of(splits)));
        Assert.NotNull(Latent.Runs.DataFingerprint.Of(splits).DifferenceFrom(Latent.Runs.DataFingerprint.Of(new DataSplits(Data()))));
        Assert.DoesNotContain(DataCheck.Run(splits.Train), static finding => finding.Level == FindingLevel.Error);
    }

    [Fact]
    public void What_cannot_be_kept_is_refused_with_the_numbers()
    {
        Assert.Contains("has 10 examples of that class", Refused(new FewLabels { Count = 40 }), StringComparison.Ordinal);
        Assert.Equal("data.labels: 70 labels are asked for, and t has 60.", Refused(new FewLabels { Count = 70, Balanced = false }));
        Assert.Equal("data.labels.count is 0; at least one label is needed.", Refused(new FewLabels { Count = 0 }));
        Assert.Equal("data.labels.share is 1; a share of the rows is at least 0 and below 1.", Refused(new FewLabels { Share = 1 }));
        Assert.Contains("is not the number of a class", Refused(new FewLabels { Column = "x" }), StringComparison.Ordinal);

        static string Refused(FewLabels labels) => Assert.Throws<ArgumentException>(() => labels.Apply(Data(), Key)).Message;
    }

    private static int ClassOf(int row) => row < 30 ? 0 : row < 50 ? 1 : 2;

    private static IDataset Data() => new ColumnDataset(
        "t",
        new ValueColumn(new DataColumn("x", [1]), (double[])[.. Enumerable.Range(0, Rows).Select(static i => (double)i)]),
        new ValueColumn(new DataColumn("y", []) { Classes = ["a", "b", "c"] }, (double[])[.. Enumerable.Range(0, Rows).Select(static i => (double)ClassOf(i))]));
}
