using Latent.Data;
using Latent.Data.Transforms;
using Latent.Tensors;

namespace Latent.Models;

/// <summary>The noise of a denoising model: while it is trained its encoder sees a spoiled copy x̃ of an example, and its decoder is judged by x.</summary>
/// <remarks>
/// The noise comes from the key of the pass, so that every step has its own. P. Vincent, H. Larochelle, Y. Bengio, P. Manzagol, "Extracting and
/// composing robust features with denoising autoencoders", ICML 2008, section 2.3; for a VAE, whose bound is then one of the mixture of q over x̃:
/// D. Im, S. Ahn, R. Memisevic, Y. Bengio, "Denoising criterion for variational auto-encoding framework", AAAI 2017, eq. 7.
/// </remarks>
internal sealed class Corruption
{
    private readonly IReadOnlyList<Transform> _transforms;
    private readonly DataColumn _column;

    /// <summary>Checks what is to be done.</summary>
    /// <param name="kind">The model, for messages.</param>
    /// <param name="transforms">The noise, the first first; none for a model that sees examples as they are.</param>
    /// <param name="column">What is spoiled.</param>
    /// <exception cref="ArgumentException">One of them is no noise, or is for another column.</exception>
    public Corruption(string kind, IReadOnlyList<Transform> transforms, DataColumn column)
    {
        ArgumentNullException.ThrowIfNull(transforms);
        ArgumentNullException.ThrowIfNull(column);
        foreach (Transform transform in transforms)
        {
            if (!transform.IsNoise)
            {
                throw new ArgumentException(
                    $"{kind}: '{Name(transform)}' is no corruption, which spoils examples and keeps their form. Take "
                    + $"{string.Join(", ", TransformCatalog.All.Where(static entry => entry.Example.IsNoise).Select(static entry => entry.Kind))}; "
                    + "what prepares the data stands in data.transforms.");
            }

            if (transform.Into is not null || (transform.Column is not "x" && !string.Equals(transform.Column, column.Name, StringComparison.Ordinal)))
            {
                throw new ArgumentException(
                    $"{kind}: the corruption '{Name(transform)}' is for '{transform.Into ?? transform.Column}'; a model corrupts what it observes, "
                    + $"'{column.Name}', for its encoder alone. Leave column and into out.");
            }

            _ = transform.Describe(column);
        }

        _transforms = transforms;
        _column = column;
    }

    /// <summary>What the spoiled copy of a column is called in a batch.</summary>
    public static string NameOf(string column) => column + ".corrupted";

    /// <summary>The batch with a spoiled copy of the column, while training; else the batch.</summary>
    public Batch Apply(Pass pass, Batch batch)
    {
        if (_transforms.Count == 0 || !pass.IsTraining || !batch.TryGet(_column.Name, out Tensor? value)) return batch;
        // Gaps first: noise on them would be noise on NaN.
        Tensor? mask = batch.Mask(_column.Name);
        Tensor spoiled = mask?.Shape == value.Shape ? mask.Where(value, 0.0) : value;
        // Places in the batch do for numbers of examples: the key is the step's own.
        int[] rows = [.. Enumerable.Range(0, batch.Count)];
        RandomKey key = pass.Key.Split("corruption");
        for (int i = 0; i < _transforms.Count; i++)
            (spoiled, _) = _transforms[i].Compute(spoiled, mask, new RowNoise(pass, rows, key.Split(i)));
        return batch.With(NameOf(_column.Name), spoiled, mask);
    }

    private static string Name(Transform transform) => TransformCatalog.All.FirstOrDefault(entry => entry.Example.GetType() == transform.GetType())?.Kind
        ?? transform.GetType().Name;
}
