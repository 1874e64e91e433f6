using System.IO.Compression;
using Latent.Data;
using Latent.Data.Sources;
using Latent.Tests.Data.Formats;

namespace Latent.Tests.Data.Sources;

public sealed class DataDetectionTests
{
    [Fact]
    public void Content_says_what_a_file_is_not_its_name()
    {
        using TemporaryFolder folder = new();
        byte[] npy = NpyBytes.Make("|u1", "(2,)", [1, 2]), idx = IdxBytes.Make(8, [1], [5]);
        byte[] png = new PngBytes { Width = 1, Height = 1 }.Make(static i => i), wav = WavBytes.Make(1, 8, [1]);
        Is<ArraySource>(folder.Write("1", npy));
        Is<ArraySource>(folder.Write("2", IdxBytes.Gzip(idx)));
        Is<NpzSource>(folder.Write("3", NpyBytes.Zip(CompressionLevel.Fastest, ("a.npy", npy))));
        Is<ImageFolderSource>(folder.Write("4", NpyBytes.Zip(CompressionLevel.Fastest, ("a/1.png", png))));
        Is<WavSource>(folder.Write("5", NpyBytes.Zip(CompressionLevel.Fastest, ("1.wav", wav))));
        Is<PianoRollSource>(folder.Write("6", IdxBytes.Gzip(" {\"train\""u8.ToArray())));
        Is<CsvSource>(folder.Write("7", "a,b\n1,2\n"u8.ToArray()));
        IdxBytes.WriteMnist(folder.File("m"), 1, 1);
        Is<MnistSource>(folder.File("m"));
        Directory.CreateDirectory(folder.File("p/q"));
        folder.Write("p/q/1.png", png);
        Is<ImageFolderSource>(folder.File("p"));
        Directory.CreateDirectory(folder.File("w"));
        folder.Write("w/1.wav", wav);
        Is<WavSource>(folder.File("w"));

        foreach (string path in new[] { folder.File("no"), folder.Write("8", [1, 2, 3, 0]), folder.Write("9", [0x1F, 0x8B, 9]), folder.Write("10", []), folder.Write("11", png) })
            Assert.Throws<DataFormatException>(() => DataDetection.Detect(path));
        Assert.Contains("Known are: mnist (a folder of four IDX files, plain or gzip); array (",
            Assert.Throws<DataFormatException>(() => DataDetection.Detect(folder.File("no"))).Message, StringComparison.Ordinal);

        static void Is<T>(string path) => Assert.IsType<T>(DataDetection.Detect(path));
    }
}
