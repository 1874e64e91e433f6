using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Latent.Tests.Data.Formats;

namespace Latent.Tests.Fuzzing;

/// <summary>The header and the data of safetensors; joined with the header's true length.</summary>
internal sealed class SafetensorsParts : FuzzParts
{
    public override List<byte[]>? Split(byte[] input)
    {
        if (input.Length < 8 || BinaryPrimitives.ReadUInt64LittleEndian(input) is var length && length > (ulong)input.Length - 8)
            return null;
        int header = (int)BinaryPrimitives.ReadUInt64LittleEndian(input);
        return [input[8..(8 + header)], input[(8 + header)..]];
    }

    public override byte[] Join(List<byte[]> pieces, FuzzRandom random)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, pieces[0].Length);
        return [.. length, .. pieces.SelectMany(static piece => piece)];
    }
}

/// <summary>The header and the elements of NPY; joined with the header's true length.</summary>
internal sealed class NpyParts : FuzzParts
{
    public override List<byte[]>? Split(byte[] input)
    {
        if (input.Length < 10 || input[6] != 1 || 10 + BinaryPrimitives.ReadUInt16LittleEndian(input.AsSpan(8)) > input.Length)
            return null;
        int end = 10 + BinaryPrimitives.ReadUInt16LittleEndian(input.AsSpan(8));
        return [input[10..end], input[end..]];
    }

    public override byte[] Join(List<byte[]> pieces, FuzzRandom random)
    {
        byte[] prefix = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 0, 0];
        BinaryPrimitives.WriteUInt16LittleEndian(prefix.AsSpan(8), (ushort)pieces[0].Length);
        return [.. prefix, .. pieces.SelectMany(static piece => piece)];
    }
}

/// <summary>The entries of an archive, each its name, a zero byte and its content; joined with true checksums, stored or deflated.</summary>
internal sealed class ZipParts : FuzzParts
{
    public override List<byte[]>? Split(byte[] input)
    {
        try
        {
            using ZipArchive archive = new(new MemoryStream(input));
            List<byte[]> pieces = [];
            foreach (ZipArchiveEntry entry in archive.Entries.Take(16).Where(static entry => entry.Length <= ByteMutator.Longest))
            {
                using Stream stream = entry.Open();
                using MemoryStream content = new();
                stream.CopyTo(content);
                pieces.Add([.. Encoding.Latin1.GetBytes(entry.FullName), 0, .. content.ToArray()]);
            }

            return pieces;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException or NotSupportedException or OverflowException)
        {
            return null;
        }
    }

    public override byte[] Join(List<byte[]> pieces, FuzzRandom random) => ZipBytes.Make([.. pieces.Select(piece =>
    {
        int zero = Math.Max(0, Array.IndexOf(piece, (byte)0));
        ZipBytes.Entry entry = new(Encoding.Latin1.GetString(piece[..Math.Min(zero, 1000)]), piece[Math.Min(piece.Length, zero + 1)..]);
        return entry with { Method = random.OneIn(2) ? (ushort)0 : (ushort)8, Wide = random.OneIn(8) };
    })], wideEnd: random.OneIn(8));
}

/// <summary>An entry of an archive that is itself of a format: its name stays.</summary>
internal sealed class EntryParts : FuzzParts
{
    public override List<byte[]>? Split(byte[] input)
    {
        int zero = Array.IndexOf(input, (byte)0);
        return zero < 0 || Inner!.Split(input[(zero + 1)..]) is not { } pieces ? null : [input[..zero], .. pieces];
    }

    public override byte[] Join(List<byte[]> pieces, FuzzRandom random) =>
        pieces.Count < 2 ? pieces[0] : [.. pieces[0], 0, .. Inner!.Join(pieces[1..], random)];
}

