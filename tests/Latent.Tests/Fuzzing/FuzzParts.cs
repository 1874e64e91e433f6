namespace Latent.Tests.Fuzzing;

/// <summary>
/// How a format is put together: an input comes apart into pieces, which are changed, doubled, dropped and exchanged, and is joined again
/// with true lengths and checksums, so that what is wrong lies behind those gates.
/// </summary>
internal abstract class FuzzParts
{
    /// <summary>How a piece comes apart further; null where pieces are bytes.</summary>
    public FuzzParts? Inner { get; init; }

    /// <summary>The pieces; null if the input is too broken to have any.</summary>
    public abstract List<byte[]>? Split(byte[] input);

    /// <summary>The file of some pieces.</summary>
    public abstract byte[] Join(List<byte[]> pieces, FuzzRandom random);

    /// <summary>Changes an input by its pieces, or as bytes.</summary>
    public static byte[] Mutate(FuzzParts? parts, byte[] input, byte[] other, FuzzRandom random)
    {
        if (parts is null || random.OneIn(3) || parts.Split(input) is not { Count: > 0 } pieces)
            return ByteMutator.Mutate(input, other, random);
        do
        {
            int at = random.Below(pieces.Count);
            switch (random.Below(8))
            {
                case 0:
                    pieces.Insert(at, pieces[random.Below(pieces.Count)]);
                    break;
                case 1 when pieces.Count > 1:
                    pieces.RemoveAt(at);
                    break;
                case 2:
                    int with = random.Below(pieces.Count);
                    (pieces[at], pieces[with]) = (pieces[with], pieces[at]);
                    break;
                case 3 when parts.Split(other) is { Count: > 0 } foreign:
                    pieces.Insert(at, random.Of(foreign));
                    break;
                default:
                    pieces[at] = Mutate(parts.Inner, pieces[at], random.Of(pieces), random);
                    break;
            }
        }
        while (random.OneIn(3));

        byte[] joined = parts.Join(pieces, random);
        return joined.Length <= ByteMutator.Longest ? joined : input;
    }
}
