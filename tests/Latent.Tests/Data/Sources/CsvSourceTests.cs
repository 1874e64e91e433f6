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

    [Fact]
    public void Categories_and_intervals_become_ones_among_zeros_and_attributes_stay_apart()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("t.csv", Encoding.UTF8.GetBytes("age,pet,sex,income,town\n20,dog,m,1,b\n30,cat,f,2,a\n65, ,m,1.5,b\n,dog,,3,b\n"));
        CsvSource source = new()
        {
            Path = path,
            Categories = ["town", "pet"],
            Attributes = ["sex"],
            Cuts = [new CsvCut { Column = "age", At = [30, 65] }],
        };
        IDataset data = source.Open(default).Train;
        Assert.Equal("x [8] real, some missing, sex [] 2 classes, some missing", string.Join(", ", data.Columns));
        Assert.Equal(["age<30", "30<=age<65", "age>=65", "income", "town=a", "town=b", "pet=cat", "pet=dog"], data.Column("x").Elements);
        Assert.Equal(["f", "m"], data.Column("sex").Classes);
        using Pass pass = Pass.Evaluation();
        Batch batch = data.Get([0, 1, 2, 3], pass);
        const float none = float.NaN;
        Assert.Equal(
            [1, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 2, 1, 0, 1, 0, 0, 0, 1, 1.5f, 0, 1, none, none, none, none, none, 3, 0, 1, 0, 1], batch["x"].ToArray());
        Assert.Equal([1f, 0, 1, none], batch["sex"].ToArray());

        // Nothing but zeros and ones is data of two levels, whose likelihood is Bernoulli's.
        Assert.Equal(2, (source with { Ignore = ["income"] }).Open(default).Train.Column("x").Levels);
    }

    [Fact]
    public void Contradictory_columns_are_refused()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("t.csv", Encoding.UTF8.GetBytes("a,b\n1,2\n"));
        Assert.Equal("csv: the column 'b' is named twice among categories, attributes, ignore and target; it can be one of them.",
            Assert.Throws<ArgumentException>(() => new CsvSource { Path = path, Categories = ["b"], Target = "b" }.Open(default)).Message);
        Assert.Equal("csv: the points at which 'a' is cut must ascend; there are 2, 1.",
            Assert.Throws<ArgumentException>(() => new CsvSource { Path = path, Cuts = [new CsvCut { Column = "a", At = [2, 1] }] }.Open(default)).Message);
        Assert.Equal("csv: there is no column of numbers 'c' to cut; there are a, b.",
            Assert.Throws<ArgumentException>(() => new CsvSource { Path = path, Cuts = [new CsvCut { Column = "c", At = [1] }] }.Open(default)).Message);
        Assert.Contains("there is no column 'c' (attributes)",
            Assert.Throws<DataFormatException>(() => new CsvSource { Path = path, Attributes = ["c"] }.Open(default)).Message, StringComparison.Ordinal);
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
