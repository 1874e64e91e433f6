using System.Globalization;
using System.Text;
using Latent.Data;
using Latent.Data.Formats;

namespace Latent.Tests.Data.Formats;

public sealed class CsvTests
{
    [Theory]
    [InlineData("a,b\n1,2\n3,4\n")]
    [InlineData("a,b\r\n1,2\r\n3,4")]
    [InlineData("a,b\r1,2\r3,4\r")]
    [InlineData("\uFEFFa,b\n\n1,2\r\n\n3,4\n\n")]
    [InlineData("\"a\",\"b\"\n\"1\", 2 \n 3,\"4\"\n")]
    [InlineData("a,b\n+1,2e0\n.3E1,4.000")]
    public void Tables_may_be_written_in_several_ways(string text)
    {
        CsvTable table = Read(text);
        Assert.Equal(["a", "b"], table.Columns);
        Assert.Equal([1.0, 2, 3, 4], table.Values);
        Assert.False(table.HasMissing);
    }

    [Fact]
    public void Quotes_hold_delimiters_line_ends_and_quotes()
    {
        CsvTable table = Read("\"a,\"\"b\"\"\r\nc\",t\n1,\"x,\ny\"\n2,\"\"\"\"\n", new CsvOptions(',', true, "t", [], []));
        Assert.Equal(["a,\"b\"\r\nc"], table.Columns);
        Assert.Equal("x,\ny|\"", string.Join('|', table.Target));
    }

    [Fact]
    public void Missing_values_are_NaN()
    {
        CsvTable table = Read("a,b\n1,\nNA,2\n?, nan \n-0,1e-320\n");
        Assert.True(table.HasMissing);
        Assert.Equal([1, double.NaN, double.NaN, 2, double.NaN, double.NaN, -0.0, 1e-320], table.Values);
        Assert.True(double.IsNegative(table.Values[6]));
    }

    [Fact]
    public void Columns_can_be_left_out_or_kept_as_classes()
    {
        CsvTable table = Read("id;x;kind\nq1;1;cat\nq2;2;\n", new CsvOptions(';', true, "kind", ["id"], [""]));
        Assert.Equal(["x"], table.Columns);
        Assert.Equal([1.0, 2], table.Values);
        Assert.Equal("cat|(null)", string.Join('|', table.Target.Select(static text => text ?? "(null)")));
        Assert.Equal(["1", "2"], Read("1,2\n3,4", new CsvOptions(',', false, null, [], [])).Columns);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,x\n", 3, 2, "'x' in 'b' is no number. Leave the column out (ignore), take it as the class (target), as a category (categories), or say that this means a missing value (missing). "
        + "These are settings: data.source.ignore=[\"b\"], data.source.target=b, data.source.categories=[\"b\"], data.source.missing (all texts that mean it).")]
    [InlineData("a,b\n\n1,2\n\"3\n\",4\n5,6,7\n", 6, 3, "the line has 3 fields, the first one has 2")]
    [InlineData("a,b\n1\n", 2, 2, "the line has 1 fields")]
    [InlineData("a,b\n1,1e999\n", 2, 2, "'1e999' in 'b' is no finite number")]
    [InlineData("a,b\n-Infinity,1\n", 2, 1, "is no finite number")]
    [InlineData("a,b\n1,\"1,5\"\n", 2, 2, "looks like a number with a decimal comma. Write numbers with a point")]
    [InlineData("a,b\n1,١٢٣\n", 2, 2, "'١٢٣' in 'b' is no number")]
    [InlineData("a,b\n1,=cmd()\n", 2, 2, "'=cmd()' in 'b' is no number")]
    [InlineData("a,b\n1,1 000\n", 2, 2, "'1 000' in 'b' is no number")]
    [InlineData("a,b\n1,0x10\n", 2, 2, "'0x10' in 'b' is no number")]
    [InlineData("a,b\n1,\"2\n", 2, 2, "the quote that opens this field is never closed")]
    [InlineData("a,b\n1,\"2\"3\n", 2, 2, "text after the closing quote")]
    [InlineData("a,b\n1,2\"3\n", 2, 2, "a quote inside a field that does not begin with one")]
    [InlineData("a,b\n1,2\0\n", 2, 2, "there is a zero byte")]
    [InlineData("a,a\n1,2\n", 1, 2, "two columns are named 'a'")]
    [InlineData("a;b\n1;2\n", 1, 1, "the first line is one field, 'a;b'. Say what stands between fields (delimiter), if it is ';'")]
    [InlineData("a\tb\n1\t2\n", 1, 1, "if it is the tab")]
    [InlineData("1,2\n3,4\n", 1, 1, "the first line holds numbers where names are expected")]
    [InlineData("a,b\n", 1, 1, "the table has names and no numbers")]
    [InlineData("", 1, 1, "the table is empty")]
    [InlineData("\n\r\n\n", 1, 1, "the table is empty")]
    public void Faults_have_line_and_field(string text, int line, int column, string says)
    {
        DataFormatException e = Assert.Throws<DataFormatException>(() => Read(text));
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
        Assert.StartsWith("test.csv, line ", e.Message, StringComparison.Ordinal);
        Assert.Equal((column, null), (e.Column, e.Offset));
        // At the end of the text the line is the last one, or the one after it.
        Assert.InRange(e.Line!.Value, line, line + (column == 1 && says.StartsWith("the table", StringComparison.Ordinal) ? 4 : 0));
    }

    [Fact]
    public void Other_encodings_are_named()
    {
        Assert.Contains("UTF-16", Assert.Throws<DataFormatException>(() => ReadBytes([0xFF, 0xFE, 97, 0])).Message, StringComparison.Ordinal);
        Assert.Contains("zero byte", Assert.Throws<DataFormatException>(() => ReadBytes(Encoding.Unicode.GetBytes("a,b\n1,2\n"))).Message, StringComparison.Ordinal);
        Assert.Contains("the field is not UTF-8", Assert.Throws<DataFormatException>(() => ReadBytes([97, 0xE9, 10, 49, 10])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_culture_changes_nothing()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            comma.NumberFormat.NumberGroupSeparator = ".";
            CultureInfo.CurrentCulture = comma;
            Assert.Equal([1.5, 1234.25], Read("a,b\n1.5,1234.25\n").Values);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Endless_lines_and_columns_are_refused()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        using EndlessStream digits = new("1"u8.ToArray(), 1 << 30), commas = new(","u8.ToArray(), 1 << 30);
        Assert.Contains("longer than 16 MiB", Assert.Throws<DataFormatException>(() => Read(digits)).Message, StringComparison.Ordinal);
        Assert.Contains("more than 1048576 fields", Assert.Throws<DataFormatException>(() => Read(commas)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 96 << 20);
    }

    [Fact]
    public void Numbers_come_back_to_the_bit()
    {
        Random random = new(5);
        double[] values = [.. Enumerable.Range(0, 20_000).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64())).Where(double.IsFinite)];
        StringBuilder text = new("v\n");
        foreach (double value in values)
            text.Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        Assert.Equal(values, Read(text.ToString()).Values);
    }

    private static CsvTable Read(string text, CsvOptions? options = null) => ReadBytes(Encoding.UTF8.GetBytes(text), options);

    private static CsvTable ReadBytes(byte[] bytes, CsvOptions? options = null)
    {
        using MemoryStream stream = new(bytes);
        return Read(stream, options);
    }

    private static CsvTable Read(Stream stream, CsvOptions? options = null) =>
        CsvTable.Read(new FormatReader(stream, "test.csv", stream.Length, stream.Length), options ?? new CsvOptions(',', true, null, [], ["", "NA", "nan", "?"]));
}
