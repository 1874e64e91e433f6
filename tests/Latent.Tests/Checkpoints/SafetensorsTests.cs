using System.Text;
using Latent.Checkpoints;

namespace Latent.Tests.Checkpoints;

public sealed class SafetensorsTests
{
    private static readonly float[] Six = [0, 1, 2, 3, 4, 5];

    [Fact]
    public void The_empty_file_has_the_reference_bytes() =>
        Assert.Equal(Convert.FromHexString("08000000000000007B7D202020202020"), Bytes(new SafetensorsWriter()));

    [Theory]
    [InlineData("attn.0", new[] { 1, 2, 3 }, 64)]
    [InlineData("attn0", new[] { 1, 1, 2, 3 }, 72)]
    public void One_tensor_has_the_reference_bytes(string name, int[] shape, int headerBytes)
    {
        byte[] bytes = Bytes(new SafetensorsWriter().Add(name, shape, Six));
        string json = $$$"""{"{{{name}}}":{"dtype":"F32","shape":[{{{string.Join(',', shape)}}}],"data_offsets":[0,24]}}""";
        Assert.Equal([(byte)headerBytes, 0, 0, 0, 0, 0, 0, 0], bytes[..8]);
        Assert.Equal(json.PadRight(headerBytes), Encoding.UTF8.GetString(bytes, 8, headerBytes));
        Assert.Equal(Convert.FromHexString("000000000000803F0000004000004040000080400000A040"), bytes[(8 + headerBytes)..]);
    }

    [Fact]
    public void Tensors_stand_by_descending_type_then_by_name_and_padding_aligns_them()
    {
        byte[] bytes = Bytes(new SafetensorsWriter()
            .Add("z", SafetensorsType.UInt8, [3], new byte[] { 1, 2, 3 })
            .Add("b", [1], new float[] { 1 })
            .Add("a", [1], new float[] { 2 })
            .Add("d", [], new double[] { 3 })
            .SetMetadata("format", "pt"));
        int header = bytes[0];
        Assert.Equal(0, header % 8);
        Assert.Equal(
            """{"__metadata__":{"format":"pt"},"d":{"dtype":"F64","shape":[],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"b":{"dtype":"F32","shape":[1],"data_offsets":[12,16]},"z":{"dtype":"U8","shape":[3],"data_offsets":[16,19]}}""",
            Encoding.UTF8.GetString(bytes, 8, header | (bytes[1] << 8)).TrimEnd());
    }

    [Fact]
    public void What_was_written_is_read_whatever_the_names_and_shapes()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("m.safetensors");
        double[] doubles = [double.NaN, double.NegativeInfinity, double.Epsilon];
        new SafetensorsWriter()
            .Add("empty", [0, 5], ReadOnlyMemory<float>.Empty)
            .Add("schlüssel \"\\ 模型 \U0001F600", [3], doubles)
            .Add("scalar", [], new float[] { -0f })
            .Add("halves", SafetensorsType.Float16, [2], new byte[] { 0, 0x3C, 0, 0xC0 })
            .SetMetadata("clé", "värde\n\"1\"")
            .Save(path);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Assert.Equal(4, file.Entries.Length);
        Assert.Equal("värde\n\"1\"", file.Metadata["clé"]);
        Assert.True(file.TryFind("schlüssel \"\\ 模型 \U0001F600", out SafetensorsEntry? entry));
        double[] read = new double[3];
        file.Read(entry, read);
        Assert.Equal(doubles.Select(BitConverter.DoubleToInt64Bits), read.Select(BitConverter.DoubleToInt64Bits));
        Assert.True(file.TryFind("scalar", out entry));
        float[] one = new float[1];
        file.Read(entry, one);
        Assert.True(float.IsNegative(one[0]));
        Assert.True(file.TryFind("empty", out entry));
        Assert.Equal([0L, 5L], entry.Shape.ToArray());
        Assert.False(file.TryFind("__metadata__", out _));
    }

    [Fact]
    public void The_order_of_adding_does_not_change_the_bytes() => Assert.Equal(
        Bytes(new SafetensorsWriter().Add("a", [2], new float[] { 1, 2 }).Add("b", [1], new float[] { 3 }).SetMetadata("x", "1").SetMetadata("y", "2")),
        Bytes(new SafetensorsWriter().SetMetadata("y", "2").Add("b", [1], new float[] { 3 }).SetMetadata("x", "1").Add("a", [2], new float[] { 1, 2 })));

    [Fact]
    public void Reading_as_another_type_or_into_another_size_is_refused()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("m.safetensors");
        new SafetensorsWriter().Add("w", [2, 3], Six).Save(path);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        SafetensorsEntry entry = file.Entries[0];
        Assert.Contains("w F32 [2, 3] was asked for as F64", Assert.Throws<ArgumentException>(() => file.Read(entry, new double[6])).Message, StringComparison.Ordinal);
        Assert.Contains("w F32 [2, 3] has 24 bytes, there is room for 20", Assert.Throws<ArgumentException>(() => file.Read(entry, new float[5])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => file.Read(entry with { Offset = 4 }, new float[6]));
    }

    [Fact]
    public void The_writer_refuses_what_the_reader_would()
    {
        SafetensorsWriter writer = new SafetensorsWriter().Add("w", [2, 3], Six);
        Assert.Contains("'w' is in the file already", Assert.Throws<ArgumentException>(() => writer.Add("w", [6], Six)).Message, StringComparison.Ordinal);
        Assert.Contains("'v' [2, 2] takes 16 bytes, 24 are given", Assert.Throws<ArgumentException>(() => writer.Add("v", [2, 2], Six)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => writer.Add("__metadata__", [6], Six));
        Assert.Throws<ArgumentException>(() => writer.Add(new string('n', 1025), [6], Six));
        Assert.Throws<ArgumentException>(() => writer.Add("r", [.. Enumerable.Repeat(1, 17)], new float[1]));
    }

    internal static byte[] Bytes(SafetensorsWriter writer)
    {
        using MemoryStream stream = new();
        writer.Save(stream);
        return stream.ToArray();
    }
}
