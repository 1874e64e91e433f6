using System.Globalization;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Evaluation.Pictures;

/// <summary>How the numbers of a column are seen as an image: [Channels, Height, Width], row-major, from black to white.</summary>
/// <param name="Channels">1 for grey, 3 for red, green and blue.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public sealed record ImageView(int Channels, int Height, int Width)
{
    private const int Measured = 256;

    /// <summary>1 for grey, 3 for red, green and blue.</summary>
    public int Channels { get; } = Channels is 1 or 3
        ? Channels
        : throw new ArgumentOutOfRangeException(nameof(Channels), Channels, "An image has 1 channel (grey) or 3 (red, green, blue).");

    /// <summary>The column of the data, and the site of the model.</summary>
    public string Column { get; init; } = "x";

    /// <summary>The number that is black.</summary>
    public double Low { get; init; }

    /// <summary>The number that is white.</summary>
    public double High { get; init; } = 1;

    /// <summary>
    /// What is done to the model's numbers, [rows, ...], before they are seen: standardisation undone, say. Null for nothing.
    /// <see cref="Low"/> and <see cref="High"/> are in the units after it.
    /// </summary>
    public Func<Tensor, Tensor>? Restore { get; init; }

    /// <summary>Numbers of an image.</summary>
    public int Size => Channels * Height * Width;

    /// <summary>
    /// How a data set's images are seen. Numbers with levels go from 0 to 1; of real numbers, the least and the greatest among the first 256
    /// examples are black and white.
    /// </summary>
    /// <param name="data">The data set; for a column that transforms have flattened, give the view by hand.</param>
    /// <param name="column">The column, of shape [1 or 3, height, width], or [height, width].</param>
    /// <exception cref="NotImagesException">The column has another shape.</exception>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public static ImageView Of(IDataset data, string column = "x")
    {
        ArgumentNullException.ThrowIfNull(data);
        DataColumn found = data.Column(column);
        ImageView view = Of(found, data.Name);
        if (found.Levels > 0 || data.Count == 0)
            return view;
        using Pass pass = Pass.Evaluation();
        double[] values = [.. data.Get(0, Math.Min(Measured, data.Count), pass, default)[column].ToDoubles().Where(double.IsFinite)];
        return values.Length == 0 || values.Min() == values.Max() ? view : view with { Low = values.Min(), High = values.Max() };
    }

    /// <summary>How a column is seen without data at hand: from 0 to 1.</summary>
    /// <param name="column">Of shape [1 or 3, height, width], or [height, width].</param>
    /// <param name="data">What errors call its data.</param>
    /// <exception cref="NotImagesException">The column has another shape.</exception>
    public static ImageView Of(DataColumn column, string data = "the data")
    {
        ArgumentNullException.ThrowIfNull(column);
        int rank = column.Shape.Rank;
        bool isImage = !column.IsSequence && (rank == 2 || (rank == 3 && column.Shape[0] is 1 or 3)) && column.Shape.Count > 0;
        return isImage
            ? new ImageView(rank == 3 ? column.Shape[0] : 1, column.Shape[rank - 2], column.Shape[rank - 1]) { Column = column.Name }
            : throw new NotImagesException(
                $"The column {column} of {data} is no image: those are [1 or 3, height, width]. If it is a flattened image, say of which size: "
                + "new ImageView(channels, height, width).");
    }

    /// <summary>Numbers as intensities from 0 (black) to 1 (white); those beyond are left for the drawing to cut.</summary>
    /// <exception cref="ShapeException">They are not whole images.</exception>
    internal float[] Intensities(Tensor values, int rows, string whose)
    {
        if (values.Shape.Count != (long)rows * Size)
        {
            throw new ShapeException(string.Create(CultureInfo.InvariantCulture,
                $"{whose} '{Column}' has the shape {values.Shape}; {rows} images of [{Channels}, {Height}, {Width}] have {Size} numbers each."));
        }

        double[] numbers = (Restore is null ? values : Restore(values)).ToDoubles();
        float[] intensities = new float[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
            intensities[i] = (float)((numbers[i] - Low) / (High - Low));
        return intensities;
    }
}
