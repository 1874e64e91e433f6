using System.Net;
using System.Security.Cryptography;
using Latent.Data.Formats;
using Latent.Files;

namespace Latent.Data.Download;

/// <summary>What became of a file of a set.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its checksum, which is the published one, or that of its content is.</param>
/// <param name="From">Where it came from; null if it was there already.</param>
public sealed record DownloadedFile(string Path, long Bytes, string Sha256, string? From);

/// <summary>Downloads data sets over HTTPS and keeps nothing that is not what was published.</summary>
/// <remarks>
/// A file is written beside its place under another name, held to its length and its SHA-256, and only then renamed. Redirects are followed
/// to HTTPS alone; plain HTTP is accepted from this machine itself, for mirrors in tests. Nothing is resumed, and nothing that is there is
/// replaced unless asked.
/// </remarks>
public sealed class Downloader : IDisposable
{
    private const int MostRedirects = 5;

    private readonly HttpClient _client;
    private readonly TimeSpan _patience;

    /// <summary>A downloader.</summary>
    /// <param name="patience">How long a server may be silent; 60 seconds by default.</param>
    public Downloader(TimeSpan? patience = null)
    {
        _patience = patience ?? TimeSpan.FromSeconds(60);
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = _patience,
            UseCookies = false,
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("latent");
    }

