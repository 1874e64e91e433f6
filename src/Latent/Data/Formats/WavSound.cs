using System.Buffers.Binary;

namespace Latent.Data.Formats;

/// <summary>A sound file of PCM samples or floating-point numbers.</summary>
/// <param name="Rate">Samples a second, of each channel.</param>
/// <param name="Channels">How many.</param>
/// <param name="Format">How a sample is stored; bytes of 8 bits are unsigned, 24 bits have three bytes.</param>
/// <param name="Offset">Where in the file the samples begin.</param>
/// <param name="Frames">Samples of each channel.</param>
internal sealed record WavSound(int Rate, int Channels, WavFormat Format, int Offset, int Frames)
{
    private const int MostChannels = 8, LowestRate = 1_000, HighestRate = 384_000;
    private const string CutShort = "It is cut short. " + FormatReader.FetchAgain;

    /// <summary>Bytes of one sample of every channel.</summary>
    public int FrameBytes => Channels * Format.Bytes();

    /// <summary>Finds the samples of a file.</summary>
    /// <remarks>
    /// Microsoft and IBM, "Multimedia programming interface and data specifications 1.0", 1991; extensible format as in Microsoft's
    /// multiple channel audio data. A length of 0 or 2^32 - 1, as programs write that do not come back to the header, means up to the end
    /// of the file.
    /// </remarks>
    /// <exception cref="DataFormatException">The file is no WAV, cut short, or of a kind that is not read.</exception>
    public static WavSound Parse(ReadOnlySpan<byte> file, string name)
    {
        if (file.Length < 12 || !file.StartsWith("RIFF"u8) || !file[8..].StartsWith("WAVE"u8))
            throw new DataFormatException(name, 0, "it does not begin with RIFF and WAVE.", "Only WAV sounds of up to 4 GiB are read.");
        WavSound? sound = null;
        long at = 12;
        while (at + 8 <= file.Length)
        {
            ReadOnlySpan<byte> id = file.Slice((int)at, 4);
            long length = BinaryPrimitives.ReadUInt32LittleEndian(file[((int)at + 4)..]), left = file.Length - at - 8;
            if (id.SequenceEqual("data"u8))
            {
                if (sound is null)
                    throw new DataFormatException(name, at, "the samples come before the chunk 'fmt ' that explains them.", FormatReader.FetchAgain);
                if (length is 0 or uint.MaxValue)
                    length = left / sound.FrameBytes * sound.FrameBytes;
                if (length > left)
                    throw new DataFormatException(name, at, $"{length} bytes of samples are declared, the file has {left} more.", CutShort);
                if (length % sound.FrameBytes != 0)
                    throw new DataFormatException(name, at, $"{length} bytes are no whole number of frames of {sound.FrameBytes}.", FormatReader.FetchAgain);
                return sound with { Offset = (int)at + 8, Frames = (int)(length / sound.FrameBytes) };
            }

            if (length > left)
                throw new DataFormatException(name, at, $"a chunk declares {length} bytes, the file has {left} more.", CutShort);
            if (id.SequenceEqual("fmt "u8))
                sound = ParseFormat(file.Slice((int)at + 8, (int)length), name, at);
            at += 8 + length + (length & 1);
        }

        throw new DataFormatException(name, file.Length, "there is no chunk 'data' with samples.", CutShort);
    }

    /// <summary>
    /// The samples, frame after frame, as numbers in [-1, 1] for PCM (full scale is 2^(bits - 1)) and as they are for floating point.
    /// </summary>
    /// <exception cref="DataFormatException">A floating-point sample is not finite.</exception>
    public void Read<T>(ReadOnlySpan<byte> samples, Span<T> destination, string name)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        int bytes = Format.Bytes();
        for (int i = 0; i < destination.Length; i++)
        {
            ReadOnlySpan<byte> sample = samples.Slice(i * bytes, bytes);
            destination[i] = Format switch
            {
                WavFormat.Pcm8 => T.CreateTruncating((sample[0] - 128) / 128.0),
                WavFormat.Pcm16 => T.CreateTruncating(BinaryPrimitives.ReadInt16LittleEndian(sample) / 32768.0),
                WavFormat.Pcm24 => T.CreateTruncating(((sample[2] << 24) | (sample[1] << 16) | (sample[0] << 8)) / 2147483648.0),
                WavFormat.Pcm32 => T.CreateTruncating(BinaryPrimitives.ReadInt32LittleEndian(sample) / 2147483648.0),
                WavFormat.Float32 => T.CreateTruncating(BinaryPrimitives.ReadSingleLittleEndian(sample)),
                _ => T.CreateTruncating(BinaryPrimitives.ReadDoubleLittleEndian(sample)),
            };
            if (!T.IsFinite(destination[i]))
                throw new DataFormatException(name, Offset + ((long)i * bytes), $"sample {i} is not finite.", "The sound needs repair.");
        }
    }

    private static WavSound ParseFormat(ReadOnlySpan<byte> chunk, string name, long at)
    {
        if (chunk.Length < 16)
            throw new DataFormatException(name, at, $"the chunk 'fmt ' has {chunk.Length} bytes; it needs 16.", FormatReader.FetchAgain);
        int tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk), channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]);
        uint rate = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
        int frame = BinaryPrimitives.ReadUInt16LittleEndian(chunk[12..]), bits = BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]);
        // The extensible format's own tag is the first two bytes of its identifier.
        if (tag == 0xFFFE && chunk.Length >= 40)
            tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk[24..]);
        WavFormat format = (tag, bits) switch
        {
            (1, 8) => WavFormat.Pcm8,
            (1, 16) => WavFormat.Pcm16,
            (1, 24) => WavFormat.Pcm24,
            (1, 32) => WavFormat.Pcm32,
            (3, 32) => WavFormat.Float32,
            (3, 64) => WavFormat.Float64,
            _ => throw new DataFormatException(name, at + 8, $"its samples are of format {tag} with {bits} bits.",
                "PCM of 8, 16, 24 and 32 bits and floating point of 32 and 64 bits are read; convert it."),
        };
        if (channels is 0 or > MostChannels || rate is < LowestRate or > HighestRate)
        {
            throw new DataFormatException(name, at + 10, $"it declares {channels} channels of {rate} samples a second.",
                $"1 to {MostChannels} channels of {LowestRate} to {HighestRate} are read.");
        }

        return frame == channels * format.Bytes()
            ? new WavSound((int)rate, channels, format, 0, 0)
            : throw new DataFormatException(name, at + 20,
                $"it declares frames of {frame} bytes; {channels} channels of {bits} bits need {channels * format.Bytes()}.",
                FormatReader.FetchAgain);
    }
}
