using Latent.Data;
using Latent.Data.Sources;
using Latent.Tests.Data.Formats;
using Xunit.Abstractions;

namespace Latent.Tests.Data.Sources;

public sealed class DataLocatorTests(ITestOutputHelper output)
{
    [Fact]
    public void Nothing_asked_for_is_the_built_in_digits()
    {
        Assert.IsType<DigitsSource>(DataLocator.Find(null));
        Assert.IsType<DigitsSource>(DataLocator.Find("digits", RealData.RepositoryRoot));
        Assert.IsType<SpritesSource>(DataLocator.Find("Sprites"));
    }

    [Fact]
    public void A_name_is_found_in_a_folder_of_sets_and_in_its_own()
    {
        using TemporaryFolder folder = new();
        IdxBytes.WriteMnist(folder.File("MNIST/raw"), 2, 1);
        Assert.Equal(new MnistSource { Path = folder.File("MNIST/raw") }, DataLocator.Find("mnist", folder.Path));
        Assert.Equal(new MnistSource { Path = folder.File("MNIST/raw") }, DataLocator.Find("MNIST", folder.File("MNIST/raw")));
        Assert.Equal(new MnistSource { Path = folder.File("MNIST/raw") }, DataLocator.Find(null, folder.File("MNIST/raw")));
        folder.Write("static_mnist.npz", [1]);
        Assert.Equal(new NpzSource { Path = folder.File("static_mnist.npz"), Levels = 2 }, DataLocator.Find("static-mnist", folder.Path));
        Directory.CreateDirectory(folder.File("static_mnist"));
        folder.Write("static_mnist/static_mnist.npz", [1]);
        Assert.Equal(new NpzSource { Path = folder.File("static_mnist/static_mnist.npz"), Levels = 2 }, DataLocator.Find("static_mnist", folder.Path));
    }

    [Fact]
    public void A_path_is_known_by_its_content_alone_or_within_the_folder()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("table.txt", "a,b\n1,2\n"u8.ToArray());
        Assert.Equal(path, Assert.IsType<CsvSource>(DataLocator.Find(path)).Path);
        Assert.Equal(path, Assert.IsType<CsvSource>(DataLocator.Find("table.txt", folder.Path)).Path);
        Assert.Equal(path, Assert.IsType<CsvSource>(DataLocator.Find(path, folder.Path)).Path);
    }

    [Fact]
    public void What_is_not_there_is_said_with_where_it_was_looked_for()
    {
        using TemporaryFolder folder = new();
        string at = folder.Path;
        Says($"kmnist: the data set is not there; looked for {at}/kmnist, {at}, {at}/KMNIST/raw. Download it (latent data get kmnist)", "kmnist", at);
        Says($"looked for {at}/freyfaces/freyfaces_1965x28x20_uint8.npy, {at}/freyfaces_1965x28x20_uint8.npy", "frey_faces", at);
        Says("Put it there, or give its folder (--data-dir) or its path.", "jsb", at);
        Says("looked for data/kmnist, data/KMNIST/raw, kmnist, KMNIST/raw.", "kmnist", null);
        Says($"no data set has this name, and there is no such file or folder (looked for {at}/mnits, mnits). Known names are digits, sprites, mnist, ", "mnits", at);
        Says($"{at}/no: there is no such folder. It was to be looked in for 'mnist'.", "mnist", at + "/no");

        static void Says(string text, string name, string? folder) =>
            Assert.Contains(text.Replace('/', Path.DirectorySeparatorChar), Assert.Throws<DataFormatException>(() => DataLocator.Find(name, folder))
                .Message.Replace('/', Path.DirectorySeparatorChar), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_named_set_beside_the_repository_opens_by_its_name()
    {
        string sets = Path.Combine(RealData.RepositoryRoot, "..", "shared", "data");
        int opened = 0;
        foreach (KnownData known in KnownData.All.Where(static known => known.Places.Count > 0))
        {
            if (!Directory.Exists(sets) || DataLocator.PlaceOf(known, sets) is not { } path)
            {
                output.WriteLine($"{known.Name} is not beside the repository (../shared/data): not checked.");
                continue;
            }

            DataSource source = DataLocator.Find(known.Name, sets);
            string text = source.ToString();
            Assert.Equal(known.Make(path).ToString(), text);
            Assert.All(source.InputFiles(), static file => Assert.True(File.Exists(file), file));
            // The large ones are opened by the tests of their kinds.
            if (source.InputFiles().Sum(static file => new FileInfo(file).Length) < 1 << 20)
                Assert.True(source.Open(default).Train.Count > 80, known.Name);
            // The folder itself, as --data-dir data/mnist has it.
            string own = File.Exists(path) ? Path.GetDirectoryName(path)! : path;
            Assert.Equal(text, DataLocator.Find(known.Name, own).ToString());
            opened++;
        }

        output.WriteLine($"{opened} sets found.");
    }

    [Fact]
    public void Names_are_told_apart()
    {
        Assert.All(KnownData.All, static known => Assert.Equal(known, KnownData.Find(known.Name)));
        Assert.Equal("fashion-mnist", KnownData.Find("FashionMNIST")!.Name);
        Assert.Equal("frey-faces", KnownData.Find("freyfaces")!.Name);
        Assert.Null(KnownData.Find("mnist.npz"));
    }
}
