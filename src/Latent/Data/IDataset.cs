using Latent.Tensors;

namespace Latent.Data;

/// <summary>
/// Examples that can be asked for by number, in any order: what training walks through in random order and evaluation from first to last.
/// </summary>
/// <remarks>
/// A data set does not change, so that it may be asked from several threads. What it gives is a pure function of the rows and the key: the
/// noise of a transform depends on the key and the row's own number, never on the other rows of the batch, so any cut into batches gives
/// the same examples. Memory is bounded by the batch; a data set on disk is read as it is asked for.
/// </remarks>
public interface IDataset
{
    /// <summary>What reports call the data.</summary>
    string Name { get; }

    /// <summary>How many examples.</summary>
    int Count { get; }

    /// <summary>What an example consists of.</summary>
    IReadOnlyList<DataColumn> Columns { get; }

    /// <summary>Some examples.</summary>
    /// <param name="rows">Their numbers, 0 to <see cref="Count"/> - 1, in any order; one may be asked for twice.</param>
    /// <param name="pass">Owns the tensors of the batch.</param>
    /// <param name="key">
    /// The randomness of transforms, without a purpose; for noise that is drawn anew each time, a key of the step or epoch.
    /// </param>
    /// <returns>
    /// One tensor per column, [rows, shape of the column]. Its <see cref="Batch.FirstRow"/> is the first row if the pass evaluates and the
    /// rows follow one another.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="DataFormatException">What is read from disk now is not what was there at the beginning.</exception>
    Batch Get(ReadOnlySpan<int> rows, Pass pass, RandomKey key);
}
