using System.Buffers.Binary;
using System.Text;
using Latent.Checkpoints;

namespace Latent.Tests.Checkpoints;

/// <summary>Files that are wrong on purpose: each must give the named error, quickly and with little memory.</summary>
public sealed class SafetensorsAttackTests
{
    [Theory]
    [InlineData("", SafetensorsError.HeaderTooSmall)]
    [InlineData("08000000", SafetensorsError.HeaderTooSmall)]
    [InlineData("3C00000000FFFFFF", SafetensorsError.HeaderTooLarge)]
    [InlineData("3C00000000000000", SafetensorsError.InvalidHeaderLength)]
    [InlineData("E803000000000000" + "7B7D", SafetensorsError.InvalidHeaderLength)]
    [InlineData("0000000000000000", SafetensorsError.InvalidHeader)]
    [InlineData("0100000000000000" + "FF", SafetensorsError.InvalidHeader)]
    [InlineData("0100000000000000" + "7B", SafetensorsError.InvalidHeaderDeserialization)]
    [InlineData("0300000000000000" + "207B7D", SafetensorsError.InvalidHeader)]
    [InlineData("0400000000000000" + "7B7D7B7D", SafetensorsError.InvalidHeaderDeserialization)]
    public void Damaged_headers(string hex, SafetensorsError error) => Refuses(Convert.FromHexString(hex), error);

