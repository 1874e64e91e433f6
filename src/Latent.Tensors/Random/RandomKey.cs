using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Latent.Tensors.Random;

namespace Latent.Tensors;

/// <summary>
/// Names one stream of random numbers. A key is a value: nothing is ever advanced, and the number drawn for an element depends
/// on the key and the element's index alone. Drawing twice with one key therefore gives the same numbers twice; to get others, go to
/// another step (<see cref="At"/>), purpose (<see cref="For"/>) or a key of its own (<see cref="Split(string)"/>).
/// </summary>
/// <remarks>
/// <para>
/// The generator is Philox4x32-10 (Salmon et al., SC'11). In stream version 1 the Philox key is the 64-bit seed (low word first) and the
/// words of the counter are
/// </para>
/// <code>
/// c0 = kind of draw (8 bits) | lower half (1 bit) | attempt (23 bits)
/// c1 = block index, low 32 bits
/// c2 = step field, low 32 bits
/// c3 = purpose (8 bits) | step field, high 12 bits | block index, high 12 bits
/// </code>
/// <para>
/// The step field is 0 for a key without a step and step + 1 otherwise, so a key never shares numbers with its own step 0. The kind
/// (uniform, normal, gamma ...) keeps apart what different distributions draw with the same key.
/// Draws that need 32 bits an element take element e from word e mod 4 of block e / 4; in double precision they take the same word of
/// attempt 1 as the lower 32 bits, so a double-precision run sees the single-precision noise with more digits. Gamma,
/// Poisson, von Mises-Fisher and categorical draws have one block per element; rejection samplers number their attempts.
/// </para>
/// </remarks>
public readonly partial struct RandomKey : IEquatable<RandomKey>
{
    /// <summary>
    /// The version of the layout and of the samplers' arithmetic. A checkpoint stores it, as part of <see cref="ToString"/>.
    /// </summary>
    public const int StreamVersion = 1;

    /// <summary>The largest step.</summary>
    public const long MaxStep = (1L << StepBits) - 2;

    private const int StepBits = 44;
    private const ulong StepMask = (1UL << StepBits) - 1;

    private const string Prefix = "philox4x32-10/v";

    // Purpose in the top eight bits, below them the step field (see the remarks).
    private readonly ulong _seed;
    private readonly ulong _place;

    private RandomKey(ulong seed, ulong place)
    {
        _seed = seed;
        _place = place;
    }

    /// <summary>The 64-bit key of Philox: the seed given, or derived by <see cref="Split(string)"/>.</summary>
    public ulong Seed => _seed;

    /// <summary>The purpose; <see cref="RandomPurpose.Unspecified"/> until <see cref="For"/> names one.</summary>
    public RandomPurpose Purpose => (RandomPurpose)(_place >> 56);

    /// <summary>The step, or null until <see cref="At"/> names one.</summary>
    public long? Step => StepField == 0 ? null : (long)StepField - 1;

    private ulong StepField => _place & StepMask;

    /// <summary>The key of a seed, without purpose or step. Every seed is as good as any other, 0 included.</summary>
    public static RandomKey FromSeed(ulong seed) => new(seed, 0);

    /// <summary>This key for one purpose.</summary>
    /// <exception cref="InvalidOperationException">The key has a purpose already: replacing it would give the stream of another
    /// key.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="purpose"/> is <see cref="RandomPurpose.Unspecified"/>.</exception>
    public RandomKey For(RandomPurpose purpose)
    {
        if (purpose == RandomPurpose.Unspecified)
        {
            throw new ArgumentOutOfRangeException(nameof(purpose), "For: name a purpose; a key without For has none.");
        }
        if (Purpose != RandomPurpose.Unspecified)
        {
            throw new InvalidOperationException(
                $"For({purpose}): the key {this} is for {Purpose} already, and changing that would give the numbers of another stream. "
                + "Derive a key of its own first: key.Split(\"name\").");
        }
        return new RandomKey(_seed, _place | ((ulong)purpose << 56));
    }

    /// <summary>This key at one step of an outer loop: a training step, an epoch, a batch of an evaluation.</summary>
    /// <exception cref="InvalidOperationException">The key has a step already.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is negative or above <see cref="MaxStep"/>.</exception>
    public RandomKey At(long step)
    {
        if (step is < 0 or > MaxStep)
        {
            throw new ArgumentOutOfRangeException(nameof(step), step, $"At: the step must lie in 0..{MaxStep}.");
        }
        if (StepField != 0)
        {
            throw new InvalidOperationException(
                $"At({step}): the key {this} is at step {Step} already, and changing that would give the numbers of another stream. "
                + "Derive a key of its own first: key.Split(index).");
        }
        return new RandomKey(_seed, _place | ((ulong)step + 1));
    }

    /// <summary>
    /// A key of its own, without purpose or step, for the <paramref name="index"/>-th of several things: words 0 and 1 of
    /// this key's block <paramref name="index"/> of kind 254. Of k keys two are equal with probability about k² / 2⁶⁵.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is negative or needs more than 44 bits.</exception>
    public RandomKey Split(long index)
    {
        if (index is < 0 or > RandomStream.MaxIndex)
        {
            throw new ArgumentOutOfRangeException(nameof(index), index, $"Split: the index must lie in 0..{RandomStream.MaxIndex}.");
        }
        return FromSeed(Stream(DrawKind.SplitByIndex).Block(index).Low64);
    }

    /// <summary>
    /// A key of its own, without purpose or step, for a named thing. The name's UTF-8 bytes are hashed by Philox itself: h is words 0
    /// and 1 of this key's block n of kind 255, n the number of bytes; then, for every sixteen bytes (the last padded with zeros, words
    /// little-endian), h becomes words 0 and 1 of the block of these bytes as counter and h as key.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public RandomKey Split(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        byte[] bytes = new byte[(Encoding.UTF8.GetByteCount(name) + 15) / 16 * 16];
        int length = Encoding.UTF8.GetBytes(name, bytes);
        ulong hash = Stream(DrawKind.SplitByName).Block(length).Low64;
        for (ReadOnlySpan<byte> rest = bytes; rest.Length > 0; rest = rest[16..])
        {
            hash = Philox4x32.Block(
                BinaryPrimitives.ReadUInt32LittleEndian(rest),
                BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]),
                BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]),
                BinaryPrimitives.ReadUInt32LittleEndian(rest[12..]),
                hash).Low64;
        }
        return FromSeed(hash);
    }

    /// <summary>Whether both name the same stream.</summary>
    public bool Equals(RandomKey other) => _seed == other._seed && _place == other._place;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RandomKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_seed, _place);

    /// <summary>Whether both name the same stream.</summary>
    public static bool operator ==(RandomKey left, RandomKey right) => left.Equals(right);

    /// <summary>Whether the two name different streams.</summary>
    public static bool operator !=(RandomKey left, RandomKey right) => !left.Equals(right);

    /// <summary>
    /// The key as text to store, read again by <see cref="Parse"/>: version, seed (hexadecimal), purpose (number) and step ("-" for
    /// none), as in
    /// <c>philox4x32-10/v1/00000000000004d2/3/17</c>.
    /// </summary>
    public override string ToString()
    {
        string step = Step?.ToString(CultureInfo.InvariantCulture) ?? "-";
        return string.Create(CultureInfo.InvariantCulture, $"{Prefix}{StreamVersion}/{_seed:x16}/{(byte)Purpose}/{step}");
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is no key, or one of another stream version.</exception>
    public static RandomKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Split('/') is not ["philox4x32-10", ['v', .. var version], var seedText, var purposeText, var stepText])
        {
            throw new FormatException($"'{text}' is no random key; one looks like {FromSeed(1234)}.");
        }
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number != StreamVersion)
        {
            throw new FormatException(
                $"The random key '{text}' is of stream version {version}; this library draws version {StreamVersion} "
                + "and would give other numbers.");
        }
        ulong stepField = 0;
        if (seedText.Length != 16
            || !ulong.TryParse(seedText, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong seed)
            || !byte.TryParse(purposeText, NumberStyles.None, CultureInfo.InvariantCulture, out byte purpose)
            || (stepText is not "-" && !(ulong.TryParse(stepText, NumberStyles.None, CultureInfo.InvariantCulture, out stepField)
                && ++stepField is > 0 and <= StepMask)))
        {
            throw new FormatException($"'{text}' is no random key; one looks like {FromSeed(1234)}.");
        }
        return new RandomKey(seed, ((ulong)purpose << 56) | stepField);
    }

    internal RandomStream Stream(DrawKind kind) => new(_seed, Purpose, StepField, kind);
}