    /// <summary>Brings a set to a folder, which is made if need be.</summary>
    /// <param name="set">The set.</param>
    /// <param name="folder">The set's own folder.</param>
    /// <param name="mirror">Where else the files lie under their names; null for the published addresses.</param>
    /// <param name="replace">Whether files that are there and are others are replaced.</param>
    /// <param name="progress">Is told of every file before it is fetched, with its address.</param>
    /// <param name="cancellation">Ends the download; what is not whole is deleted.</param>
    /// <returns>The files that are now there.</returns>
    /// <exception cref="DownloadException">The network fails, or what comes is not what was published; the file is not kept.</exception>
    /// <exception cref="IOException">The folder cannot be written to, or holds another file of the name.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public IReadOnlyList<DownloadedFile> Get(
        DownloadSet set, string folder, Uri? mirror = null, bool replace = false, Action<DownloadFile, Uri>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Uri[] addresses = mirror is null ? [.. set.Addresses.Select(static address => new Uri(address))] : [WithSlash(mirror)];
        foreach (Uri address in addresses)
            ThrowUnlessSafe(address, null);
        Directory.CreateDirectory(folder);
        if (set.Conversion is { } conversion)
            return Convert(set, conversion, folder, addresses, replace, progress, cancellation);
        return [.. set.Files.Select(file => Bring(set, file, folder, addresses, replace, progress, cancellation))];
    }

    /// <summary>Lets go of connections.</summary>
    public void Dispose() => _client.Dispose();

    private DownloadedFile[] Convert(
        DownloadSet set, (string File, Action<IReadOnlyList<string>, Stream> Write) conversion, string folder, Uri[] addresses, bool replace,
        Action<DownloadFile, Uri>? progress, CancellationToken cancellation)
    {
        string target = Path.Combine(folder, conversion.File);
        if (File.Exists(target) && !replace)
            return [new DownloadedFile(target, new FileInfo(target).Length, FileHash.Of(target), null)];
        DownloadedFile[] files = [.. set.Files.Select(file => Bring(set, file, folder, addresses, replace, progress, cancellation))];
        AtomicFile.Write(target, stream => conversion.Write([.. files.Select(static file => file.Path)], stream));
        foreach (DownloadedFile file in files)
            File.Delete(file.Path);
        return [new DownloadedFile(target, new FileInfo(target).Length, FileHash.Of(target), files[0].From)];
    }

    private DownloadedFile Bring(
        DownloadSet set, DownloadFile file, string folder, Uri[] addresses, bool replace, Action<DownloadFile, Uri>? progress,
        CancellationToken cancellation)
    {
        string path = Path.Combine(folder, file.Name);
        if (File.Exists(path))
        {
            string sha256 = FileHash.Of(path);
            using (FileStream there = InputFile.Open(path))
            {
                if (IsPublished(file, sha256, there))
                    return new DownloadedFile(path, there.Length, sha256, null);
            }

            if (!replace)
            {
                throw new IOException(
                    $"{path} is there and is not the published file: its SHA-256 is {sha256}, published is {file.Sha256} ({set.ChecksumsFrom}). "
                    + "Move it away, or replace it (--force).");
            }
        }

        DownloadException? failure = null;
        foreach (Uri address in addresses)
        {
            Uri from = new(address, file.Name);
            try
            {
                progress?.Invoke(file, from);
                // Held until it is known to be what was published, at most as many bytes as that has.
                using MemoryStream content = new();
                string sha256 = Fetch(set, file, from, content, cancellation);
                AtomicFile.Write(path, content.WriteTo);
                return new DownloadedFile(path, new FileInfo(path).Length, sha256, from.AbsoluteUri);
            }
            catch (DownloadException e)
            {
                // What the last address says is reported, unless an earlier one gave something else than what was published.
                failure = failure is { IsTemporary: false } ? failure : e;
            }
        }

        throw failure!;
    }

    // Gives the file's content and its checksum.
    private string Fetch(DownloadSet set, DownloadFile file, Uri from, Stream target, CancellationToken cancellation)
    {
        // A mirror may have compressed the same content in another way.
        long most = file.ContentSha256 is null ? file.Bytes : (2 * file.Bytes) + (1 << 20);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long bytes = 0;
        try
        {
            using CancellationTokenSource silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            silence.CancelAfter(_patience);
            using HttpResponseMessage response = Follow(from, silence.Token);
            using Stream body = response.Content.ReadAsStream(silence.Token);
            byte[] buffer = new byte[1 << 16];
            while (true)
            {
                silence.CancelAfter(_patience);
                // The synchronous read of a response cannot be cancelled; this one can.
                int got = body.ReadAsync(buffer, silence.Token).AsTask().GetAwaiter().GetResult();
                if (got == 0)
                    break;
                bytes += got;
                if (bytes > most)
                {
                    throw new DownloadException($"{from} gives more than the {file.Bytes} bytes that {file.Name} has. Nothing was kept.",
                        isTemporary: false);
                }

                hash.AppendData(buffer, 0, got);
                target.Write(buffer, 0, got);
            }
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new DownloadException($"{from} did not answer for {_patience.TotalSeconds:0} seconds. Try again, or give another address (--mirror).",
                isTemporary: true, e);
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException)
        {
            throw new DownloadException(
                $"{from} cannot be reached: {e.Message.TrimEnd('.')}. Is there a network? Try again, or give another address (--mirror).",
                isTemporary: true, e);
        }

        string sha256 = System.Convert.ToHexStringLower(hash.GetHashAndReset());
        target.Position = 0;
        if (IsPublished(file, sha256, target))
            return sha256;
        throw new DownloadException(
            $"{from} gives {bytes} bytes with the SHA-256 {sha256}; published are {file.Bytes} bytes with {file.Sha256} ({set.ChecksumsFrom}). "
            + "Nothing was kept. The file is damaged, or another one stands there now; give another address (--mirror).", isTemporary: false);
    }

    private HttpResponseMessage Follow(Uri from, CancellationToken cancellation)
    {
        Uri address = from;
        for (int redirects = 0; ; redirects++)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, address);
            HttpResponseMessage response = _client.Send(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.StatusCode == HttpStatusCode.OK)
                return response;
            Uri? next = response.Headers.Location;
            int status = (int)response.StatusCode;
            response.Dispose();
            if (status is < 300 or >= 400 || next is null)
            {
                throw new DownloadException($"{address} answers with the status {status}. Try again later, or give another address (--mirror).",
                    isTemporary: true);
            }

            next = new Uri(address, next);
            ThrowUnlessSafe(next, address);
            if (redirects == MostRedirects)
                throw new DownloadException($"{from} leads from one address to the next, more than {MostRedirects} times.", isTemporary: true);
            address = next;
        }
    }

    private static void ThrowUnlessSafe(Uri address, Uri? from)
    {
        bool safe = address.IsAbsoluteUri && (IsScheme(Uri.UriSchemeHttps) || (IsScheme(Uri.UriSchemeHttp) && address.IsLoopback));
        if (!safe)
        {
            throw new DownloadException(from is null
                ? $"{address} is no https address. Data sets are downloaded over https alone."
                : $"{from} leads to {address}, which is no https address. It was not followed.", isTemporary: false);
        }

        bool IsScheme(string scheme) => string.Equals(address.Scheme, scheme, StringComparison.Ordinal);
    }

    private static Uri WithSlash(Uri address) =>
        address.OriginalString.EndsWith('/') ? address : new Uri(address.OriginalString + "/", UriKind.RelativeOrAbsolute);

    private static bool IsPublished(DownloadFile file, string sha256, Stream bytes) =>
        string.Equals(sha256, file.Sha256, StringComparison.Ordinal)
        || (file.ContentSha256 is { } content && string.Equals(FileHash.OfContent(bytes, file.Name), content, StringComparison.Ordinal));
}
