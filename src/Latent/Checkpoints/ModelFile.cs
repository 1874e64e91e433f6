using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Latent.Data;
using Latent.Data.Transforms;
using Latent.Files;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Checkpoints;

/// <summary>
/// A model with all that is needed to use it, as one safetensors file: parameters by name, and as metadata the configuration that makes the
/// model, the columns it was made for, what is done to data before the model sees it, and a card. Any language can read it.
/// </summary>
/// <remarks>
/// The file also holds a few inputs with their outputs, which are computed again when it is loaded. Opening a file runs no code of it,
/// follows no path in it, and uses memory in proportion to its size.
/// </remarks>
public sealed class ModelFile
{
    /// <summary>The version of the format; a file of a later one is refused.</summary>
    public const int FormatVersion = 2;

    private const string FormatKey = "latent.format", ModelKey = "latent.model", ColumnsKey = "latent.columns",
        TransformsKey = "latent.transforms", CardKey = "latent.card", ConfigurationKey = "latent.configuration";

    private const int GoldenRows = 4;

    /// <summary>A model and what belongs to it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="config">What makes it.</param>
    /// <param name="columns">What an example of the data consists of, before the transforms.</param>
    /// <param name="transforms">What is done to data before the model sees it, with all they have learnt.</param>
    /// <param name="card">About the model.</param>
    /// <param name="configuration">The whole configuration it was trained with, as JSON; empty if there is none.</param>
    public ModelFile(
        LatentModel model, ModelConfig config, IReadOnlyList<DataColumn> columns, IReadOnlyList<Transform> transforms, ModelCard card,
        string configuration = "")
    {
        Model = model;
        Config = config;
        Columns = columns;
        Transforms = transforms;
        Card = card;
        Configuration = configuration;
    }

    /// <summary>The model.</summary>
    public LatentModel Model { get; }

    /// <summary>What makes it.</summary>
    public ModelConfig Config { get; }

    /// <summary>What an example of the data consists of, before the transforms.</summary>
    public IReadOnlyList<DataColumn> Columns { get; }

    /// <summary>What is done to data before the model sees it.</summary>
    public IReadOnlyList<Transform> Transforms { get; }

    /// <summary>What an example consists of as the model sees it.</summary>
    public IReadOnlyList<DataColumn> ModelColumns => Through(Columns, Transforms);

    /// <summary>About the model.</summary>
    public ModelCard Card { get; }

    /// <summary>The whole configuration it was trained with, as JSON; empty if there is none.</summary>
    public string Configuration { get; }

    /// <summary>Data as the model is to see it.</summary>
    /// <param name="data">Data of the columns the model was trained on; columns it does not need may be missing, others are left alone.</param>
    /// <exception cref="ArgumentException">A column is missing or of another shape or meaning; the message has both.</exception>
    public IDataset Prepare(IDataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        foreach (DataColumn expected in Columns)
        {
            if (!data.Has(expected.Name))
            {
                if (IsNeeded(expected.Name)) throw new ArgumentException(
                    $"{data.Name} has no column '{expected.Name}', which the model was trained on: {expected}.");
                continue;
            }

            DataColumn found = data.Column(expected.Name);
            // Sequences may be longer than any the model has seen.
            bool sameShape = found.IsSequence && expected.IsSequence ? found.Shape.Without(0) == expected.Shape.Without(0) : found.Shape == expected.Shape;
            bool same = sameShape && found.Levels == expected.Levels && found.IsSequence == expected.IsSequence;
            if (!same) throw new ArgumentException($"{data.Name} has the column {found}; the model was trained on {expected}.");
            if (found.Elements.Count > 0 && expected.Elements.Count > 0 && !found.Elements.SequenceEqual(expected.Elements, StringComparer.Ordinal))
            {
                int place = found.Elements.Zip(expected.Elements)
                    .TakeWhile(static pair => string.Equals(pair.First, pair.Second, StringComparison.Ordinal)).Count();
                throw new ArgumentException(
                    $"{data.Name} has '{found.Elements[place]}' where the model was trained on '{expected.Elements[place]}' (element {place} of "
                    + $"'{expected.Name}'); the order of columns matters.");
            }

            if (found.Classes.Count > 0 && expected.Classes.Count > 0) data = RenumberedDataset.Of(data, found, expected.Classes);
        }

        return data.With([.. Transforms.Where(transform => data.Has(transform.Column))]);

        bool IsNeeded(string name) => Transforms.Any(transform => string.Equals(transform.Column, name, StringComparison.Ordinal))
            || string.Equals(name, "x", StringComparison.Ordinal);
    }

    /// <summary>
    /// What the model makes of a column, in the units of the data it was trained on: standardisation is undone; what transforms have thrown
    /// away, by noise or by binarising, is not there to come back.
    /// </summary>
    /// <param name="values">As the model sees or makes them: [rows, shape of the column].</param>
    /// <param name="column">The column.</param>
    public Tensor Restore(Tensor values, string column = "x")
    {
        ArgumentNullException.ThrowIfNull(values);
        for (int i = Transforms.Count - 1; i >= 0; i--)
        {
            if (Transforms[i] is not Standardize standardize || !Writes(standardize)) continue;
            Shape before = Through(Columns, [.. Transforms.Take(i)]).First(IsColumn).Shape;
            Shape shape = Shape.Create([values.Shape[0]]).Concat(before);
            // Of sequences, as many steps as there are.
            values = standardize.Restore(shape.Count == values.Shape.Count ? values.Reshape(shape) : values);
        }

        return values;

        bool IsColumn(DataColumn each) => string.Equals(each.Name, column, StringComparison.Ordinal);
        bool Writes(Transform transform) => string.Equals(transform.Into ?? transform.Column, column, StringComparison.Ordinal)
            && string.Equals(transform.Column, column, StringComparison.Ordinal);
    }

