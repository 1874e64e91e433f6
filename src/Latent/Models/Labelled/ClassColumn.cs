using System.Globalization;
using System.Text.Json.Serialization;
using Latent.Data;
using Latent.Distributions;
using Latent.Json;
using Latent.Tensors;

namespace Latent.Models.Labelled;

/// <summary>What the probabilities of the classes are.</summary>
[JsonConverter(typeof(KebabNames<ClassPrior>))]
public enum ClassPrior
{
    /// <summary>Learned; they start at the frequencies of the labels in the training data.</summary>
    Learned,

    /// <summary>All the same.</summary>
    Uniform,
}

/// <summary>A column of classes as a model has it: its site, its prior p(y), and labels as vectors with a single 1.</summary>
internal sealed class ClassColumn
{
    private readonly Parameter? _logits;
    private readonly bool _isVector;

    /// <summary>Makes the prior's parameter, if it has one: <c>logits</c> [classes].</summary>
    /// <param name="kind">The model, for messages.</param>
    /// <param name="column">The numbers of classes, or vectors with a single 1.</param>
    /// <param name="prior">What p(y) is.</param>
    /// <param name="scope">Where the parameter is made.</param>
    /// <exception cref="ArgumentException">It is no column of classes.</exception>
    public ClassColumn(string kind, DataColumn column, ClassPrior prior, ParameterScope scope)
    {
        Name = column.Name;
        _isVector = column.Shape.Rank == 1 && column.Levels == 2 && column.Classes.Count == 0;
        Count = _isVector ? column.Shape[0] : column.Shape.Rank == 0 ? column.Classes.Count : 0;
        if (Count < 2)
        {
            throw new ArgumentException(
                $"{kind}: the column {column} is no class: neither numbers with the names of two classes or more nor vectors with a single 1.");
        }

        DType = scope.DType;
        if (prior == ClassPrior.Learned) _logits = scope.Parameter("logits", [Count], Initializer.Zeros);
    }

    /// <summary>The column's name, and the site's.</summary>
    public string Name { get; }

    /// <summary>How many classes there are.</summary>
    public int Count { get; }

    private DType DType { get; }

    /// <summary>p(y), the same for all examples.</summary>
    public Distribution Prior(Pass pass) => OneHotCategorical.FromLogits(_logits is null ? pass.Full([Count], 0, DType) : pass[_logits]);

    /// <summary>Whether y is known of every example of a batch.</summary>
    public bool IsKnown(Trace t) => t.Has(Name) && t.MaskOf(Name) is null;

    /// <summary>Lets a learned prior start at the frequencies of the labels, each class counted once more than it occurs.</summary>
    public void StartFromFrequencies(IDataset train)
    {
        if (_logits is null || !train.Has(Name)) return;
        double[] counts = new double[Count];
        Array.Fill(counts, 1);
        IDataset only = train.Only(Name);
        const int rows = 4096;
        for (int first = 0; first < only.Count; first += rows)
        {
            using Pass pass = Pass.Evaluation();
            Batch batch = Prepare(only.Get(first, Math.Min(rows, only.Count - first), pass, default));
            double[] labels = batch[Name].ToDoubles(), known = batch.Mask(Name)?.ToDoubles() ?? [];
            for (int i = 0; i < labels.Length; i++)
            {
                if (known.Length == 0 || known[i / Count] == 1) counts[i % Count] += labels[i];
            }
        }

        _logits.Set(Tensor.From([.. counts.Select(static count => Math.Log(count))], [Count]).To(DType));
    }

    /// <summary>The batch with the numbers of classes as vectors; what is not known keeps its mask.</summary>
    /// <exception cref="ArgumentException">A label is no class.</exception>
    public Batch Prepare(Batch batch)
    {
        if (_isVector || !batch.TryGet(Name, out Tensor? value) || value.Shape.Rank != 1) return batch;
        double[] numbers = value.ToDoubles();
        double[]? known = batch.Mask(Name)?.ToDoubles();
        int[] classes = new int[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            // An unknown class is any place: its mask says that it is unknown.
            if (known is not null && known[i] == 0) continue;
            if (!(numbers[i] >= 0 && numbers[i] < Count && numbers[i] == Math.Floor(numbers[i])))
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"'{Name}' is {numbers[i]} in row {i} of the batch, and the model knows the classes 0 to {Count - 1}."));
            }

            classes[i] = (int)numbers[i];
        }

        // Of the pass that the labels are of, which need not be this one.
        Tensor vectors = value.Pass is { } own ? own.OneHot(classes, Count, DType) : Ops.OneHot(classes, Count, DType);
        return batch.With(Name, vectors, batch.Mask(Name));
    }
}