    [Theory]
    [InlineData("""{"t":{"dtype":"I32","shape":[2,2],"data_offsets":[0,4]}}""", 4, SafetensorsError.TensorInvalidInfo)]
    [InlineData("""{"t":{"dtype":"I32","shape":[2,2],"data_offsets":[16,0]}}""", 16, SafetensorsError.TensorInvalidInfo)]
    [InlineData("""{"t":{"dtype":"I32","shape":[2,18446744073709551614],"data_offsets":[0,16]}}""", 16, SafetensorsError.ValidationOverflow)]
    [InlineData("""{"t":{"dtype":"U8","shape":[18446744073709551615,0],"data_offsets":[0,0]}}""", 0, SafetensorsError.ValidationOverflow)]
    [InlineData("""{"t":{"dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,8]}}""", 8, SafetensorsError.ValidationOverflow)]
    [InlineData("""{"t":{"dtype":"I32","shape":[2,2],"data_offsets":[0,16]}}""", 14, SafetensorsError.MetadataIncompleteBuffer)]
    [InlineData("""{"t":{"dtype":"I32","shape":[2,2],"data_offsets":[0,16]}}""", 17, SafetensorsError.MetadataIncompleteBuffer)]
    [InlineData("{}", 1, SafetensorsError.MetadataIncompleteBuffer)]
    [InlineData("""{"t":{"dtype":"I32","shape":[2],"data_offsets":[4,12]}}""", 12, SafetensorsError.InvalidOffset)]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}""", 6, SafetensorsError.InvalidOffset)]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[6,10]}}""", 10, SafetensorsError.InvalidOffset)]
    [InlineData("""{"t":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}""", 1, SafetensorsError.UnsupportedType)]
    [InlineData("""{"t":{"dtype":"f32","shape":[1],"data_offsets":[0,4]}}""", 4, SafetensorsError.UnsupportedType)]
    [InlineData("""{"t":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"t":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, SafetensorsError.InvalidHeaderDeserialization)]
    [InlineData("""{"t":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, SafetensorsError.InvalidHeaderDeserialization)]
    [InlineData("""{"\u0074":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"t":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, SafetensorsError.InvalidHeaderDeserialization)]
    [InlineData("""{"__metadata__":{"a":"1"},"__metadata__":{"a":"1"}}""", 0, SafetensorsError.InvalidHeaderDeserialization)]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", 0, SafetensorsError.InvalidHeaderDeserialization)]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, SafetensorsError.InvalidHeaderDeserialization)]
    [InlineData("""{"t":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"strides":[1]}}""", 1, SafetensorsError.InvalidHeaderDeserialization)]
    [InlineData("""{"t":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}}""", 1, SafetensorsError.InvalidHeaderDeserialization)]
    [InlineData("""{"t":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}""", 1, SafetensorsError.InvalidHeaderDeserialization)]
    [InlineData("""{"t":{"dtype":"U8","shape":[18446744073709551616],"data_offsets":[0,1]}}""", 1, SafetensorsError.InvalidHeaderDeserialization)]
    [InlineData("""{"t":{"dtype":"U8","shape":[1],"data_offsets":[0]}}""", 1, SafetensorsError.InvalidHeaderDeserialization)]
    [InlineData("""{"t":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}}""", 1, SafetensorsError.LimitExceeded)]
    [InlineData("""{"t":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,1]}}""", 1, SafetensorsError.LimitExceeded)]
    [InlineData("""{"t":{"dtype":"U8","shape":[[1]],"data_offsets":[0,1]}}""", 1, SafetensorsError.InvalidHeaderDeserialization)]
    [InlineData("""{"t":[{"a":[{"b":[1]}]}]}""", 0, SafetensorsError.InvalidHeaderDeserialization)]
    [InlineData("""{"t":{"dtype":"U8","shape":[1]}}""", 1, SafetensorsError.InvalidHeaderDeserialization)]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, SafetensorsError.InvalidHeaderDeserialization)]
    [InlineData("""{"t":1}""", 0, SafetensorsError.InvalidHeaderDeserialization)]
    [InlineData("{}garbage", 0, SafetensorsError.InvalidHeaderDeserialization)]
    public void Headers_that_lie(string json, int dataBytes, SafetensorsError error) => Refuses(File(json, dataBytes), error);

    [Fact]
    public void A_hundred_thousand_tensors_over_the_same_bytes()
    {
        StringBuilder json = new("{");
        for (int i = 0; i < 100_000; i++)
            json.Append(i == 0 ? "" : ",").Append("\"w").Append(i).Append("\":{\"dtype\":\"F32\",\"shape\":[200,200],\"data_offsets\":[0,160000]}");
        Refuses(File(json.Append('}').ToString(), 160_000), SafetensorsError.InvalidOffset, 256 << 20);
    }

    [Fact]
    public void A_header_of_a_hundred_million_spaces_and_one_of_ten_million_tensors()
    {
        byte[] spaces = new byte[8 + 100_000_000];
        spaces.AsSpan().Fill((byte)' ');
        BinaryPrimitives.WriteInt64LittleEndian(spaces, 100_000_000);
        Refuses(spaces, SafetensorsError.InvalidHeader, 101_000_000);
        // As long as the header of ten million tensors would be; it is refused by its length alone.
        byte[] many = new byte[64];
        BinaryPrimitives.WriteInt64LittleEndian(many, 10_000_000L * 64);
        Refuses(many, SafetensorsError.HeaderTooLarge, 1 << 20);
    }

    [Fact]
    public void More_tensors_or_longer_names_than_accepted()
    {
        StringBuilder json = new("{");
        for (int i = 0; i <= 100_000; i++)
            json.Append(i == 0 ? "" : ",").Append("\"w").Append(i).Append("\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}");
        Refuses(File(json.Append('}').ToString(), 0), SafetensorsError.LimitExceeded, 256 << 20);
        Refuses(File($$$"""{"{{{new string('n', 1025)}}}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0), SafetensorsError.LimitExceeded);
    }

    [Fact]
    public void A_file_cut_anywhere_gives_a_typed_error()
    {
        byte[] whole = SafetensorsTests.Bytes(new SafetensorsWriter().Add("a", [2], new float[] { 1, 2 }).Add("b", [3], new double[3]).SetMetadata("k", "v"));
        for (int length = 0; length < whole.Length; length++)
            Assert.Throws<SafetensorsException>(() => Open(whole[..length]));
    }

    [Fact]
    public void Any_flipped_bit_gives_a_typed_error_or_a_file()
    {
        byte[] whole = SafetensorsTests.Bytes(new SafetensorsWriter().Add("a", [2], new float[] { 1, 2 }).Add("b", [3], new double[3]).SetMetadata("k", "v"));
        for (int bit = 0; bit < whole.Length * 8; bit++)
        {
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Open(flipped);
            }
            catch (SafetensorsException)
            {
            }
        }
    }

    [Fact]
    public void Messages_name_file_place_reason_and_remedy()
    {
        SafetensorsException e = Refuses(File("""{"t":{"dtype":"I32","shape":[2,2],"data_offsets":[0,4]}}""", 4), SafetensorsError.TensorInvalidInfo);
        Assert.EndsWith(
            "attack.safetensors, byte 13: 't' I32 [2, 2] takes 16 bytes, but its data_offsets are [0, 4]. The file is damaged: copy or download it again.",
            e.Message, StringComparison.Ordinal);
        Assert.Equal(13, e.Offset);
    }

    private static SafetensorsException Refuses(byte[] bytes, SafetensorsError error, long memory = 4 << 20)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("attack.safetensors", bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        SafetensorsException e = Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(path).Dispose());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, memory);
        Assert.Equal(error, e.Error);
        Assert.Equal(path, e.File);
        return e;
    }

    private static void Open(byte[] bytes)
    {
        using TemporaryFolder folder = new();
        SafetensorsFile.Open(folder.Write("m", bytes)).Dispose();
    }

    private static byte[] File(string json, int dataBytes)
    {
        byte[] header = Encoding.UTF8.GetBytes(json);
        byte[] file = new byte[8 + header.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        return file;
    }
}
