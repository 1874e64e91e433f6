using Latent.Data;
using Latent.Tests.Data.Formats;
using Xunit.Abstractions;

namespace Latent.Tests.Data;

public sealed class MnistFolderTests(ITestOutputHelper output)
{
    [Fact]
    public void Reads_the_four_files_plain_or_compressed()
    {
        using TemporaryFolder folder = new();
        IdxBytes.WriteMnist(folder.File("little"), 12, 5);
        ImageSplits splits = MnistFolder.Load(folder.File("little"));
        Assert.Equal(("little train", 12, 28, 28), (splits.Train.Name, splits.Train.Count, splits.Train.Height, splits.Train.Width));
        Assert.Equal(5, splits.Test.Count);
        Assert.Equal([0, 1, 2, 3, 4], splits.Test.Labels.ToArray());
        Assert.Equal(unchecked((byte)((784 * 7919) >> 3)), splits.Train.Image(1)[0]);
    }

    [Fact]
    public void All_missing_files_are_listed_at_once()
    {
        using TemporaryFolder folder = new();
        IdxBytes.WriteMnist(folder.Path, 2, 2);
        File.Delete(folder.File("train-images-idx3-ubyte.gz"));
        File.Delete(folder.File("t10k-labels-idx1-ubyte"));
        string message = Assert.Throws<DataFormatException>(() => MnistFolder.Load(folder.Path)).Message;
        Assert.Contains("missing train-images-idx3-ubyte, t10k-labels-idx1-ubyte.", message, StringComparison.Ordinal);
        Assert.Contains("there is no such folder", Assert.Throws<DataFormatException>(() => MnistFolder.Load(folder.File("no"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_do_not_belong_together_are_refused()
    {
        using TemporaryFolder folder = new();
        IdxBytes.WriteMnist(folder.Path, 4, 3);
        string labels = folder.File("train-labels-idx1-ubyte");
        File.WriteAllBytes(labels, IdxBytes.Make(8, [3], [1, 2, 3]));
        Assert.Contains("3 labels for the 4 images", Assert.Throws<DataFormatException>(() => MnistFolder.Load(folder.Path)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(labels, IdxBytes.Make(0x0B, [4], new byte[8]));
        Assert.Contains("found Int16 [4]", Assert.Throws<DataFormatException>(() => MnistFolder.Load(folder.Path)).Message, StringComparison.Ordinal);
        IdxBytes.WriteMnist(folder.Path, 4, 3);
        File.WriteAllBytes(folder.File("t10k-images-idx3-ubyte"), IdxBytes.Make(8, [3, 2, 2], new byte[12]));
        Assert.Contains("test images are 2 x 2", Assert.Throws<DataFormatException>(() => MnistFolder.Load(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_real_files_have_their_known_content()
    {
        if (RealData.Folder("mnist") is not { } folder)
        {
            output.WriteLine("skipped: ../shared/data/mnist is not there");
            return;
        }

        ImageSplits mnist = MnistFolder.Load(folder);
        Assert.Equal((60_000, 10_000), (mnist.Train.Count, mnist.Test.Count));
        Assert.Equal([5, 0, 4, 1, 9, 2, 1, 3, 1, 4], mnist.Train.Labels[..10].ToArray());
        long sum = 0;
        foreach (byte pixel in mnist.Train.Pixels)
            sum += pixel;
        Assert.Equal(33.3184, sum / (60_000.0 * 784), 4);
    }
}