/// <summary>What a gzip file holds, as one piece.</summary>
internal sealed class GzipParts : FuzzParts
{
    public override List<byte[]>? Split(byte[] input)
    {
        try
        {
            using GZipStream inflated = new(new MemoryStream(input), CompressionMode.Decompress);
            byte[] content = new byte[ByteMutator.Longest];
            return [content[..inflated.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)]];
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    public override byte[] Join(List<byte[]> pieces, FuzzRandom random) => random.OneIn(3)
        ? [.. pieces.SelectMany(static piece => IdxBytes.Gzip(piece))] // members that follow one another
        : IdxBytes.Gzip([.. pieces.SelectMany(static piece => piece)]);
}

/// <summary>The chunks of a PNG, each its name and content; joined with true lengths and checksums.</summary>
internal sealed class PngParts : FuzzParts
{
    private const int Signature = 8;

    public override List<byte[]>? Split(byte[] input)
    {
        List<byte[]> pieces = [];
        for (int at = Signature; at + 12 <= input.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(input.AsSpan(at));
            if (length > (uint)(input.Length - at - 12))
                break;
            pieces.Add(input[(at + 4)..(at + 8 + (int)length)]);
            at += 12 + (int)length;
        }

        return pieces;
    }

    public override byte[] Join(List<byte[]> pieces, FuzzRandom random) =>
    [
        0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A,
        .. pieces.Where(static piece => piece.Length >= 4).SelectMany(static piece => PngBytes.Chunk(Encoding.Latin1.GetString(piece[..4]), piece[4..])),
    ];
}

/// <summary>The pixels of an IDAT chunk with their filters, inflated and deflated again.</summary>
internal sealed class PixelParts : FuzzParts
{
    public override List<byte[]>? Split(byte[] input)
    {
        if (!input.AsSpan().StartsWith("IDAT"u8))
            return null;
        try
        {
            using ZLibStream inflated = new(new MemoryStream(input, 4, input.Length - 4), CompressionMode.Decompress);
            byte[] content = new byte[ByteMutator.Longest];
            return [content[..inflated.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)]];
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    public override byte[] Join(List<byte[]> pieces, FuzzRandom random)
    {
        using MemoryStream target = new();
        target.Write("IDAT"u8);
        using (ZLibStream deflate = new(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (byte[] piece in pieces)
                deflate.Write(piece);
        }

        return target.ToArray();
    }
}

/// <summary>The chunks of a WAV, each its name and content; joined with true lengths.</summary>
internal sealed class WavParts : FuzzParts
{
    public override List<byte[]>? Split(byte[] input)
    {
        List<byte[]> pieces = [];
        for (long at = 12; at + 8 <= input.Length;)
        {
            uint length = Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(input.AsSpan((int)at + 4)), (uint)(input.Length - at - 8));
            pieces.Add([.. input[(int)at..((int)at + 4)], .. input[((int)at + 8)..((int)at + 8 + (int)length)]]);
            at += 8 + length + (length & 1);
        }

        return pieces;
    }

    public override byte[] Join(List<byte[]> pieces, FuzzRandom random)
    {
        byte[] body = [.. "WAVE"u8, .. pieces.Where(static piece => piece.Length >= 4).SelectMany(static piece => Chunk(piece[..4], piece[4..]))];
        return Chunk("RIFF"u8.ToArray(), body);
    }

    private static byte[] Chunk(byte[] id, byte[] content)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, content.Length);
        return [.. id, .. length, .. content, .. new byte[content.Length & 1]];
    }
}

/// <summary>Text between separators, which stay with the piece before them.</summary>
internal sealed class TextParts(string separators) : FuzzParts
{
    public override List<byte[]>? Split(byte[] input)
    {
        List<byte[]> pieces = [];
        int start = 0;
        for (int i = 0; i < input.Length; i++)
        {
            if (!separators.Contains((char)input[i], StringComparison.Ordinal))
                continue;
            pieces.Add(input[start..(i + 1)]);
            start = i + 1;
        }

        if (start < input.Length)
            pieces.Add(input[start..]);
        return pieces;
    }

    public override byte[] Join(List<byte[]> pieces, FuzzRandom random) => [.. pieces.SelectMany(static piece => piece)];
}
