using Latent.Data;
using Latent.Data.Transforms;
using Latent.Models.Likelihoods;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models;

/// <summary>What a model reads of the column it observes: examples with their gaps closed, and how long sequences are.</summary>
/// <param name="column">The column.</param>
internal sealed class ObservedColumn(DataColumn column)
{
    /// <summary>Its name, which is that of the site.</summary>
    public string Name => column.Name;

    /// <summary>The column.</summary>
    public DataColumn Column => column;

    // What is missing is 0 to the encoder (A. Nazábal et al., "Handling incomplete heterogeneous data using VAEs", 2020, section 3.1).
    // A denoising model's encoder sees the spoiled copy while there is one.
    public Tensor Complete(Trace t)
    {
        string spoiled = Corruption.NameOf(Name);
        return Complete(t.Observed(t.Has(spoiled) ? spoiled : Name), t.MaskOf(Name));
    }

    /// <summary>The examples of a batch, as they are.</summary>
    public Tensor Complete(Batch batch) => Complete(batch[Name], batch.Mask(Name));

    private Tensor Complete(Tensor x, Tensor? mask) => column.HasMissing && mask is not null && mask.Shape == x.Shape ? mask.Where(x, 0.0) : x;

    /// <summary>Of sequences, how many steps those of the batch have; null where that is not asked.</summary>
    public int? Steps(Trace t) => column.IsSequence && t.Has(Name) ? t.Observed(Name).Shape[1] : null;

    // Where the data does not say how long its sequences are, the mask does: up to the last step of which something is observed.
    public Tensor? Lengths(Trace t)
    {
        if (!column.IsSequence) return null;
        if (t.Has("length")) return t.Observed("length");
        if (t.MaskOf(Name) is not { } mask || mask.Shape.Rank < 2) return null;
        int rows = mask.Shape[0], steps = mask.Shape[1];
        double[] observed = mask.ToDoubles(), lengths = new double[rows];
        int size = observed.Length / Math.Max(1, rows * steps);
        for (int row = 0; row < rows; row++)
        {
            int last = Array.FindLastIndex(observed, ((row + 1) * steps * size) - 1, steps * size, static value => value != 0);
            lengths[row] = last < 0 ? 0 : ((last - (row * steps * size)) / size) + 1;
        }

        return t.Pass.From(lengths, [rows]);
    }

    /// <summary>Refuses networks that do not take sequences of different lengths where the column holds such.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    public void Check(string kind, EncoderNetwork encoder, DecoderNetwork decoder)
    {
        if (column.IsSequence && !(encoder.TakesShorter && decoder.TakesSteps))
        {
            throw new ArgumentException(
                $"{kind}: the column {column} holds sequences that differ in length, which the {(encoder.TakesShorter ? "decoder" : "encoder")}'s network "
                + "does not take. Take 'recurrent', or cut the sequences into windows of one length.");
        }
    }

    /// <summary>Lets a decoder start from the means of the data, where its likelihood says how.</summary>
    public void StartFromMeans(IDataset train, DecoderNetwork decoder, Likelihood likelihood, DType dtype)
    {
        if (likelihood.HeadOfMean is not { } headOfMean) return;
        double[] means = Moments.Of(train, Name, groupSize: 1).Mean;
        decoder.SetBias(decoder.Heads[0].Name, Tensor.From([.. means.Select(headOfMean)], column.Shape).To(dtype));
    }
}
