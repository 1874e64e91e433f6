using Latent.Tensors;

namespace Latent.Data.Transforms;

/// <summary>The number of a class as a vector of zeros with a one at its place, as categorical distributions take it.</summary>
public sealed record OneHot : Transform
{
    /// <summary>Reads the class <c>y</c>.</summary>
    public OneHot() => Column = "y";

    /// <summary>How many classes there are; <see cref="Fit"/> takes them from the data.</summary>
    public int Classes { get; set; }

    /// <inheritdoc/>
    public override Transform Fit(IDataset train) => this with { Classes = train.Column(Column).Classes.Count };

    /// <inheritdoc/>
    protected internal override DataColumn Describe(DataColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (column.Shape.Rank != 0 || column.Classes.Count == 0)
            throw new ArgumentException($"one-hot: {column} is not the number of a class.");
        if (column.Classes.Count != Classes)
            throw new ArgumentException($"one-hot: {column} where {Classes} classes are expected; fit the transform to this data.");
        return column with { Shape = [Classes], Levels = 2, Classes = [], Elements = column.Classes };
    }

    /// <inheritdoc/>
    protected internal override (Tensor Value, Tensor? Mask) Compute(Tensor value, Tensor? mask, RowNoise noise)
    {
        ArgumentNullException.ThrowIfNull(value);
        double[] numbers = value.ToDoubles();
        int[] classes = new int[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            // An unknown class (NaN) is any place: its mask says that it is unknown.
            classes[i] = double.IsNaN(numbers[i]) ? 0 : (int)numbers[i];
        }

        return (noise.Pass.OneHot(classes, Classes, value.DType), mask);
    }
}
