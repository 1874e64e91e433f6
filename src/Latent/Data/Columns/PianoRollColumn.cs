using Latent.Data.Formats;
using Latent.Tensors;

namespace Latent.Data.Columns;

/// <summary>Piano rolls: [steps, 88], 1 where a key sounds.</summary>
internal sealed class PianoRollColumn(PianoRolls rolls, DType type) : SequenceColumn(
    "x", [PianoRollReader.Keys], [.. Enumerable.Range(0, rolls.Count).Select(rolls.Length)], column => column with { Levels = 2, Type = type })
{
    protected override void Fill<T>(int row, Span<T> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            if (rolls.Sounds(row, i / PianoRollReader.Keys, i % PianoRollReader.Keys))
                destination[i] = T.One;
        }
    }
}
