using System.Text;
using Latent.Files;

namespace Latent.Tests.Files;

public sealed class AtomicFileTests
{
    [Fact]
    public void The_old_content_survives_a_failure_and_no_litter_stays()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("kept.txt", "old"u8.ToArray());
        Assert.Throws<InvalidDataException>(() => AtomicFile.Write(path, static stream =>
        {
            stream.Write("half of the new"u8);
            throw new InvalidDataException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
        AtomicFile.Write(path, static stream => stream.Write(Encoding.UTF8.GetBytes("new")));
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_missing_folder_is_an_io_error()
    {
        using TemporaryFolder folder = new();
        Assert.ThrowsAny<IOException>(() => AtomicFile.Write(folder.File("no/such/file"), static _ => { }));
    }
}
