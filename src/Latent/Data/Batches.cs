namespace Latent.Data;

/// <summary>A data set of <paramref name="Count"/> examples gone through <paramref name="Size"/> at a time.</summary>
/// <remarks>
/// The last batch takes what is left. One example alone goes with the batch before: total correlation, mutual information and the discrepancy of samples
/// compare examples with one another, and have no value for one.
/// </remarks>
/// <param name="Count">Examples, at least one.</param>
/// <param name="Size">Examples of a batch, at least one.</param>
internal readonly record struct Batches(int Count, int Size)
{
    /// <summary>How many there are.</summary>
    public int Number => (Count / Size) + (Count % Size > 1 || Count < Size ? 1 : 0);

    /// <summary>The first example of a batch and how many it has.</summary>
    /// <param name="batch">Its number, from 0.</param>
    public (int First, int Length) this[int batch]
    {
        get
        {
            int first = batch * Size;
            return (first, batch == Number - 1 ? Count - first : Size);
        }
    }
}
