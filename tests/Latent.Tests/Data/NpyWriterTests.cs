using Latent.Data.Formats;

namespace Latent.Tests.Data;

public sealed class NpyWriterTests
{
    [Theory]
    [InlineData(6)]
    [InlineData(2, 3)]
    [InlineData(1, 2, 3, 1)]
    [InlineData(3, 0)]
    public void What_is_written_is_read_again(params int[] dimensions)
    {
        int count = dimensions.Aggregate(1, static (product, length) => product * length);
        float[] values = [.. Enumerable.Range(0, count).Select(static i => MathF.Sqrt(i) - 1)];
        using MemoryStream single = new(), twice = new();
        NpyWriter.Write(single, values, dimensions);
        NpyWriter.Write(twice, [.. values.Select(static value => (double)value)], dimensions);
        Assert.Equal(0, (single.Length - (4 * count)) % 64);
        foreach (MemoryStream stream in new[] { single, twice })
        {
            stream.Position = 0;
            NumberArray array = NpyReader.Read(stream, "written");
            Assert.Equal(dimensions, array.Dimensions.ToArray());
            Assert.Equal(values.Select(static value => (double)value), array.ToDoubles());
        }
    }

    [Fact]
    public void The_header_is_that_of_numpy()
    {
        // numpy.save of numpy.zeros(3, '<f4'): 10 bytes, then the header, padded with spaces to 128 in all.
        using MemoryStream stream = new();
        NpyWriter.Write(stream, new float[3], 3);
        byte[] bytes = stream.ToArray();
        string text = System.Text.Encoding.ASCII.GetString(bytes, 10, 118);
        Assert.Equal("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }".PadRight(117) + "\n", text);
        Assert.Equal([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 118, 0], bytes[..10]);
        Assert.Equal(128 + 12, bytes.Length);
    }

    [Fact]
    public void Elements_that_do_not_fill_the_axes_are_refused() => Assert.Contains("there are 5 elements for axes of [2, 3], which take 6",
        Assert.Throws<ArgumentException>(static () => NpyWriter.Write(new MemoryStream(), new float[5], 2, 3)).Message, StringComparison.Ordinal);
}
