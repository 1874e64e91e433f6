using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Latent.Data.Download;
using Latent.Data.Formats;
using Latent.Testing;
using Latent.Tests.Data.Formats;
using Xunit.Abstractions;

namespace Latent.Tests.Data.Download;

public sealed class DownloaderTests(ITestOutputHelper output)
{
    private static readonly byte[] Content = IdxBytes.Make(8, [4], [1, 2, 3, 4]);
    private static readonly byte[] Published = IdxBytes.Gzip(Content);

    [Fact]
    public void Files_come_whole_and_are_not_fetched_twice()
    {
        using TemporaryFolder folder = new();
        using LoopbackServer server = new(static _ => new LoopbackServer.Answer(Published));
        DownloadedFile file = Get(server, folder).Single();
        Assert.Equal((folder.File("sets/a.gz"), Published.Length, $"{server.Address}a.gz"), (file.Path, (int)file.Bytes, file.From));
        Assert.Equal(Published, File.ReadAllBytes(file.Path));
        Assert.Equal([file with { From = null }], Get(server, folder));
        Assert.Equal(["/a.gz"], server.Asked);
        Assert.Equal([file.Path], Directory.GetFileSystemEntries(folder.File("sets")));
    }

    [Fact]
    public void What_is_not_what_was_published_is_not_kept()
    {
        byte[] other = [.. Published];
        other[^9] ^= 1;
        Refused(new LoopbackServer.Answer(other), isTemporary: false, $"gives {Published.Length} bytes with the SHA-256 {Hash(other)}; published are {Published.Length} bytes with {Hash(Published)} (the test)");
        Refused(new LoopbackServer.Answer(Published[..^1]), isTemporary: false, "Nothing was kept.");
        Refused(new LoopbackServer.Answer([]), isTemporary: false, "gives 0 bytes");
        Refused(new LoopbackServer.Answer(new byte[3 << 20]), isTemporary: false, $"gives more than the {Published.Length} bytes that a.gz has");
    }

