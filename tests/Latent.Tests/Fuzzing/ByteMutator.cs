using System.Buffers.Binary;
using System.Text;

namespace Latent.Tests.Fuzzing;

/// <summary>Changes bytes without knowing what they mean.</summary>
internal static class ByteMutator
{
    /// <summary>No input grows beyond this.</summary>
    public const int Longest = 1 << 16;

    /// <summary>Numbers at which sizes, signs and sums of them change their nature.</summary>
    public static IReadOnlyList<ulong> EvilNumbers { get; } =
    [
        0, 1, 2, 3, 7, 8, 15, 16, 127, 128, 255, 256, 1000, 32_767, 32_768, 65_535, 65_536, 1 << 20, 1 << 24, 1 << 28, 1 << 30, int.MaxValue, 1UL << 31,
        uint.MaxValue, 1UL << 32, (1UL << 32) + 1, long.MaxValue, 1UL << 63, ulong.MaxValue - 1, ulong.MaxValue,
    ];

    private static readonly string[] EvilTexts =
    [
        "0", "1", "-1", "255", "65536", "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775807", "18446744073709551615",
        "18446744073709551616", "99999999999999999999999", "1e9", "1e999", "1.5", "-0", "007", "NaN", "0x10", "1,5", "",
    ];

    /// <summary>A few edits, one on top of the other.</summary>
    public static byte[] Mutate(byte[] input, byte[] other, FuzzRandom random)
    {
        do
        {
            input = Once(input, other, random);
        }
        while (random.OneIn(2));

        return input;
    }

    private static byte[] Once(byte[] input, byte[] other, FuzzRandom random)
    {
        if (input.Length == 0)
            return Filled(1 + random.Below(16), random);
        int at = random.Below(input.Length), length = 1 + random.Below(Math.Min(input.Length - at, random.OneIn(4) ? 4096 : 16));
        byte[] changed = [.. input];
        switch (random.Below(11))
        {
            case 0 or 1:
                changed[at] ^= (byte)(1 << random.Below(8));
                return changed;
            case 2:
                changed[at] = (byte)random.Next();
                return changed;
            case 3 or 4:
                WriteNumber(changed, at, random);
                return changed;
            case 5:
                return Spliced(input, at, 0, Filled(length, random));
            case 6:
                return Spliced(input, at, length, []);
            case 7:
                return Spliced(input, random.Below(input.Length + 1), 0, input[at..(at + length)]);
            case 8:
                return other.Length == 0 ? input[..at] : Spliced(input, at, length, Piece(other, random));
            case 9:
                return input[..at];
            default:
                return WithText(input, at, random);
        }
    }

    private static byte[] Piece(byte[] bytes, FuzzRandom random)
    {
        int from = random.Below(bytes.Length);
        return bytes[from..(from + 1 + random.Below(bytes.Length - from))];
    }

    private static byte[] Spliced(byte[] input, int at, int removed, byte[] inserted) =>
        input.Length - removed + inserted.Length > Longest ? input : [.. input[..at], .. inserted, .. input[(at + removed)..]];

    private static byte[] Filled(int length, FuzzRandom random)
    {
        byte[] bytes = new byte[length];
        byte same = (byte)random.Next();
        bool constant = random.OneIn(2);
        for (int i = 0; i < length; i++)
            bytes[i] = constant ? same : (byte)random.Next();
        return bytes;
    }

    private static void WriteNumber(byte[] bytes, int at, FuzzRandom random)
    {
        ulong value = random.Of(EvilNumbers);
        if (random.OneIn(4))
            value += (ulong)bytes.Length - (ulong)random.Below(32); // about the length of the file
        Span<byte> number = stackalloc byte[8];
        int size = 1 << random.Below(4);
        if (random.OneIn(2))
            BinaryPrimitives.WriteUInt64LittleEndian(number, value);
        else
            BinaryPrimitives.WriteUInt64BigEndian(number, value << (64 - (8 * size)));
        number = number[..Math.Min(size, bytes.Length - at)];
        number.CopyTo(bytes.AsSpan(at));
    }

    // Another text in the place of the next run of digits.
    private static byte[] WithText(byte[] input, int at, FuzzRandom random)
    {
        int first = Array.FindIndex(input, at, static b => b is >= (byte)'0' and <= (byte)'9');
        if (first < 0)
            first = Array.FindIndex(input, static b => b is >= (byte)'0' and <= (byte)'9');
        if (first < 0)
            return input[..at];
        int end = first;
        while (end < input.Length && input[end] is >= (byte)'0' and <= (byte)'9')
            end++;
        return Spliced(input, first, end - first, Encoding.ASCII.GetBytes(random.Of(EvilTexts)));
    }
}