    /// <summary>Writes the file; an old one stays whole until the new one is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="examples">Data as the model sees it, of which the first few become its golden inputs; null for none.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path, IDataset? examples = null) => Save(FileSystem.Real, path, examples);

    internal void Save(FileSystem system, string path, IDataset? examples)
    {
        SafetensorsWriter writer = new();
        writer.SetMetadata(FormatKey, FormatVersion.ToString(CultureInfo.InvariantCulture))
            .SetMetadata(ModelKey, JsonSerializer.Serialize(Config, ModelFileJson.Default.ModelConfig))
            .SetMetadata(ColumnsKey, JsonSerializer.Serialize([.. Columns.Select(ColumnRecord.From)], ModelFileJson.Default.ColumnRecordArray))
            .SetMetadata(TransformsKey, JsonSerializer.Serialize(Transforms, ModelFileJson.Default.IReadOnlyListTransform))
            .SetMetadata(CardKey, JsonSerializer.Serialize(Card, ModelFileJson.Default.ModelCard))
            .SetMetadata(ConfigurationKey, Configuration);
        foreach (Parameter parameter in Model.Parameters) writer.Add(parameter.Name, parameter.Value);
        if (examples is { Count: > 0 })
        {
            using Pass pass = Pass.Evaluation();
            Golden.Make(Model, examples.Get(0, Math.Min(GoldenRows, examples.Count), pass, RandomKey.FromSeed(0))).Write(writer);
            AtomicFile.Write(system, path, writer.Save);
            return;
        }

        AtomicFile.Write(system, path, writer.Save);
    }

    /// <summary>Reads a file that <see cref="Save(string, IDataset?)"/> wrote, and checks that the model computes what it computed then.</summary>
    /// <exception cref="SafetensorsException">The file breaks the rules of its format.</exception>
    /// <exception cref="ModelFormatException">The file holds something else than such a model, or one that computes something else.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ModelFile Load(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        ThrowIfOtherVersion(file);
        ModelConfig config = Read(file, ModelKey, ModelFileJson.Default.ModelConfig);
        DataColumn[] columns = [.. Read(file, ColumnsKey, ModelFileJson.Default.ColumnRecordArray)
            .Select(record => record?.ToColumn() ?? throw Wrong(file, ColumnsKey, "it has a column without a name, or of no shape"))];
        IReadOnlyList<Transform> transforms = Read(file, TransformsKey, ModelFileJson.Default.IReadOnlyListTransform);
        ModelCard card = Read(file, CardKey, ModelFileJson.Default.ModelCard);
        LatentModel model;
        SafetensorsSource source = new(file);
        try
        {
            model = config.Build(Through(columns, transforms), ParameterScope.From(source, TypeOf(file)));
        }
        catch (Exception error) when (error is ArgumentException or ShapeException or OverflowException)
        {
            throw new ModelFormatException(path, $"its configuration makes no model: {error.Message}", "Is the file damaged?");
        }

        source.ThrowIfUnread(Golden.IsGolden);
        Golden.Check(file, model);
        return new ModelFile(model, config, columns, transforms, card, file.Metadata.GetValueOrDefault(ConfigurationKey, ""));
    }

    private static DType TypeOf(SafetensorsFile file) =>
        file.Entries.Any(static entry => !Golden.IsGolden(entry.Name) && entry.Type == SafetensorsType.Float64) ? DType.Float64 : DType.Float32;

    private static void ThrowIfOtherVersion(SafetensorsFile file)
    {
        if (!file.Metadata.TryGetValue(FormatKey, out string? text))
            throw new ModelFormatException(file.Path, $"there is no '{FormatKey}' in its metadata.", "Only models written by latent can be read.");
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int version) || version != FormatVersion)
        {
            throw new ModelFormatException(file.Path, $"it is of format {text}; this version reads format {FormatVersion}.",
                version > FormatVersion ? "Use a newer version." : "Train the model again with this version.");
        }
    }

    private static T Read<T>(SafetensorsFile file, string key, JsonTypeInfo<T> type)
        where T : class
    {
        if (!file.Metadata.TryGetValue(key, out string? text))
            throw new ModelFormatException(file.Path, $"there is no '{key}' in its metadata.", "Only models written by latent can be read.");
        try
        {
            return JsonSerializer.Deserialize(text, type) ?? throw Wrong(file, key, "it is null");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw Wrong(file, key, error.Message);
        }
    }

    private static ModelFormatException Wrong(SafetensorsFile file, string key, string reason) =>
        new(file.Path, $"its '{key}' cannot be read: {reason}.", "The file is damaged, or of a later version.");

    private static IReadOnlyList<DataColumn> Through(IReadOnlyList<DataColumn> columns, IReadOnlyList<Transform> transforms)
    {
        foreach (Transform transform in transforms) columns = transform.Describe(columns);
        return columns;
    }
}
