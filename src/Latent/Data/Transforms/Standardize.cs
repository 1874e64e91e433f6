using System.Text.Json.Serialization;
using Latent.Json;
using Latent.Tensors;

namespace Latent.Data.Transforms;

/// <summary>What shares a mean and a deviation.</summary>
[JsonConverter(typeof(KebabNames<StandardizePer>))]
public enum StandardizePer
{
    /// <summary>Each element of an example has its own: the features of a table.</summary>
    Element,

    /// <summary>The first axis of an example: the channels of an image.</summary>
    Channel,

    /// <summary>All elements have one.</summary>
    Column,
}

/// <summary>Subtracts the mean and divides by the standard deviation of the training set; missing values stay so.</summary>
/// <remarks>
/// x' = (x - μ) / σ, σ² the mean of (x - μ)² over the examples that have the value. An element that never changes has σ = 0 and becomes 0.
/// The statistics are properties, so that a model file which holds the transform does to new data what was done to the training set.
/// </remarks>
public sealed record Standardize : Transform
{
    /// <summary>What shares a mean and a deviation.</summary>
    public StandardizePer Per { get; set; }

    /// <summary>μ, row-major; empty before <see cref="Fit"/>.</summary>
    public IReadOnlyList<double> Mean { get; set; } = [];

    /// <summary>σ, row-major, 0 for what never changes; empty before <see cref="Fit"/>.</summary>
    public IReadOnlyList<double> Deviation { get; set; } = [];

    /// <summary>The transform with mean and deviation of the training set.</summary>
    /// <exception cref="ArgumentException">An element is missing in every example, or a value is infinite.</exception>
    public override Transform Fit(IDataset train)
    {
        ArgumentNullException.ThrowIfNull(train);
        Moments moments = Moments.Of(train, Column, GroupOf(train.Column(Column)));
        return this with { Mean = moments.Mean, Deviation = moments.Deviation };
    }

    /// <inheritdoc/>
    /// <remarks>-Σ log σ over the elements that change.</remarks>
    public override double LogVolume(DataColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        double sum = 0;
        foreach (double deviation in Deviation)
            sum -= deviation > 0 ? Math.Log(deviation) : 0;
        return sum * (column.Shape.Count / Deviation.Count);
    }

    /// <summary>The values as they were before: x'·σ + μ.</summary>
    /// <param name="value">[rows, shape of the column].</param>
    public Tensor Restore(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return (value * Statistics(Deviation, value)) + Statistics(Mean, value);
    }

    /// <inheritdoc/>
    protected internal override DataColumn Describe(DataColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (Mean.Count == 0)
            throw new ArgumentException("standardize: it has no mean and deviation yet; fit it to the training set (Pipeline.Fit).");
        int groups = column.Shape.Count / GroupOf(column);
        if (Mean.Count != groups || Deviation.Count != groups)
        {
            throw new ArgumentException(
                $"standardize: {column} needs {groups} means and deviations; there are {Mean.Count} and {Deviation.Count}, of other data.");
        }

        return column with { Levels = 0, Classes = [] };
    }

    /// <inheritdoc/>
    protected internal override (Tensor Value, Tensor? Mask) Compute(Tensor value, Tensor? mask, RowNoise noise)
    {
        ArgumentNullException.ThrowIfNull(value);
        Tensor deviation = Statistics([.. Deviation.Select(static sigma => sigma > 0 ? sigma : 1)], value);
        return ((value - Statistics(Mean, value)) / deviation, mask);
    }

    // How many elements in a row share statistics.
    private int GroupOf(DataColumn column) => Per switch
    {
        StandardizePer.Element => column.IsSequence ? throw NoPlaces(column) : 1,
        StandardizePer.Channel when column.IsSequence => throw NoPlaces(column),
        StandardizePer.Channel => column.Shape.Rank == 0 ? 1 : column.Shape.Count / column.Shape[0],
        _ => column.Shape.Count,
    };

    private static ArgumentException NoPlaces(DataColumn column) =>
        new($"standardize: {column} differs in length from example to example; its elements can share statistics only as a whole (Column).");

    private Tensor Statistics(IReadOnlyList<double> numbers, Tensor value)
    {
        Shape example = value.Shape.Slice(1, value.Shape.Rank);
        Shape shape = Per switch
        {
            StandardizePer.Element => example,
            StandardizePer.Channel when example.Rank > 0 => Shape.Create([example[0], .. Enumerable.Repeat(1, example.Rank - 1)]),
            _ => default,
        };
        return Tensor.From([.. numbers], shape).To(value.DType);
    }
}
