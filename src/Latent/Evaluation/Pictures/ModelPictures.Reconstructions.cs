using Latent.Data;
using Latent.Models;
using Latent.Reporting;
using Latent.Tensors;

namespace Latent.Evaluation.Pictures;

// Originals beside what the model makes of their codes.
public sealed partial class ModelPictures
{
    /// <summary>
    /// Originals, and below each its reconstruction: the mean of p(x | z) at the mean code, every latent variable at the mean of its q.
    /// </summary>
    /// <param name="data">The data as the model sees it.</param>
    /// <param name="rows">Which examples.</param>
    /// <param name="shown">What to show as the originals, if not what the encoder sees: the grey images where those are binary.</param>
    /// <param name="columns">Images to a row.</param>
    public Picture Reconstructions(IDataset data, ReadOnlySpan<int> rows, IDataset? shown = null, int columns = 12)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        if (rows.Length == 0)
            throw new ArgumentException("No example is named to reconstruct.", nameof(rows));
        return Pairs(Originals(shown ?? data, rows), ReconstructImages(data, rows), rows.Length, columns, "data", "model");
    }

    /// <summary>The reconstructions as intensities in [0, 1], image after image, each [channels, height, width].</summary>
    /// <inheritdoc cref="Reconstructions"/>
    public float[] ReconstructImages(IDataset data, ReadOnlySpan<int> rows)
    {
        ArgumentNullException.ThrowIfNull(data);
        float[] images = new float[rows.Length * _view.Size];
        for (int first = 0; first < rows.Length; first += RowsAtOnce)
        {
            Cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<int> some = rows.Slice(first, Math.Min(RowsAtOnce, rows.Length - first));
            using Pass pass = NewPass("reconstructions");
            Batch batch = data.Get(some, pass, _key.Split("data"));
            Dictionary<string, Tensor> codes = _model.Trace(pass, batch, TraceMode.Encode).LatentSites
                .ToDictionary(static site => site.Name, static site => site.Value!, StringComparer.Ordinal);
            // What is observed stays in the batch: a model may condition on it.
            Trace trace = _model.Trace(pass, batch, TraceMode.Given(codes));
            Tensor mean = trace[_view.Column].Prior.Mean;
            Shape whole = Shape.Create([some.Length]).Concat(trace[_view.Column].Prior.EventShape);
            _view.Intensities(mean.Shape == whole ? mean : mean.BroadcastTo(whole), some.Length, "The model's").CopyTo(images.AsSpan(first * _view.Size));
        }

        return images;
    }

    /// <summary>Rows of images in turn with rows of others, each below its partner.</summary>
    private Picture Pairs(float[] above, float[] below, int count, int columns, string aboveName, string belowName) =>
        Beneath([(aboveName, above), (belowName, below)], count, columns);

    /// <summary>Rows of images in turn, those of one example beneath each other.</summary>
    private Picture Beneath(IReadOnlyList<(string Name, float[] Images)> kinds, int count, int columns)
    {
        columns = Math.Min(columns, count);
        int blocks = (count + columns - 1) / columns, size = _view.Size;
        List<float> sheet = [];
        for (int block = 0; block < blocks; block++)
        {
            foreach ((_, float[] images) in kinds) sheet.AddRange(Row(images, block));
        }

        string[] names = [.. Enumerable.Range(0, kinds.Count * blocks).Select(row => kinds[row % kinds.Count].Name)];
        ImageGrid grid = Grid(kinds.Count * blocks, columns) with { RowLabels = names };
        return grid.FitTo(SheetWidth).Draw(Filled([.. sheet], count, columns, kinds.Count));

        float[] Row(float[] images, int block)
        {
            float[] row = new float[columns * size];
            int first = block * columns * size;
            Array.Copy(images, first, row, 0, Math.Min(row.Length, images.Length - first));
            return row;
        }
    }

    // The places of the last, shorter rows are as grey as what lies between images.
    private float[] Filled(float[] images, int count, int columns, int kinds)
    {
        int missing = (columns - (count % columns)) % columns, size = _view.Size;
        float grey = new ImageGrid(1, 1, 1, 1).SeparatorValue / 255f;
        for (int row = 0; row < kinds; row++)
        {
            int end = images.Length - (row * columns * size);
            images.AsSpan(end - (missing * size), missing * size).Fill(grey);
        }

        return images;
    }
}
