using System.Security.Cryptography;
using Latent.Data;
using Latent.Data.Sources;
using Latent.Tests.Data.Formats;

namespace Latent.Tests.Data;

public sealed class DataFingerprintTests
{
    [Fact]
    public void A_table_is_described_column_by_column()
    {
        using TemporaryFolder folder = new();
        byte[] text = "a,b,kind\n1,10,x\n3,?,y\n2,-4,x\n"u8.ToArray();
        CsvSource source = new() { Path = folder.Write("t.csv", text), Target = "kind" };
        DataFingerprint print = DataFingerprint.Of(source, source.Open(default));
        FileFingerprint file = print.Files.Single();
        Assert.Equal((text.Length, Convert.ToHexStringLower(SHA256.HashData(text)), null), ((int)file.Bytes, file.Sha256, file.Published));
        PartFingerprint part = print.Parts.Single();
        Assert.Equal(("train", 3), (part.Name, part.Rows));
        ColumnFingerprint x = part.Columns[0], y = part.Columns[1];
        Assert.Equal((5, 1, -4.0, 10.0, 2.4), (x.Values, x.Missing, x.Lowest, x.Highest, Math.Round(x.Mean!.Value, 12)));
        Assert.Equal([new ElementFingerprint("a", 0, 1, 3, 2), new ElementFingerprint("b", 1, -4, 10, 3)], x.Elements);
        Assert.Equal([new ClassCount("x", 2), new ClassCount("y", 1)], y.Classes);
    }

    [Fact]
    public void The_files_of_a_set_have_a_checksum_together_and_drawn_data_has_none()
    {
        using TemporaryFolder folder = new();
        IdxBytes.WriteMnist(folder.File("m"), 20, 5);
        MnistSource source = new() { Path = folder.File("m") };
        DataFingerprint print = DataFingerprint.Of(source, source.Open(default));
        Assert.Equal((4, 4), (print.Files.Count, print.FileCount));
        Assert.Equal(["train", "test"], print.Parts.Select(static part => part.Name));
        File.WriteAllBytes(folder.File("m/t10k-labels-idx1-ubyte"), IdxBytes.Make(8, [5], [9, 9, 9, 9, 9]));
        Assert.NotEqual(print.Sha256, DataFingerprint.Of(source, source.Open(default)).Sha256);
        DigitsSource digits = new() { TrainCount = 3, TestCount = 0 };
        Assert.Null(DataFingerprint.Of(digits, digits.Open(default)).Sha256);
    }

    [Fact]
    public void The_files_of_folders_are_all_of_them()
    {
        using TemporaryFolder folder = new();
        byte[] png = new PngBytes { Width = 1, Height = 1 }.Make(static i => i);
        Directory.CreateDirectory(folder.File("p/a"));
        Directory.CreateDirectory(folder.File("p/b"));
        string first = folder.Write("p/a/1.png", png), second = folder.Write("p/b/2.png", png);
        Assert.Equal([first, second], new ImageFolderSource { Path = folder.File("p") }.InputFiles());
        string npy = folder.Write("x.npy", NpyBytes.Make("|u1", "(2,)", [1, 2]));
        Assert.Equal([npy, first], new ArraySource { Path = npy, Labels = first }.InputFiles());
        Assert.Empty(new SpritesSource().InputFiles());
    }
}
