using Latent.Data;
using Latent.Data.Columns;
using Latent.Data.Transforms;
using Latent.Tensors;

namespace Latent.Tests.Data;

public sealed class DatasetTests
{
    private static readonly ColumnDataset Numbers = new("numbers",
        new ValueColumn(new DataColumn("x", [2]), Enumerable.Range(0, 40).Select(static i => i % 9 == 4 ? float.NaN : i).ToArray()),
        new ByteColumn(new DataColumn("y", []) { Classes = ["even", "odd"] }, Enumerable.Range(0, 20).Select(static i => (byte)(i % 2)).ToArray()));

    [Fact]
    public void Rows_come_in_the_order_asked_for_one_tensor_a_column()
    {
        using Pass pass = Pass.Evaluation();
        Batch batch = Numbers.Get([3, 0, 0, 1], pass);
        Assert.Equal([6f, 7, 0, 1, 0, 1, 2, 3], batch["x"].ToArray());
        Assert.Equal([1f, 0, 0, 1], batch["y"].ToArray());
        Assert.Null(batch.Mask("x"));
        Assert.Equal([0, 2], Numbers.Get([], pass)["x"].Shape.Span.ToArray());
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void Columns_come_in_their_element_type_bytes_as_shares_of_the_highest_level(DType type)
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(static i => (byte)i)];
        ColumnDataset data = new("bytes", new ByteColumn(new DataColumn("x", [256]) { Levels = 256, Type = type }, all),
            new ByteColumn(new DataColumn("n", [256]) { Type = type }, all));
        using Pass pass = Pass.Evaluation();
        Batch batch = data.Get([0], pass);
        Assert.Equal((type, type), (batch["x"].DType, batch["n"].DType));
        Assert.Equal(all.Select(value => type == DType.Float32 ? value / 255f : value / 255.0), batch["x"].ToDoubles());
        Assert.Equal(all.Select(static value => (double)value), batch["n"].ToDoubles());
    }

    [Fact]
    public void Missing_values_are_NaN_with_a_mask()
    {
        ColumnDataset data = new("gaps", new ValueColumn(new DataColumn("x", [2]) { HasMissing = true }, new float[] { 1, float.NaN, 3, 4 }));
        using Pass pass = Pass.Evaluation();
        Batch batch = data.Get([1, 0], pass);
        Assert.Equal([3f, 4, 1, float.NaN], batch["x"].ToArray());
        Assert.Equal([1f, 1, 1, 0], batch.Mask("x")!.ToArray());
    }

    [Fact]
    public void The_first_row_is_a_place_for_evaluations_that_go_in_order()
    {
        using Pass evaluation = Pass.Evaluation(), training = Pass.Training();
        Assert.Equal(5, Numbers.Get([5, 6, 7], evaluation).FirstRow);
        Assert.Equal(0, Numbers.Get([5, 7], evaluation).FirstRow);
        Assert.Equal(0, Numbers.Get([5, 6, 7], training).FirstRow);
        // The rows of a part are numbered anew.
        Assert.Equal(1, Numbers.Select([9, 4, 2, 7]).Get([1, 2], evaluation).FirstRow);
    }

    [Fact]
    public void Parts_are_views()
    {
        using Pass pass = Pass.Evaluation();
        IDataset some = Numbers.Select([9, 4, 5], "some");
        Assert.Equal(("some", 3), (some.Name, some.Count));
        Assert.Equal([18f, 19, 10, 11], some.Get([0, 2], pass)["x"].ToArray());
        Assert.Equal(2, some.Take(2).Count);
        Assert.Same(some, some.Take(3));
        Assert.Equal([1, 0, 1], some.ReadIntegers());
        Assert.Equal([1, 0], some.With(new GaussianNoise()).Take(2).ReadIntegers());
    }

    [Fact]
    public void Splits_are_disjoint_complete_in_order_and_follow_from_the_key()
    {
        ColumnDataset data = new("all train", new ValueColumn(new DataColumn("x", []), Enumerable.Range(0, 1000).Select(static i => (float)i).ToArray()));
        DataSplits splits = new DataSplits(data).Complete(RandomKey.FromSeed(1), validation: 0.1, test: 0.25);
        int[] train = splits.Train.ReadIntegers("x"), validation = splits.Validation!.ReadIntegers("x"), test = splits.Test!.ReadIntegers("x");
        Assert.Equal((650, 100, 250), (train.Length, validation.Length, test.Length));
        Assert.Equal(Enumerable.Range(0, 1000), train.Concat(validation).Concat(test).Order());
        Assert.All(new[] { train, validation, test }, static rows => Assert.Equal(rows.Order(), rows));
        Assert.Equal("all train, all validation, all test", $"{splits.Train.Name}, {splits.Validation?.Name}, {splits.Test?.Name}");
        Assert.Equal(test, new DataSplits(data).Complete(RandomKey.FromSeed(1), 0.1, 0.25).Test!.ReadIntegers("x"));
        Assert.NotEqual(test, new DataSplits(data).Complete(RandomKey.FromSeed(2), 0.1, 0.25).Test!.ReadIntegers("x"));
        // A tenth of a random tenth lies in the first hundred rows: hypergeometric with mean 10 and deviation 2.85; five of them.
        Assert.InRange(validation.Count(static row => row < 100), 0, 24);
    }

    [Fact]
    public void Splits_keep_the_parts_there_are()
    {
        DataSplits splits = new(Numbers, null, Numbers.Take(3));
        DataSplits complete = splits.Complete(RandomKey.FromSeed(1), 0.25, 0.25);
        Assert.Same(splits.Test, complete.Test);
        Assert.Equal((15, 5), (complete.Train.Count, complete.Validation!.Count));
        Assert.Same(complete, complete.Complete(RandomKey.FromSeed(9)));
        Assert.Equal(1, new DataSplits(Numbers).Complete(RandomKey.FromSeed(1), 0.001, 0).Validation!.Count);
        Assert.Equal(2, splits.Map(static part => part.Take(2)).Test!.Count);
        Assert.Contains("leave none to learn from",
            Assert.Throws<ArgumentException>(() => new DataSplits(Numbers).Complete(RandomKey.FromSeed(1), 0.5, 0.5)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DataSplits(Numbers).Complete(RandomKey.FromSeed(1), double.NaN));
    }

    [Fact]
    public void What_does_not_fit_together_is_refused_with_both_sides()
    {
        using Pass pass = Pass.Evaluation();
        ValueColumn two = new(new DataColumn("x", []), new float[2]), three = new(new DataColumn("y", []), new float[3]);
        Assert.Contains("'x' has 2 rows, 'y' has 3", Assert.Throws<ArgumentException>(() => new ColumnDataset("d", two, three)).Message, StringComparison.Ordinal);
        Assert.Contains("two columns are named 'x'", Assert.Throws<ArgumentException>(() => new ColumnDataset("d", two, two)).Message, StringComparison.Ordinal);
        Assert.Contains("5 numbers are no whole number of rows of the column x [2]",
            Assert.Throws<ArgumentException>(() => new ValueColumn(new DataColumn("x", [2]), new float[5])).Message, StringComparison.Ordinal);
        Assert.Contains("numbers has 20 examples", Assert.Throws<ArgumentOutOfRangeException>(() => Numbers.Get([20], pass)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Numbers.Get([-1], pass));
        Assert.Contains("it has: x, y", Assert.Throws<ArgumentException>(() => Numbers.Column("z")).Message, StringComparison.Ordinal);
    }
}
