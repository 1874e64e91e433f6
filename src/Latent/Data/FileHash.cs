using System.Security.Cryptography;
using Latent.Data.Formats;

namespace Latent.Data;

/// <summary>Checksums of data files.</summary>
internal static class FileHash
{
    /// <summary>SHA-256 of a file, in lower-case hexadecimal digits.</summary>
    public static string Of(string path)
    {
        using FileStream file = InputFile.Open(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>SHA-256 of what a seekable stream of gzip data holds; null if it is none, or damaged.</summary>
    public static string? OfContent(Stream stream, string name)
    {
        if (!InputFile.IsGzip(stream))
            return null;
        try
        {
            using GzipContent content = new(stream, name);
            return Convert.ToHexStringLower(SHA256.HashData(content));
        }
        catch (DataFormatException)
        {
            return null;
        }
    }
}
