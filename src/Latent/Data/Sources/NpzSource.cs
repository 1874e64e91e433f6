using Latent.Data.Formats;
using Latent.Tensors;

namespace Latent.Data.Sources;

/// <summary>Arrays of <c>numpy.savez</c>: one for each part, or one that is to be split, and their classes.</summary>
/// <remarks>
/// Arrays that are not named are found by usual names: <c>train</c>, <c>valid</c>, <c>test</c>; <c>x_train</c>, <c>y_train</c>, ...;
/// <c>train_images</c>, <c>train_labels</c>, ...; <c>X</c> and <c>y</c>; <c>data</c>; or the only one there is.
/// </remarks>
public sealed record NpzSource : DataSource
{
    private static readonly string[] ForTrain =
        ["train", "x_train", "X_train", "train_data", "train_images", "X", "x", "data", "images", "imgs", "arr_0"];

    private static readonly string[] ForValidation = ["valid", "validation", "val", "x_valid", "X_valid", "x_val", "X_val", "eval_data", "val_images"];
    private static readonly string[] ForTest = ["test", "x_test", "X_test", "test_data", "test_images"];
    private static readonly string[] ForLabels = ["y_train", "Y_train", "train_labels", "y", "Y", "labels", "label", "target", "targets"];
    private static readonly string[] ForValidationLabels = ["y_valid", "Y_valid", "y_val", "Y_val", "val_labels"];
    private static readonly string[] ForTestLabels = ["y_test", "Y_test", "test_labels"];

    /// <summary>The file.</summary>
    public required string Path { get; set; }

    /// <summary>The array of training examples.</summary>
    public string? Train { get; set; }

    /// <summary>The array of validation examples.</summary>
    public string? Validation { get; set; }

    /// <summary>The array of test examples.</summary>
    public string? Test { get; set; }

    /// <summary>The array of the training examples' classes.</summary>
    public string? Labels { get; set; }

    /// <summary>The array of the validation examples' classes.</summary>
    public string? ValidationLabels { get; set; }

    /// <summary>The array of the test examples' classes.</summary>
    public string? TestLabels { get; set; }

    /// <inheritdoc cref="ArraySource.Levels"/>
    public int Levels { get; set; }

    /// <inheritdoc cref="ArraySource.Missing"/>
    public bool Missing { get; set; }

    /// <inheritdoc cref="ArraySource.Type"/>
    public DType Type { get; set; } = DType.Float32;

    /// <inheritdoc/>
    public override IReadOnlyList<string> InputFiles() => [Path];

    /// <inheritdoc/>
    public override DataSplits Open(RandomKey key)
    {
        NpzFile file = NpzFile.Open(Path);
        string name = System.IO.Path.GetFileNameWithoutExtension(Path);
        string train = Train ?? Array.Find(ForTrain, file.Has) ?? (file.Names.Count == 1 ? file.Names[0] : throw new DataFormatException(Path, null,
            $"none of its arrays ({string.Join(", ", file.Names.Take(12))}) has a usual name for examples.", "Say which to take (train)."));
        string? validation = Validation ?? Array.Find(ForValidation, file.Has), test = Test ?? Array.Find(ForTest, file.Has);
        bool parts = validation is not null || test is not null;
        IDataset whole = Part(file, parts ? $"{name} train" : name, train, Labels ?? Array.Find(ForLabels, file.Has));
        return new DataSplits(
            whole,
            validation is null
                ? null
                : Alike(whole, Part(file, $"{name} validation", validation, ValidationLabels ?? Array.Find(ForValidationLabels, file.Has))),
            test is null ? null : Alike(whole, Part(file, $"{name} test", test, TestLabels ?? Array.Find(ForTestLabels, file.Has))));
    }

    private ColumnDataset Part(NpzFile file, string name, string array, string? labels)
    {
        Columns.ArrayColumn values = ArrayColumns.Values("x", file.Read(array), Levels, Missing, Type);
        return labels is null
            ? new ColumnDataset(name, values)
            : Labelled.Join(name, values, ArrayColumns.Classes("y", file.Read(labels)), $"{Path}, {labels}");
    }

    private ColumnDataset Alike(IDataset train, ColumnDataset part) => part.Column("x").Shape == train.Column("x").Shape
        ? part
        : throw new DataFormatException(Path, null,
            $"{train.Name} has examples of shape {train.Column("x").Shape}, {part.Name} of {part.Column("x").Shape}.", "They must be of one kind.");
}
