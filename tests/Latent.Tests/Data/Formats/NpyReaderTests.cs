using Latent.Data;
using Latent.Data.Formats;

namespace Latent.Tests.Data.Formats;

public sealed class NpyReaderTests
{
    private const string Header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";

    [Fact]
    public void Reads_what_numpy_writes()
    {
        // numpy.save of numpy.arange(6, dtype='<f4').reshape(2, 3), byte for byte.
        byte[] bytes = Convert.FromHexString(
            "934e554d50590100760" + "07b276465736372273a20273c6634272c2027666f727472616e5f6f72646572273a2046616c73652c20277368617065273a2028322c2033292c207d"
            + string.Concat(Enumerable.Repeat("20", 58)) + "0a" + "000000000000803f0000004000004040000080400000a040");
        NumberArray array = Read(bytes);
        Assert.Equal([2, 3], array.Dimensions.ToArray());
        Assert.Equal([0.0, 1, 2, 3, 4, 5], array.ToDoubles());
    }

    [Theory]
    [InlineData("|b1", "01", 1.0)]
    [InlineData("|u1", "FF", 255.0)]
    [InlineData("|i1", "FF", -1.0)]
    [InlineData("<u2", "0102", 513.0)]
    [InlineData(">u2", "0102", 258.0)]
    [InlineData("<i2", "FEFF", -2.0)]
    [InlineData(">i2", "FFFE", -2.0)]
    [InlineData("<u4", "FFFFFFFF", 4294967295.0)]
    [InlineData(">i4", "FFFFFFFE", -2.0)]
    [InlineData("<i8", "FEFFFFFFFFFFFFFF", -2.0)]
    [InlineData(">u8", "8000000000000000", 9223372036854775808.0)]
    [InlineData("<f2", "003C", 1.0)]
    [InlineData(">f2", "C100", -2.5)]
    [InlineData("<f4", "0000C03F", 1.5)]
    [InlineData(">f8", "C004000000000000", -2.5)]
    public void Reads_every_number_in_both_byte_orders(string descr, string element, double value)
    {
        byte[] one = Convert.FromHexString(element);
        Assert.Equal([value, value], Read(NpyBytes.Make(descr, "(2,)", [.. one, .. one])).ToDoubles());
    }

    [Fact]
    public void Reads_text()
    {
        Assert.Equal(["ab", "c"], Read(NpyBytes.Make("|S2", "(2,)", "abc\0"u8.ToArray())).ToStrings());
        byte[] wide = [0x42, 0xF6, 1, 0, 0, 0, 0, 0, (byte)'x', 0, 0, 0, (byte)'y', 0, 0, 0]; // U+1F642, "xy"
        Assert.Equal(["🙂", "xy"], Read(NpyBytes.Make("<U2", "(2,)", wide)).ToStrings());
    }

    [Fact]
    public void Fortran_order_is_turned()
    {
        // a[i, j, k] = 100 i + 10 j + k of shape 2 x 3 x 4, the first axis fastest.
        double[] stored = [.. from k in Enumerable.Range(0, 4) from j in Enumerable.Range(0, 3) from i in Enumerable.Range(0, 2) select (100.0 * i) + (10 * j) + k];
        double[] rows = [.. from i in Enumerable.Range(0, 2) from j in Enumerable.Range(0, 3) from k in Enumerable.Range(0, 4) select (100.0 * i) + (10 * j) + k];
        Assert.Equal(rows, Read(NpyBytes.Make("<f8", "(2, 3, 4)", NpyBytes.Doubles(stored), fortran: true)).ToDoubles());
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", 1)]
    [InlineData("{\"shape\":(2,3),\"fortran_order\":False,\"descr\":\"<f4\"}", 2)]
    [InlineData("{ 'descr' : '<f4' , 'fortran_order' : False , 'shape' : ( 2L , 3L ) }", 1)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2                     , 3), }", 3)]
    public void Headers_may_be_written_in_several_ways(string header, byte version) =>
        Assert.Equal([2, 3], Read(NpyBytes.WithHeader(header, new byte[24], version)).Dimensions.ToArray());

    [Theory]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }", "Object arrays need pickle, which can run any program and is never read")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }", "elements of several fields")]
    [InlineData("{'descr': '<c8', 'fortran_order': False, 'shape': (2,), }", "the element type '<c8' is not read")]
    [InlineData("{'descr': 'f4', 'fortran_order': False, 'shape': (2,), }", "the element type 'f4' is not read")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }", "the length of an axis, a whole number")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2.5,), }", "expected ')'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", "the length of an axis")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296, 4294967296), }", "more than the 1024 MiB")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1), }", "more than 8 axes")]
    [InlineData("{'descr': '<f4', 'fortran_order': 1, 'shape': (2,), }", "expected True or False")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "the key 'descr' twice")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, }", "lacks one of")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'evil': __import__('os') }", "the key 'evil'")]
    [InlineData("__import__('os').system('true')", "expected '{'")]
    [InlineData("((((((((((((((((((((((((((((((((((((((((((((((", "expected '{'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), } + 1", "goes on after its dictionary")]
    public void Headers_that_say_something_else_are_refused(string header, string says)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        DataFormatException e = Assert.Throws<DataFormatException>(() => Read(NpyBytes.WithHeader(header, new byte[8])));
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
        Assert.StartsWith("test.npy, byte ", e.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_header_beyond_NumPy_s_own_limit_is_refused() => Assert.Contains("the NPY header declares 65",
        Assert.Throws<DataFormatException>(() => Read(NpyBytes.WithHeader(Header + new string(' ', 65_400), new byte[24]))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_cut_anywhere_says_so_and_so_does_one_too_long()
    {
        byte[] whole = NpyBytes.WithHeader(Header, new byte[24]);
        for (int length = 0; length < whole.Length; length++)
            Assert.Throws<DataFormatException>(() => Read(whole[..length]));
        Assert.Contains("byte 152: there are bytes after the 2 x 3 elements",
            Assert.Throws<DataFormatException>(() => Read([.. whole, 0])).Message, StringComparison.Ordinal);
        Assert.Equal(6, Read(IdxBytes.Gzip(whole)).Count);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,4\n5,6\n", "expected the NPY magic")]
    [InlineData("\u0093NUMPY\u0007\0\0\0", "the NPY version is 7.0")]
    public void Other_content_is_named(string text, string says) => Assert.Contains(
        says, Assert.Throws<DataFormatException>(() => Read([.. text.Select(static c => (byte)c)])).Message, StringComparison.Ordinal);

    private static NumberArray Read(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        return NpyReader.Read(stream, "test.npy");
    }
}
