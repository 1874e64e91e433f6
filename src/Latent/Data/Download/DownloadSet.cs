namespace Latent.Data.Download;

/// <summary>A file that is published under an address that stays.</summary>
/// <param name="Name">Its name, at every address and on disk.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256 of the file, in lower-case hexadecimal digits.</param>
public sealed record DownloadFile(string Name, long Bytes, string Sha256)
{
    /// <summary>
    /// SHA-256 of what a gzip file holds, where that is known: a mirror may have compressed the same content anew. Null elsewhere.
    /// </summary>
    public string? ContentSha256 { get; init; }
}

/// <summary>A data set that can be downloaded, each file held to its published checksum.</summary>
/// <param name="Name">Its name, as <see cref="Sources.KnownData"/> has it.</param>
/// <param name="Reference">The paper that published it.</param>
/// <param name="Addresses">Where its files lie, with a slash at the end; tried in order.</param>
/// <param name="ChecksumsFrom">Who publishes the checksums.</param>
/// <param name="Files">Its files.</param>
public sealed record DownloadSet(string Name, string Reference, IReadOnlyList<string> Addresses, string ChecksumsFrom, IReadOnlyList<DownloadFile> Files)
{
    /// <summary>How many bytes are downloaded.</summary>
    public long Bytes => Files.Sum(static file => file.Bytes);

    /// <summary>What is made of the files where they are not read as they come: the file it writes, and how.</summary>
    internal (string File, Action<IReadOnlyList<string>, Stream> Write)? Conversion { get; init; }
}
