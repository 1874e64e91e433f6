using System.Text.Json.Serialization;
using Latent.Tensors;

namespace Latent.Data.Transforms;

/// <summary>
/// A change of one column of a batch: a pure function of the batch, the key and the numbers of the rows. A record that a configuration and
/// a model file can hold (see <see cref="Pipeline"/>).
/// </summary>
/// <remarks>The noise of a row depends on the key and the row's number alone, so that the cut into batches changes nothing.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Binarize), "binarize")]
[JsonDerivedType(typeof(Dequantize), "dequantize")]
[JsonDerivedType(typeof(FillMissing), "fill-missing")]
[JsonDerivedType(typeof(Flatten), "flatten")]
[JsonDerivedType(typeof(GaussianNoise), "gaussian-noise")]
[JsonDerivedType(typeof(MaskingNoise), "masking-noise")]
[JsonDerivedType(typeof(OneHot), "one-hot")]
[JsonDerivedType(typeof(SaltAndPepper), "salt-and-pepper")]
[JsonDerivedType(typeof(Standardize), "standardize")]
public abstract record Transform
{
    /// <summary>The column it reads.</summary>
    public string Column { get; set; } = "x";

    /// <summary>
    /// The column it writes, beside the one it reads: a noisy copy for the encoder, say, whose original the decoder is judged by. Null to
    /// replace the column it reads.
    /// </summary>
    public string? Into { get; set; }

    /// <summary>What its noise is called among the randomness of a batch.</summary>
    internal string NoiseName => $"{GetType().Name} {Column} {Into}";

    /// <summary>Whether it spoils examples and keeps their form: what a denoising model learns to undo.</summary>
    internal virtual bool IsNoise => false;

    private string Target => Into ?? Column;

    /// <summary>The columns of a data set after the transform.</summary>
    /// <exception cref="ArgumentException">The column is missing, or not of a kind that this can be done to.</exception>
    public IReadOnlyList<DataColumn> Describe(IReadOnlyList<DataColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        DataColumn column = DatasetExtensions.Find(columns, Column) ?? throw new ArgumentException(
            $"{this}: there is no column '{Column}'; there are: {string.Join(", ", columns.Select(static c => c.Name))}.", nameof(columns));
        DataColumn changed = Describe(column) with { Name = Target };
        List<DataColumn> result = [.. columns];
        int place = result.FindIndex(other => string.Equals(other.Name, Target, StringComparison.Ordinal));
        if (place < 0)
            result.Add(changed);
        else
            result[place] = changed;
        return result;
    }

    /// <summary>The batch with the column changed.</summary>
    /// <param name="batch">Has the column.</param>
    /// <param name="rows">The number of each example in its data set.</param>
    /// <param name="pass">Owns the new tensors.</param>
    /// <param name="key">The randomness, without a purpose.</param>
    /// <exception cref="ArgumentException">There are not as many rows as examples.</exception>
    public Batch Apply(Batch batch, ReadOnlySpan<int> rows, Pass pass, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(pass);
        if (rows.Length != batch.Count)
            throw new ArgumentException($"{this}: {rows.Length} row numbers for a batch of {batch.Count} examples.", nameof(rows));
        (Tensor value, Tensor? mask) = Compute(batch[Column], batch.Mask(Column), new RowNoise(pass, rows, key));
        return batch.With(Target, value, mask);
    }

    /// <summary>The transform with what it learns from data: the statistics of the training set, say. Most learn nothing.</summary>
    /// <param name="train">The training set, as the transform will see it.</param>
    public virtual Transform Fit(IDataset train) => this;

    /// <summary>
    /// What is to be added to a log-density of the changed values x', in nats per example, to speak of the values x before: log |dx' / dx|
    /// summed over the elements; 0 where volume is kept.
    /// </summary>
    /// <param name="column">The column before the transform.</param>
    public virtual double LogVolume(DataColumn column) => 0;

    /// <summary>The column after the transform.</summary>
    /// <exception cref="ArgumentException">The transform cannot be done to this column.</exception>
    protected internal abstract DataColumn Describe(DataColumn column);

    /// <summary>The new values and their mask.</summary>
    /// <param name="value">[rows, shape of the column].</param>
    /// <param name="mask">1 where a value is known; null if all are.</param>
    /// <param name="noise">Random numbers for these rows, and their pass.</param>
    protected internal abstract (Tensor Value, Tensor? Mask) Compute(Tensor value, Tensor? mask, RowNoise noise);
}
