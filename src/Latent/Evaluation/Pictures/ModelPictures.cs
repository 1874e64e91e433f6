using Latent.Data;
using Latent.Models;
using Latent.Reporting;
using Latent.Tensors;

namespace Latent.Evaluation.Pictures;

/// <summary>
/// Pictures of what a model of images has learnt. Each is a function of model, data and key alone: equal to the bit over threads, and the
/// first images of a sheet do not depend on how many there are.
/// </summary>
/// <remarks>
/// Images are means of the likelihood unless draws are asked for: a pixel's probability for binary images. Where only one of several
/// latent variables is given (a traversal in a hierarchy), those below it are drawn from their prior given it, with the same noise for every
/// image, so that what differs between two images comes from the code.
/// </remarks>
/// <example><code>
/// ModelPictures pictures = new(model, ImageView.Of(test), key);
/// Png.Write("samples.png", pictures.Samples(64));
/// </code></example>
public sealed partial class ModelPictures
{
    private const int SheetWidth = 960;
    private const int RowsAtOnce = 256;

    private readonly LatentModel _model;
    private readonly ImageView _view;
    private readonly RandomKey _key;
    private (string Name, Shape Shape)[]? _sites;

    /// <summary>Pictures of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="view">How its observed variable is seen as an image.</param>
    /// <param name="key">The randomness.</param>
    public ModelPictures(LatentModel model, ImageView view, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(view);
        _model = model;
        _view = view;
        _key = key;
    }

    /// <summary>Where to compute; the shared processor device by default.</summary>
    public Device? Device { get; init; }

    /// <summary>Looked at between batches.</summary>
    public CancellationToken Cancellation { get; init; }

    private DType DType => _model.Parameters.Count > 0 ? _model.Parameters[0].Value.DType : DType.Float32;

    /// <summary>Latent variables that have these values, numbers of one row each, wherever an example is made: a class, by its name. None by default.</summary>
    public IReadOnlyDictionary<string, double[]> Held { get; init; } = new Dictionary<string, double[]>(StringComparer.Ordinal);

    private ImageGrid Grid(int rows, int columns) => new(rows, columns, _view.Height, _view.Width) { Channels = _view.Channels };

    private Pass NewPass(string purpose) => Pass.Evaluation(_key.Split(purpose), Device);

    private static void ThrowIfNoDimensions(IReadOnlyCollection<int> dimensions)
    {
        if (dimensions.Count == 0)
            throw new ArgumentException("No dimension is named to traverse.", nameof(dimensions));
    }

    /// <summary>The latent variables of the model, top down.</summary>
    private (string Name, Shape Shape)[] Sites()
    {
        if (_sites is not null)
            return _sites;
        using Pass pass = NewPass("sites");
        return _sites = [.. _model.Trace(pass, null, TraceMode.Generate(1, means: true)).LatentSites.Select(static site => (site.Name, site.Prior.EventShape))];
    }

    /// <summary>The images at some codes: intensities, image after image.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="codes">By the name of the site, [rows, D].</param>
    private float[] Decode(int rows, IReadOnlyDictionary<string, double[]> codes)
    {
        (string Name, Shape Shape)[] sites = Sites();
        Dictionary<string, double[]> all = new(codes, StringComparer.Ordinal);
        foreach ((string name, double[] value) in Held) all[name] = [.. Enumerable.Range(0, rows).SelectMany(_ => value)];
        // What is not given is drawn; the noise of a row depends on its number, so that rows one at a time have the same.
        int atOnce = sites.All(site => all.ContainsKey(site.Name)) ? RowsAtOnce : 1;
        float[] images = new float[rows * _view.Size];
        for (int first = 0; first < rows; first += atOnce)
        {
            Cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(atOnce, rows - first);
            using Pass pass = NewPass("decode");
            Dictionary<string, Tensor> values = new(StringComparer.Ordinal);
            foreach ((string name, double[] numbers) in all)
            {
                Shape shape = Array.Find(sites, site => string.Equals(site.Name, name, StringComparison.Ordinal)).Shape;
                int width = numbers.Length / rows;
                values.Add(name, pass.From(numbers.AsSpan(first * width, count * width), Shape.Create([count]).Concat(shape)).To(DType));
            }

            Trace trace = _model.Trace(pass, null, TraceMode.Given(values));
            _view.Intensities(trace[_view.Column].Value!, count, "The model's").CopyTo(images.AsSpan(first * _view.Size));
        }

        return images;
    }

    /// <summary>The images of some examples, as the data has them.</summary>
    internal float[] Originals(IDataset data, ReadOnlySpan<int> rows)
    {
        using Pass pass = NewPass("originals");
        return _view.Intensities(data.Get(rows, pass, _key.Split("data"))[_view.Column], rows.Length, $"{data.Name}: the column");
    }
}
