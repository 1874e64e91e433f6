using System.IO.Compression;
using Latent.Data;
using Latent.Data.Sources;
using Latent.Tensors;
using Latent.Tests.Data.Formats;

namespace Latent.Tests.Data.Sources;

public sealed class ImageFolderSourceTests
{
    [Fact]
    public void Sub_folders_are_classes()
    {
        using TemporaryFolder folder = new();
        Write(folder, "dog/1.png", Grey(1));
        Write(folder, "cat/2.PNG", Grey(2));
        Write(folder, "cat/1.png", Grey(3));
        Write(folder, "cat/notes.txt", [1]);
        IDataset data = new ImageFolderSource { Path = folder.Path }.Open(default).Train;
        Assert.Equal("x [1, 2, 3] 256 levels, y [] 2 classes", string.Join(", ", data.Columns));
        Assert.Equal(["cat", "dog"], data.Column("y").Classes);
        Assert.Equal([0, 0, 1], data.ReadIntegers());
        using Pass pass = Pass.Evaluation();
        Assert.Equal([1 / 255f, 2 / 255f, 3 / 255f], data.Get([2], pass)["x"].ToArray()[..3]);
        Assert.Equal(3 / 255f, data.Get([0], pass)["x"].Span[0]);
    }

    [Fact]
    public void Folders_may_be_parts_and_archives_are_read_as_they_are()
    {
        (string, byte[])[] files = [("all/train/a/1.png", Grey(1)), ("all/train/b/2.png", Grey(2)), ("all/val/a/3.png", Grey(3)), ("all/test/b/4.png", Grey(4))];
        using TemporaryFolder folder = new();
        string archive = folder.Write("pictures.zip", NpyBytes.Zip(CompressionLevel.Fastest, files));
        foreach ((string name, byte[] content) in files)
            Write(folder, "unpacked/" + name, content);
        foreach (string path in new[] { archive, folder.File("unpacked") })
        {
            DataSplits splits = new ImageFolderSource { Path = path }.Open(default);
            Assert.Equal((2, 1, 1), (splits.Train.Count, splits.Validation!.Count, splits.Test!.Count));
            Assert.Equal([1], splits.Test.ReadIntegers());
            using Pass pass = Pass.Evaluation();
            Assert.Equal(4 / 255f, splits.Test.Get([0], pass)["x"].Span[0]);
        }
    }

    [Fact]
    public void What_is_too_much_for_memory_is_decoded_as_it_is_asked_for_with_the_same_values()
    {
        using TemporaryFolder folder = new();
        Write(folder, "1.png", new PngBytes { Width = 3, Height = 2, Depth = 16 }.Make(static i => 1000 * i));
        Write(folder, "2.png", Grey(77));
        Write(folder, "3.png", new PngBytes { Width = 3, Height = 2, Depth = 1 }.Make(static i => i & 1));
        ImageFolderSource source = new() { Path = folder.Path };
        IDataset held = source.Open(default).Train, read = source.OpenWithin(largestInMemory: 0).Train;
        Assert.Equal("x [1, 2, 3] 65536 levels", held.Columns[0].ToString());
        using Pass pass = Pass.Evaluation();
        Assert.Equal(held.Get([0, 2, 1], pass)["x"].ToArray(), read.Get([0, 2, 1], pass)["x"].ToArray());
        Assert.Equal([0f, 1, 0, 1, 0, 1], read.Get([2], pass)["x"].ToArray());
        Assert.Equal(77 / 255.0, held.Get([1], pass)["x"].Span[0], 1e-7);

        File.WriteAllBytes(folder.File("2.png"), new PngBytes { Width = 4, Height = 2 }.Make(static _ => 0));
        Assert.Contains("2.png, byte 16: it is 4 x 2 of 256 levels now", Assert.Throws<DataFormatException>(() => read.Get([1], pass)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Colours_are_converted_if_that_is_asked_for()
    {
        using TemporaryFolder folder = new();
        Write(folder, "1.png", Grey(9));
        Write(folder, "2.png", new PngBytes { Width = 3, Height = 2, Colour = 2 }.Make(static _ => 100));
        Assert.Contains("2.png, byte 25: it has 3 channels, 1.png has 1",
            Assert.Throws<DataFormatException>(() => new ImageFolderSource { Path = folder.Path }.Open(default)).Message, StringComparison.Ordinal);
        foreach (int channels in new[] { 1, 3 })
        {
            IDataset data = new ImageFolderSource { Path = folder.Path, Channels = channels }.Open(default).Train;
            using Pass pass = Pass.Evaluation();
            Assert.Equal([2, channels, 2, 3], data.Get([0, 1], pass)["x"].Shape.Span.ToArray());
            Assert.Equal(100 / 255f, data.Get([1], pass)["x"].Span[^1]);
        }
    }

    [Fact]
    public void Faults_name_the_file()
    {
        using TemporaryFolder folder = new();
        Says("there is no such folder or archive", folder.File("no"));
        Says("there are no .png files in it", folder.Path);
        Write(folder, "a/1.png", Grey(1));
        Write(folder, "b/2.png", [.. Grey(2)[..^5]]);
        Says("2.png, byte ", folder.Path);
        Write(folder, "b/2.png", new PngBytes { Width = 2, Height = 2 }.Make(static i => i));
        Says("it is 2 x 2 pixels, a/1.png is 3 x 2", folder.Path);
        Write(folder, "b/2.png", Grey(2));
        Write(folder, "3.png", Grey(3));
        Says("3.png: it is in no class", folder.Path);
        Says("At most 64 MiB", Bomb(folder));

        static void Says(string text, string path) =>
            Assert.Contains(text, Assert.Throws<DataFormatException>(() => new ImageFolderSource { Path = path }.Open(default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_out_of_the_folder_are_not_followed()
    {
        using TemporaryFolder folder = new(), other = new();
        Write(folder, "1.png", Grey(1));
        Write(other, "2.png", Grey(2));
        File.CreateSymbolicLink(folder.File("2.png"), other.File("2.png"));
        Directory.CreateSymbolicLink(folder.File("there"), other.Path);
        Assert.Equal(1, new ImageFolderSource { Path = folder.Path }.Open(default).Train.Count);
    }

    private static string Bomb(TemporaryFolder folder) => folder.Write("bomb.zip",
        NpyBytes.Zip(CompressionLevel.Fastest, ("1.png", new PngBytes { Width = 16_384, Height = 16_384 }.Wrap(new byte[9]))));

    private static byte[] Grey(int first) => new PngBytes { Width = 3, Height = 2 }.Make(i => first + i);

    private static void Write(TemporaryFolder folder, string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
        File.WriteAllBytes(folder.File(name), content);
    }
}
