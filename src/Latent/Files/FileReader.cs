using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Latent.Files;

/// <summary>A file open for reading at any place, on several threads at once.</summary>
internal sealed class FileReader(ISystemCalls calls, SafeFileHandle file, string path) : IDisposable
{
    /// <summary>The file as it was named.</summary>
    public string Path { get; } = path;

    /// <summary>Its bytes now.</summary>
    public long Length
    {
        get
        {
            long length = 0;
            CallResult result = FileSystem.Repeat(() => calls.Length(file, out length));
            return result.Ok ? length : throw new FileOperationException("read", Path, result);
        }
    }

    /// <summary>Fills the span from an offset on; less only at the end of the file.</summary>
    /// <returns>The bytes read.</returns>
    public int Read(Span<byte> destination, long offset)
    {
        int done = 0;
        while (done < destination.Length)
        {
            CallResult result = calls.Read(file, destination[done..], offset + done, out int read);
            if (result.Interrupted)
                continue;
            if (!result.Ok)
                throw new FileOperationException("read", Path, result);
            if (read == 0)
                break;
            done += read;
        }

        return done;
    }

    /// <summary>SHA-256 of all bytes, in lower-case hexadecimal digits.</summary>
    public string Sha256()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[(int)Math.Clamp(Length, 1, 1 << 18)];
        long offset = 0;
        int read;
        while ((read = Read(block, offset)) > 0)
        {
            hash.AppendData(block, 0, read);
            offset += read;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
