namespace Latent.Data.Download;

/// <summary>A data set could not be downloaded.</summary>
public sealed class DownloadException : IOException
{
    internal DownloadException(string message, bool isTemporary, Exception? inner = null)
        : base(message, inner)
    {
        IsTemporary = isTemporary;
    }

    /// <summary>Whether another attempt may succeed: the network or a server failed. Otherwise what came was not what was published.</summary>
    public bool IsTemporary { get; }
}
