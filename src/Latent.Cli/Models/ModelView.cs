using System.Globalization;
using Latent.Checkpoints;
using Latent.Data;
using Latent.Data.Transforms;
using Latent.Evaluation.Pictures;
using Latent.Tensors;

namespace Latent.Cli.Models;

/// <summary>What a model makes, as pictures where its data are images, and as numbers in the units of its data in any case.</summary>
internal sealed class ModelView
{
    private readonly SelectedModel _model;
    private readonly RandomKey _key;
    private readonly DataColumn _raw;
    private readonly Func<Tensor, Tensor>? _restore;
    private readonly IReadOnlyDictionary<string, double[]> _held;

    public ModelView(SelectedModel model, RandomKey key, IReadOnlyDictionary<string, double[]>? held = null)
    {
        _held = held ?? new Dictionary<string, double[]>(StringComparer.Ordinal);
        _model = model;
        _key = key;
        ModelFile file = model.File;
        _raw = Find(file.Columns) ?? throw new CommandException(ExitCode.BadModel, $"{model.Path}: the model has no column 'x' to be made.");
        Made = Find(file.ModelColumns) ?? _raw;
        _restore = file.Transforms.Any(static transform => transform is Standardize) ? values => file.Restore(values) : null;
        IsImage = IsOne(_raw) && _raw.Shape.Count == Made.Shape.Count;
        Numbers = Pictures(new ImageView(1, 1, Made.Shape.Count) { Restore = _restore });
    }

    /// <summary>The observed column as the model makes it.</summary>
    public DataColumn Made { get; }

    /// <summary>The shape of an example.</summary>
    public Shape Shape => Made.Shape;

    /// <summary>Whether the data are images.</summary>
    public bool IsImage { get; }

    /// <summary>Gives numbers in place of intensities: an example is a row of them.</summary>
    public ModelPictures Numbers { get; }

    /// <summary>Of sequences, examples with the length of one of them.</summary>
    public ModelPictures NumbersOf(int count) => Pictures(new ImageView(1, 1, count) { Restore = _restore });

    /// <summary>Numbers as the model sees them, in the units of the data.</summary>
    public Tensor Restore(Tensor values) => _restore is null ? values : _restore(values);

    /// <summary>What the numbers of an example are called: the names in the table they come from, or x0, x1, ...</summary>
    public string[] Names => NamesOf(Made.Shape.Count);

    /// <summary>What they are called if there are so many, as of sequences of another length.</summary>
    public string[] NamesOf(int count) => Made.Elements.Count == count && Made.Shape.Count == count
        ? [.. Made.Elements]
        : [.. Enumerable.Range(0, count).Select(static i => string.Create(CultureInfo.InvariantCulture, $"x{i}"))];

    /// <summary>Pictures on the scale of some data.</summary>
    public ModelPictures PicturesLike(SelectedData data) => Pictures(Scaled(() => NumbersOfData(data.Raw)));

    /// <summary>Pictures on a scale of their own.</summary>
    /// <param name="numbers">What is to be seen; looked at only where the data have no scale.</param>
    public ModelPictures PicturesOf(Func<float[]> numbers) => Pictures(Scaled(numbers));

    private ImageView Scaled(Func<float[]> numbers)
    {
        ImageView view = ImageView.Of(_raw, _model.Path) with { Restore = _restore };
        if (_raw.Levels > 0) return view;
        float[] finite = [.. numbers().Where(float.IsFinite)];
        return finite.Length == 0 || finite.Min() == finite.Max() ? view : view with { Low = finite.Min(), High = finite.Max() };
    }

    private static float[] NumbersOfData(IDataset data)
    {
        const int looked = 256;
        using Pass pass = Pass.Evaluation();
        return [.. data.Get(0, Math.Min(looked, data.Count), pass, default)["x"].ToDoubles().Select(static value => (float)value)];
    }

    private ModelPictures Pictures(ImageView view) => new(_model.File.Model, view, _key) { Device = _model.Device, Held = _held };

    private static DataColumn? Find(IReadOnlyList<DataColumn> columns) =>
        columns.FirstOrDefault(static column => string.Equals(column.Name, "x", StringComparison.Ordinal));

    private static bool IsOne(DataColumn column)
    {
        try
        {
            _ = ImageView.Of(column);
            return true;
        }
        catch (NotImagesException)
        {
            return false;
        }
    }
}
