using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Latent.Files;

/// <summary>Writes a file from start to end, small pieces gathered, large ones passed on as they are; a hash may look on.</summary>
internal sealed class FileWriter(FileSystem system, SafeFileHandle file, string path, IncrementalHash? hash) : Stream
{
    private readonly byte[] _gathered = new byte[1 << 16];
    private int _count;
    private long _length;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <summary>Bytes written so far.</summary>
    public override long Length => _length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _length;
        set => throw NotHere();
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _length += buffer.Length;
        hash?.AppendData(buffer);
        if (buffer.Length > _gathered.Length - _count)
            Flush();
        if (buffer.Length >= _gathered.Length)
        {
            system.WriteAll(file, buffer, path);
            return;
        }

        buffer.CopyTo(_gathered.AsSpan(_count));
        _count += buffer.Length;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Hands everything to the system; the disk may not have it yet.</summary>
    public override void Flush()
    {
        int count = _count;
        _count = 0;
        system.WriteAll(file, _gathered.AsSpan(0, count), path);
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw NotHere();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw NotHere();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw NotHere();

    private NotSupportedException NotHere() => new($"'{path}' is written once, from start to end.");
}
