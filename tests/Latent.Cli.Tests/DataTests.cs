using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Latent.Testing;
using Xunit.Abstractions;

namespace Latent.Cli.Tests;

public sealed class DataTests(ITestOutputHelper output) : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void The_list_says_what_there_is_and_where()
    {
        Directory.CreateDirectory(_cli.File("data", "uci"));
        File.WriteAllText(_cli.File("data", "uci", "iris.csv"), "a,target\n1,0\n2,1\n");
        Cli.Result result = _cli.Run("data", "list");
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("built-in drawn digits; needs no file", result.Output, StringComparison.Ordinal);
        Assert.Contains("handwritten digits 28 x 28; not here; latent data get mnist (11 MiB, checksums of TensorFlow Datasets", result.Output, StringComparison.Ordinal);
        Assert.Contains($"measures of three kinds of irises; in {Path.Combine("data", "uci", "iris.csv")}", result.Output, StringComparison.Ordinal);
        Assert.Contains("csv                  reads a table of numbers in text", result.Output, StringComparison.Ordinal);

        using JsonDocument document = JsonDocument.Parse(_cli.Run("data", "list", "--json", "--data-dir", "elsewhere").Output);
        Assert.Equal("elsewhere", document.RootElement.GetProperty("folder").GetString());
        Assert.Contains(document.RootElement.GetProperty("sets").EnumerateArray(), static set => set.GetProperty("name").GetString() == "kmnist"
            && set.GetProperty("download").GetProperty("bytes").GetInt64() == 21_240_888);
    }

    [Fact]
    public void A_check_prints_what_the_data_are_and_ends_with_0()
    {
        File.WriteAllText(_cli.File("t.csv"), "age,size\n" + string.Concat(Enumerable.Range(0, 50).Select(static i => $"{i % 7},{i % 5}.5\n")));
        Cli.Result result = _cli.Run("data", "check", "t.csv");
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("data    t.csv (csv)\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("train   50 examples\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("age   0 to 6, mean 2.94\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("size  0.5 to 4.5, mean 2.5\n", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"file    t\.csv  309 bytes  SHA-256 [0-9a-f]{64}", result.Output);
        Assert.Contains("result  nothing was found that spoils training\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(0, _cli.Run("data", "check", "digits", "--json").Code);
    }

    [Fact]
    public void A_check_that_finds_something_names_it_and_ends_with_6()
    {
        File.WriteAllText(_cli.File("empty.csv"), "age,size\n1,\n2,\n3,NA\n");
        Cli.Result result = _cli.Run("data", "check", "empty.csv", "--json");
        Assert.Equal(6, result.Code);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement finding = document.RootElement.GetProperty("findings").EnumerateArray().Single();
        Assert.Equal(("error", "train"), (finding.GetProperty("level").GetString(), finding.GetProperty("part").GetString()));
        Assert.Contains("'size' has no value in any example", finding.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.False(document.RootElement.GetProperty("passed").GetBoolean());

        File.WriteAllText(_cli.File("same.csv"), "age,size\n1,4\n2,4\n3,4\n");
        Cli.Result warned = _cli.Run("data", "check", "same.csv");
        Assert.Equal(0, warned.Code);
        Assert.Contains("warning  train: 'size' is 4 in every example", warned.Output, StringComparison.Ordinal);
        Assert.Contains("0 errors, 1 warning", warned.Output, StringComparison.Ordinal);
        Assert.Equal(6, _cli.Run("data", "check", "same.csv", "--strict").Code);

        File.WriteAllText(_cli.File("broken.csv"), "age,size\n1,2\n3,x\n");
        Cli.Result broken = _cli.Run("data", "check", "broken.csv");
        Assert.Equal((6, ""), (broken.Code, broken.Error));
        Assert.Contains("error   broken.csv, line 3, column 2: 'x' in 'size' is no number.", broken.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "no data set has this name, and there is no such file or folder", "data", "check", "mnits")]
    [InlineData(3, "latent data get kmnist", "data", "check", "kmnist")]
    [InlineData(2, "there is no data set 'mnits'. To be had are mnist, fashion-mnist, kmnist, static-mnist.", "data", "get", "mnits")]
    [InlineData(2, "'jsb' cannot be downloaded: no address with a published checksum is known.", "data", "get", "jsb")]
    [InlineData(2, "--mirror: expected an https address, found 'here'.", "data", "get", "mnist", "--mirror", "here")]
    [InlineData(3, "http://192.0.2.1/ is no https address. Data sets are downloaded over https alone.", "data", "get", "mnist", "--mirror", "http://192.0.2.1")]
    [InlineData(2, "there is no command or argument 'gte'. Did you mean 'get'?", "data", "gte")]
    public void Mistakes_are_named(int code, string says, params string[] arguments)
    {
        Cli.Result result = _cli.Run(arguments);
        Assert.Equal((code, ""), (result.Code, result.Output));
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_cli.Folder));
    }

    [Fact]
    public void Without_a_network_a_download_ends_with_75_and_leaves_nothing()
    {
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        int port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        Cli.Result result = _cli.Run("data", "get", "mnist", "--mirror", $"http://127.0.0.1:{port}");
        Assert.Equal((75, ""), (result.Code, result.Output));
        Assert.Contains("Is there a network? Try again, or give another address (--mirror).", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_cli.File("data", "mnist")));
    }

    [Fact]
    public void What_is_not_the_published_file_ends_with_3_and_leaves_nothing()
    {
        using LoopbackServer server = new(static _ => new LoopbackServer.Answer([1, 2, 3]));
        Cli.Result result = _cli.Run("data", "get", "mnist", "--mirror", server.Address.AbsoluteUri, "--quiet");
        Assert.Equal((3, ""), (result.Code, result.Output));
        Assert.Contains("published are 9912422 bytes with 440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_cli.File("data", "mnist")));
    }

    [Fact]
    public void MNIST_from_a_mirror_is_got_listed_and_checked()
    {
        string real = Path.Combine(Root(), "..", "shared", "data", "mnist");
        if (!Directory.Exists(real))
        {
            output.WriteLine("MNIST is not beside the repository (../shared/data/mnist): not checked.");
            return;
        }

        using LoopbackServer server = new(path => new LoopbackServer.Answer(File.ReadAllBytes(Path.Combine(real, path.TrimStart('/')))));
        Cli.Result got = _cli.Run("data", "get", "mnist", "--mirror", server.Address.AbsoluteUri);
        Assert.Equal(0, got.Code);
        Assert.Contains("checksums  as published by TensorFlow Datasets", got.Output, StringComparison.Ordinal);
        Assert.Equal(4, Directory.GetFiles(_cli.File("data", "mnist")).Length);
        Assert.Contains($"handwritten digits 28 x 28; in {Path.Combine("data", "mnist")}\n", _cli.Run("data", "list").Output, StringComparison.Ordinal);
        Cli.Result check = _cli.Run("data", "check", "mnist");
        Assert.Equal(0, check.Code);
        Assert.Contains("train   60,000 examples\n", check.Output, StringComparison.Ordinal);
        Assert.Contains("the published train-images-idx3-ubyte.gz of mnist)", check.Output, StringComparison.Ordinal);
        Assert.Contains("y [] 10 classes: 0 5,923 times, 1 6,742 times", check.Output, StringComparison.Ordinal);
    }

    private static string Root()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Latent.slnx")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
