using Latent.Data;
using Latent.Data.Formats;
using Latent.Data.Sources;
using Latent.Tensors;
using Latent.Tests.Data.Formats;
using Xunit.Abstractions;

namespace Latent.Tests.Data.Sources;

public sealed class WavSourceTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 8, "00 80 FF", new[] { -1, 0, 127 / 128.0 })]
    [InlineData(1, 16, "00 80 00 00 FF 7F", new[] { -1, 0, 32767 / 32768.0 })]
    [InlineData(1, 24, "00 00 80 01 00 00", new[] { -1, 1 / 8388608.0 })]
    [InlineData(1, 32, "00 00 00 80 00 00 00 40", new[] { -1, 0.5 })]
    [InlineData(3, 32, "00 00 C0 3F", new[] { 1.5 })]
    [InlineData(3, 64, "00 00 00 00 00 00 04 C0", new[] { -2.5 })]
    public void Every_format_gives_its_numbers(int tag, int bits, string samples, double[] values)
    {
        byte[] bytes = Convert.FromHexString(samples.Replace(" ", "", StringComparison.Ordinal));
        foreach (bool extensible in new[] { false, true })
        {
            Assert.Equal(values, Read(WavBytes.Make(tag, bits, bytes, extensible: extensible, list: extensible)));
            // Written by a program that did not come back to say how long it was.
            Assert.Equal(values, Read(WavBytes.Make(tag, bits, bytes, dataLength: extensible ? 0 : uint.MaxValue))[..values.Length]);
        }
    }

    [Fact]
    public void Sounds_keep_their_length_or_are_made_alike()
    {
        using TemporaryFolder folder = new();
        folder.Write("7_anna_0.wav", WavBytes.Make(1, 8, [0, 64, 192]));
        folder.Write("3_anna_0.wav", WavBytes.Make(1, 8, [192, 192, 192, 192, 192]));
        foreach (long memory in new[] { 0, 1 << 20 })
        {
            IDataset data = new WavSource { Path = folder.Path, ClassFromName = true }.OpenWithin(memory).Train;
            Assert.Equal("x [5] real, up to this length, length [] real, y [] 2 classes", string.Join(", ", data.Columns));
            using Pass pass = Pass.Evaluation();
            Batch batch = data.Get([1, 0], pass);
            Assert.Equal([-1f, -0.5f, 0.5f, 0, 0, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f], batch["x"].ToArray());
            Assert.Equal([1f, 1, 1, 0, 0, 1, 1, 1, 1, 1], batch.Mask("x")!.ToArray());
            Assert.Equal(["3", "7"], data.Column("y").Classes);
            Assert.Equal([1f, 0], batch["y"].ToArray());

            data = new WavSource { Path = folder.Path, Samples = 4 }.OpenWithin(memory).Train;
            batch = data.Get([1, 0], pass);
            Assert.Equal([-1f, -0.5f, 0.5f, 0, 0.5f, 0.5f, 0.5f, 0.5f], batch["x"].ToArray());
            Assert.Null(batch.Mask("x"));
        }
    }

    [Fact]
    public void Channels_are_an_axis()
    {
        using TemporaryFolder folder = new();
        folder.Write("a.wav", WavBytes.Make(1, 8, [0, 128, 64, 192], channels: 2));
        using Pass pass = Pass.Evaluation();
        Tensor x = new WavSource { Path = folder.Path }.Open(default).Train.Get([0], pass)["x"];
        Assert.Equal([1, 2, 2], x.Shape.Span.ToArray());
        Assert.Equal([-1f, 0, -0.5f, 0.5f], x.ToArray());
    }

    [Fact]
    public void Faults_are_named_with_their_place()
    {
        byte[] good = WavBytes.Make(1, 16, [1, 2, 3, 4]);
        for (int length = 0; length < good.Length; length++)
            Assert.Throws<DataFormatException>(() => Read(good[..length]));
        Says("byte 0: it does not begin with RIFF and WAVE", "not a sound at all"u8.ToArray());
        Says("byte 20: its samples are of format 85 with 16 bits", WavBytes.Make(0x55, 16, [1, 2]));
        Says("0 channels of 8000 samples", WavBytes.Make(1, 16, [1, 2], channels: 0));
        Says("9 channels", WavBytes.Make(1, 16, new byte[18], channels: 9));
        Says("1 channels of 10 samples a second", WavBytes.Make(1, 16, [1, 2], rate: 10));
        Says("3 bytes are no whole number of frames of 2", WavBytes.Make(1, 16, [1, 2, 3]));
        Says("4000000000 bytes of samples are declared, the file has 2 more", WavBytes.Make(1, 16, [1, 2], dataLength: 4_000_000_000));
        Says("byte 44: sample 0 is not finite", WavBytes.Make(3, 32, [0, 0, 0xC0, 0x7F]));
        byte[] noFormat = WavBytes.Make(1, 16, [1, 2]);
        noFormat[12] = (byte)'x';
        Says("the samples come before the chunk 'fmt '", noFormat);

        using TemporaryFolder folder = new();
        folder.Write("a.wav", good);
        folder.Write("b.wav", WavBytes.Make(1, 16, [1, 2], rate: 16_000));
        Assert.Contains("b.wav: it has 1 channels of 16000 samples a second, a.wav 1 of 8000",
            Assert.Throws<DataFormatException>(() => new WavSource { Path = folder.Path }.Open(default)).Message, StringComparison.Ordinal);
        folder.Write("b.wav", WavBytes.Make(1, 16, []));
        Assert.Contains("b.wav: it has no samples", Assert.Throws<DataFormatException>(() => new WavSource { Path = folder.Path }.Open(default)).Message, StringComparison.Ordinal);

        static void Says(string text, byte[] file) =>
            Assert.Contains(text, Assert.Throws<DataFormatException>(() => Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Spoken_digits_are_read_out_of_their_archive()
    {
        if (RealData.Folder("fsdd") is not { } folder)
        {
            output.WriteLine("The spoken digits are not beside the repository (../shared/data/fsdd): not checked.");
            return;
        }

        IDataset data = new WavSource { Path = Path.Combine(folder, "recordings.zip"), ClassFromName = true }.Open(default).Train;
        Assert.Equal(3000, data.Count);
        Assert.All(data.ReadIntegers().GroupBy(static digit => digit), static digit => Assert.Equal(300, digit.Count()));
        using Pass pass = Pass.Evaluation();
        Tensor x = data.Get([0, 1500], pass)["x"];
        Assert.InRange(x.ToArray().Max(Math.Abs), 0.01f, 1f);
    }

    private static double[] Read(byte[] file)
    {
        WavSound sound = WavSound.Parse(file, "test.wav");
        double[] values = new double[sound.Frames * sound.Channels];
        sound.Read<double>(file.AsSpan(sound.Offset, sound.Frames * sound.FrameBytes), values, "test.wav");
        return values;
    }
}
