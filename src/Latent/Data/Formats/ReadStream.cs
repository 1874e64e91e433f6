namespace Latent.Data.Formats;

/// <summary>A stream that can only be read from front to back.</summary>
internal abstract class ReadStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("This stream is read from front to back.");

    public override long Position
    {
        get => throw new NotSupportedException("This stream is read from front to back.");
        set => throw new NotSupportedException("This stream is read from front to back.");
    }

    public abstract override int Read(Span<byte> buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("This stream is read from front to back.");

    public override void SetLength(long value) => throw new NotSupportedException("This stream is only read.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is only read.");
}

/// <summary>A part of some bytes as a stream.</summary>
internal sealed class SliceStream(ByteSource bytes, long start, long length) : ReadStream
{
    private long _done;

    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, length - _done);
        bytes.Read(start + _done, buffer[..count]);
        _done += count;
        return count;
    }
}
