using Microsoft.Win32.SafeHandles;

namespace Latent.Data.Formats;

/// <summary>Bytes that can be read from anywhere, by several threads at once.</summary>
internal abstract class ByteSource
{
    /// <summary>How many there are.</summary>
    public abstract long Length { get; }

    /// <summary>The bytes, if they lie in memory as one piece.</summary>
    public virtual ReadOnlyMemory<byte>? Memory => null;

    /// <summary>Reads the bytes from <paramref name="offset"/> on.</summary>
    public abstract void Read(long offset, Span<byte> destination);
}

/// <summary>Bytes in memory.</summary>
internal sealed class MemoryBytes(ReadOnlyMemory<byte> bytes) : ByteSource
{
    public override long Length => bytes.Length;

    public override ReadOnlyMemory<byte>? Memory => bytes;

    public override void Read(long offset, Span<byte> destination) => bytes.Span.Slice((int)offset, destination.Length).CopyTo(destination);
}

/// <summary>A part of a file, read as it is asked for.</summary>
/// <remarks>
/// By positioned reads rather than a mapping: a file that is cut short while it is mapped ends the process at the next access, where a read
/// says so; and mapped pages count as memory of the process, so that a walk through a large file looks like a leak. The system keeps what
/// was read in its cache either way. The handle is let go with the object.
/// </remarks>
internal sealed class FileBytes : ByteSource
{
    private readonly SafeFileHandle _handle;
    private readonly string _name;
    private readonly long _start;

    /// <summary>The bytes <paramref name="start"/> .. <paramref name="start"/> + <paramref name="length"/> - 1 of a file.</summary>
    /// <exception cref="DataFormatException">The file is shorter.</exception>
    public FileBytes(string path, string name, long start, long length)
    {
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        _name = name;
        _start = start;
        Length = length;
        if (RandomAccess.GetLength(_handle) < start + length)
            throw Shrunk(RandomAccess.GetLength(_handle));
    }

    public override long Length { get; }

    public override void Read(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + destination.Length, Length);
        for (int done = 0; done < destination.Length;)
        {
            int got = RandomAccess.Read(_handle, destination[done..], _start + offset + done);
            if (got == 0)
                throw Shrunk(_start + offset + done);
            done += got;
        }
    }

    private DataFormatException Shrunk(long end) =>
        new(_name, end, "the file ends here now, and was longer when it was opened.", "Something else writes to it.");
}
