using System.Text;
using Latent.Data;
using Latent.Data.Sources;
using Latent.Tensors;
using Latent.Tests.Data.Formats;
using Xunit.Abstractions;

namespace Latent.Tests.Data.Sources;

public sealed class CsvSourceTests(ITestOutputHelper output)
{
    [Fact]
    public void Tables_become_data_sets_with_masks_and_classes()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("t.csv", IdxBytes.Gzip("a,b,kind\n1,,dog\n2,3,cat\n4,5,\n"u8.ToArray()));
        IDataset data = new CsvSource { Path = path, Target = "kind" }.Open(default).Train;
        Assert.Equal("x [2] real, some missing, y [] 2 classes, some missing", string.Join(", ", data.Columns));
        Assert.Equal(["a", "b"], data.Column("x").Elements);
        using Pass pass = Pass.Evaluation();
        Batch batch = data.Get([2, 0, 1], pass);
        Assert.Equal([4, 5, 1, float.NaN, 2, 3], batch["x"].ToArray());
        Assert.Equal([1f, 1, 1, 0, 1, 1], batch.Mask("x")!.ToArray());
        Assert.Equal([float.NaN, 1, 0], batch["y"].ToArray());
        Assert.Equal([0f, 1, 1], batch.Mask("y")!.ToArray());
    }

    [Theory]
    [InlineData("iris", 150, 4, 3)]
    [InlineData("wine", 178, 13, 3)]
    [InlineData("breast_cancer", 569, 30, 2)]
    public void Real_tables_with_classes(string name, int rows, int width, int classes)
    {
        if (Find("uci", name + ".csv") is not { } path)
            return;
        IDataset data = new CsvSource { Path = path, Target = "target" }.Open(default).Train;
        Assert.Equal((rows, width, classes), (data.Count, data.Column("x").Shape[0], data.ReadIntegers().Distinct().Count()));
    }

    [Theory]
    [InlineData("letter", 20_000, 16)]
    [InlineData("spam", 4601, 57)]
    public void Real_tables_of_numbers(string name, int rows, int width)
    {
        if (Find("uci", name + ".csv") is not { } path)
            return;
        IDataset data = new CsvSource { Path = path }.Open(default).Train;
        Assert.Equal((rows, width), (data.Count, data.Column("x").Shape[0]));
    }

    [Fact]
    public void Real_tables_with_text_name_the_first_field_of_it()
    {
        if (Find("sp500", "sp500-daily.csv") is not { } prices || Find("adult", "adult.csv") is not { } adult)
            return;
        DataFormatException e = Assert.Throws<DataFormatException>(() => new CsvSource { Path = prices }.Open(default));
        Assert.Equal((2, 1), (e.Line, e.Column));
        Assert.Contains("'2000-01-03' in 'date' is no number", e.Message, StringComparison.Ordinal);
        Assert.Equal(5105, new CsvSource { Path = prices, Ignore = ["date"] }.Open(default).Train.Count);
        Assert.Contains("line 2, column 2: 'State-gov' in 'workclass'",
            Assert.Throws<DataFormatException>(() => new CsvSource { Path = adult }.Open(default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_name_no_column_list_those_there_are()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("t.csv", Encoding.UTF8.GetBytes("a,b\n1,2\n"));
        Assert.Contains("there is no column 'c' (target). There are a, b.",
            Assert.Throws<DataFormatException>(() => new CsvSource { Path = path, Target = "c" }.Open(default)).Message, StringComparison.Ordinal);
        Assert.Contains("no column of numbers is left",
            Assert.Throws<DataFormatException>(() => new CsvSource { Path = path, Ignore = ["a", "b"] }.Open(default)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new CsvSource { Path = path, Delimiter = '"' }.Open(default));
    }

    private string? Find(string folder, string file)
    {
        if (RealData.Folder(folder) is { } found)
            return Path.Combine(found, file);
        output.WriteLine($"{folder} is not beside the repository (../shared/data/{folder}): not checked.");
        return null;
    }
}