    [Fact]
    public void Failures_of_the_network_are_told_apart()
    {
        Refused(new LoopbackServer.Answer([]) { Status = 404 }, isTemporary: true, "answers with the status 404");
        Refused(new LoopbackServer.Answer([]) { Status = 503 }, isTemporary: true, "answers with the status 503");
        Refused(new LoopbackServer.Answer(Published[..9]) { DeclaredLength = Published.Length }, isTemporary: true, "cannot be reached");
        Refused(new LoopbackServer.Answer(Published[..9]) { DeclaredLength = Published.Length, Silence = TimeSpan.FromSeconds(3) }, isTemporary: true,
            "did not answer for 1 seconds");
        using TemporaryFolder folder = new();
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        Uri nobody = new($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
        free.Stop();
        using Downloader downloader = new();
        DownloadException e = Assert.Throws<DownloadException>(() => downloader.Get(Set(), folder.File("sets"), nobody));
        Assert.True(e.IsTemporary);
        Assert.Contains("Is there a network? Try again, or give another address (--mirror).", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Redirects_lead_to_https_or_nowhere()
    {
        Refused(new LoopbackServer.Answer([]) { Status = 302, Location = "http://example.com/a.gz" }, isTemporary: false,
            "leads to http://example.com/a.gz, which is no https address. It was not followed.");
        Refused(new LoopbackServer.Answer([]) { Status = 301, Location = "ftp://127.0.0.1/a.gz" }, isTemporary: false, "which is no https address");
        Refused(new LoopbackServer.Answer([]) { Status = 301, Location = "file:///etc/passwd" }, isTemporary: false, "which is no https address");
        Refused(new LoopbackServer.Answer([]) { Status = 302, Location = "/a.gz" }, isTemporary: true, "leads from one address to the next, more than 5 times");
        using TemporaryFolder folder = new();
        using LoopbackServer server = new(static path => path == "/b" ? new LoopbackServer.Answer(Published) : new LoopbackServer.Answer([]) { Status = 307, Location = "/b" });
        Assert.Single(Get(server, folder));
        Assert.Equal(["/a.gz", "/b"], server.Asked);
    }

    [Theory]
    [InlineData("http://example.com/")]
    [InlineData("http://192.0.2.1/")]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("file:///data/")]
    public void Only_https_is_asked(string address)
    {
        using TemporaryFolder folder = new();
        using Downloader downloader = new();
        Assert.Contains("is no https address", Assert.Throws<DownloadException>(() => downloader.Get(Set(), folder.File("sets"), new Uri(address))).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("sets")));
    }

    [Fact]
    public void A_file_that_is_there_and_is_another_stays_unless_asked()
    {
        using TemporaryFolder folder = new();
        using LoopbackServer server = new(static _ => new LoopbackServer.Answer(Published));
        Directory.CreateDirectory(folder.File("sets"));
        folder.Write("sets/a.gz", [1, 2, 3]);
        Assert.Contains("is there and is not the published file", Assert.Throws<IOException>(() => Get(server, folder)).Message, StringComparison.Ordinal);
        Assert.Empty(server.Asked);
        Assert.Equal(Published.Length, Get(server, folder, replace: true).Single().Bytes);
    }

    [Fact]
    public void A_mirror_may_have_compressed_the_same_content_anew()
    {
        byte[] anew = [.. IdxBytes.Gzip(Content[..5]), .. IdxBytes.Gzip(Content[5..])];
        using TemporaryFolder folder = new();
        using LoopbackServer server = new(_ => new LoopbackServer.Answer(anew));
        Assert.Equal(Hash(anew), Get(server, folder, Hash(Content)).Single().Sha256);
        Assert.Null(Get(server, folder, Hash(Content)).Single().From);
        File.Delete(folder.File("sets/a.gz"));
        Assert.Throws<DownloadException>(() => Get(server, folder));
    }

    [Fact]
    public void The_second_address_is_asked_where_the_first_fails()
    {
        using TemporaryFolder folder = new();
        using LoopbackServer server = new(static path => path == "/1/a.gz" ? new LoopbackServer.Answer([]) { Status = 500 } : new LoopbackServer.Answer(Published));
        using Downloader downloader = new();
        DownloadSet set = Set() with { Addresses = [$"{server.Address}1/", $"{server.Address}2/"] };
        Assert.Equal($"{server.Address}2/a.gz", downloader.Get(set, folder.File("sets")).Single().From);
    }

    [Fact]
    public void The_catalog_is_sound()
    {
        foreach (DownloadSet set in DownloadCatalog.All)
        {
            Assert.Equal(set, DownloadCatalog.Find(set.Name));
            Assert.NotNull(Latent.Data.Sources.KnownData.Find(set.Name));
            Assert.All(set.Addresses, static address => Assert.Matches("^https://.*/$", address));
            Assert.All(set.Files, static file => Assert.Matches("^[0-9a-f]{64}$", file.Sha256));
            Assert.All(set.Files, file => Assert.Equal((set, file), DownloadCatalog.Identify(file.Sha256)));
        }

        Assert.Equal("static-mnist", DownloadCatalog.Find("static_MNIST")!.Name);
        Assert.Null(DownloadCatalog.Find("digits"));
    }

    [Fact]
    public void The_published_text_of_static_MNIST_becomes_the_arrays_it_stands_for()
    {
        if (RealData.Folder("static_mnist") is not { } real)
        {
            output.WriteLine("The static binarisation of MNIST is not beside the repository (../shared/data/static_mnist): not checked.");
            return;
        }

        // The text as it is published, made from the arrays: its checksums are the published ones, and reading it gives the arrays.
        using TemporaryFolder folder = new();
        NpzFile arrays = NpzFile.Open(Path.Combine(real, "static_mnist.npz"));
        DownloadSet set = DownloadCatalog.Find("static-mnist")!;
        foreach ((DownloadFile file, string part) in set.Files.Zip(["train", "valid", "test"]))
        {
            ReadOnlySpan<byte> pixels = arrays.Read(part).ToMemory().Span;
            byte[] text = new byte[2 * pixels.Length];
            for (int i = 0; i < pixels.Length; i++)
                (text[2 * i], text[(2 * i) + 1]) = ((byte)('0' + pixels[i]), (i + 1) % 784 == 0 ? (byte)'\n' : (byte)' ');
            folder.Write(file.Name, text);
            Assert.Equal((file.Bytes, file.Sha256), (text.Length, Hash(text)));
        }

        using LoopbackServer server = new(path => new LoopbackServer.Answer(File.ReadAllBytes(folder.File(path.TrimStart('/')))));
        using Downloader downloader = new();
        DownloadedFile made = downloader.Get(set, folder.File("static_mnist"), server.Address).Single();
        Assert.Equal([made.Path], Directory.GetFileSystemEntries(folder.File("static_mnist")));
        NpzFile again = NpzFile.Open(made.Path);
        foreach (string part in new[] { "train", "valid", "test" })
        {
            Assert.Equal(arrays.Read(part).Dimensions.ToArray(), again.Read(part).Dimensions.ToArray());
            Assert.True(arrays.Read(part).ToMemory().Span.SequenceEqual(again.Read(part).ToMemory().Span));
        }
    }

    private static void Refused(LoopbackServer.Answer answer, bool isTemporary, string says)
    {
        using TemporaryFolder folder = new();
        using LoopbackServer server = new(_ => answer);
        DownloadException e = Assert.Throws<DownloadException>(() => Get(server, folder, Hash("other"u8.ToArray()), patience: answer.Silence > TimeSpan.Zero ? 1 : 60));
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
        Assert.Equal(isTemporary, e.IsTemporary);
        Assert.Empty(Directory.GetFileSystemEntries(folder.File("sets")));
    }

    private static IReadOnlyList<DownloadedFile> Get(LoopbackServer server, TemporaryFolder folder, string? content = null, bool replace = false,
        int patience = 60)
    {
        using Downloader downloader = new(TimeSpan.FromSeconds(patience));
        return downloader.Get(Set(content), folder.File("sets"), server.Address, replace);
    }

    private static DownloadSet Set(string? content = null) =>
        new("a", "", ["https://example.invalid/"], "the test", [new DownloadFile("a.gz", Published.Length, Hash(Published)) { ContentSha256 = content }]);

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
