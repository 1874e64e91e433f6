using System.Globalization;
using Latent.Evaluation.Pictures;
using Latent.Models;
using Latent.Reporting;
using Latent.Tensors;

namespace Latent.Runs;

/// <summary>Pictures of several models on one sheet: what each makes of the same examples, of its prior, and of the way between two examples.</summary>
internal sealed class ComparisonPictures
{
    private const int SheetWidth = 800;

    private readonly ModelComparison _comparison;
    private readonly List<Painter> _painters = [];
    private readonly ImageView? _view;

    /// <summary>Finds the models whose data are images of one size; of the others it is said why they are not seen.</summary>
    public ComparisonPictures(ModelComparison comparison, RandomKey key, Device? device, CancellationToken cancellation)
    {
        _comparison = comparison;
        List<string> obstacles = [];
        for (int i = 0; i < comparison.Models.Count; i++)
        {
            SeenData seen = comparison.Seen[i];
            if (seen.Pictures(key, device, out string? obstacle, cancellation) is not { } pictures)
            {
                obstacles.Add($"{ModelComparison.LetterOf(i)}: {obstacle}");
                continue;
            }

            ImageView view = seen.View;
            _view ??= view;
            if (view.Size == _view.Size && view.Channels == _view.Channels && view.Width == _view.Width) _painters.Add(new Painter(i, seen, pictures));
            else obstacles.Add($"{ModelComparison.LetterOf(i)}: its images are of another size.");
        }

        Obstacles = obstacles;
    }

    /// <summary>Why there are no pictures of some models.</summary>
    public IReadOnlyList<string> Obstacles { get; }

    /// <summary>Whether there is anything to be seen.</summary>
    public bool IsEmpty => _painters.Count == 0;

    /// <summary>Blocks of rows: the originals, and below them what each model makes of their codes.</summary>
    public Sheet Reconstructions(int count, int columns)
    {
        int[] rows = [.. Enumerable.Range(0, Math.Min(count, _comparison.Seen[0].Seen.Count))];
        columns = Math.Min(columns, rows.Length);
        rows = rows[..(rows.Length / columns * columns)];
        return Draw(painter => painter.Pictures.ReconstructImages(painter.Seen.Seen, rows), (having, images) =>
        {
            Painter first = having[0];
            float[] originals = first.Pictures.Originals(first.Seen.ShownAs ?? first.Seen.Seen, rows);
            List<(string, float[])> sheet = [];
            for (int block = 0; block < rows.Length / columns; block++)
            {
                sheet.Add(("data", Piece(originals, block, columns)));
                sheet.AddRange(having.Select((painter, i) => (ModelComparison.LetterOf(painter.Model), Piece(images[i], block, columns))));
            }

            return Grid(sheet, columns, []);
        });
    }

    /// <summary>Some rows of each model: means of p(x | z) at draws of its prior.</summary>
    public Sheet Samples(int rows, int columns) => Draw(painter => painter.Pictures.SampleImages(rows * columns), (having, images) => Grid(
        [.. having.SelectMany((painter, i) => Enumerable.Range(0, rows).Select(row =>
            (row == 0 ? ModelComparison.LetterOf(painter.Model) : "", Piece(images[i], row, columns))))], columns, []));

    /// <summary>From the code of one example to that of another, in each model by its own path: on the arc where its prior is N(0, I), else straight.</summary>
    public Sheet Interpolations(int pairs, int steps)
    {
        pairs = Math.Min(pairs, _comparison.Seen[0].Seen.Count / 2);
        (int From, int To)[] ends = [.. Enumerable.Range(0, pairs).Select(static i => (2 * i, (2 * i) + 1))];
        int[] rows = [.. ends.SelectMany(static pair => new[] { pair.From, pair.To })];
        return Draw(painter => painter.Pictures.InterpolateImages(painter.Seen.Seen, ends, steps, IsSpherical(painter)), (having, images) =>
        {
            Painter first = having[0];
            float[] originals = first.Pictures.Originals(first.Seen.ShownAs ?? first.Seen.Seen, rows);
            List<(string, float[])> sheet = [];
            for (int pair = 0; pair < pairs; pair++)
            {
                sheet.AddRange(having.Select((painter, i) => (ModelComparison.LetterOf(painter.Model), (float[])
                    [.. Piece(originals, 2 * pair, 1), .. Piece(images[i], pair, steps), .. Piece(originals, (2 * pair) + 1, 1)])));
            }

            string[] at = [.. Enumerable.Range(0, steps).Select(i => ((double)i / (steps - 1)).ToString("0.#", CultureInfo.InvariantCulture))];
            string[] names = ["data", .. at, "data"];
            return Grid(sheet, steps + 2, names);
        });
    }

    private bool IsSpherical(Painter painter)
    {
        using Pass pass = Pass.Evaluation();
        Trace trace = _comparison.Models[painter.Model].File.Model.Trace(pass, painter.Seen.Seen.Get([0], pass, default), TraceMode.Encode);
        return trace.LatentSites.All(static site => LatentCodes.IsStandard(site.Prior));
    }

    // What one model cannot do leaves the others their picture.
    private Sheet Draw(Func<Painter, float[]> paint, Func<IReadOnlyList<Painter>, IReadOnlyList<float[]>, Picture> compose)
    {
        List<Painter> having = [];
        List<float[]> images = [];
        List<string> obstacles = [];
        foreach (Painter painter in _painters)
        {
            try
            {
                images.Add(paint(painter));
                having.Add(painter);
            }
            catch (Exception error) when (
                error is NotSupportedException or KeyNotFoundException or ArgumentException or InvalidOperationException or ShapeException)
            {
                obstacles.Add($"{ModelComparison.LetterOf(painter.Model)}: {error.Message}");
            }
        }

        return new Sheet(having.Count == 0 ? null : compose(having, images), obstacles);
    }

    private float[] Piece(float[] images, int piece, int count) => images.AsSpan(piece * count * _view!.Size, count * _view.Size).ToArray();

    private Picture Grid(IReadOnlyList<(string Label, float[] Images)> rows, int columns, string[] columnNames) =>
        new ImageGrid(rows.Count, columns, _view!.Height, _view.Width)
        {
            Channels = _view.Channels,
            RowLabels = [.. rows.Select(static row => row.Label)],
            ColumnLabels = columnNames,
        }.FitTo(SheetWidth).Draw([.. rows.SelectMany(static row => row.Images)]);

    private sealed record Painter(int Model, SeenData Seen, ModelPictures Pictures);

    /// <summary>A sheet, and why some models are not on it.</summary>
    /// <param name="Picture">Null where no model is.</param>
    /// <param name="Obstacles">A line for each model that is not.</param>
    internal sealed record Sheet(Picture? Picture, IReadOnlyList<string> Obstacles);
}
