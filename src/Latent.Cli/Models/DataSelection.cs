using System.CommandLine;
using Latent.Configuration;
using Latent.Data;
using Latent.Data.Sources;
using Latent.Data.Transforms;
using Latent.Evaluation;
using Latent.Runs;
using Latent.Tensors;

namespace Latent.Cli.Models;

/// <summary>Data for a model.</summary>
/// <param name="Raw">Before the model's transforms.</param>
/// <param name="Seen">As the model sees it.</param>
/// <param name="Train">The training set as the model sees it, where the data are the model's own; else null.</param>
/// <param name="IsOwn">Whether the data are those the model was trained with, in their parts.</param>
/// <param name="Part">Which part of its source it is; null for data without parts.</param>
internal sealed record SelectedData(IDataset Raw, IDataset Seen, IDataset? Train, bool IsOwn, DataPart? Part)
{
    /// <summary>Whether a transform of the model standardises them.</summary>
    public required bool IsStandardized { get; init; }

    /// <summary>All parts of the source, before the model's transforms.</summary>
    public required DataSplits Splits { get; init; }

    /// <summary>What is shown as the originals of images: the grey ones where the model saw binary ones.</summary>
    public IDataset? ShownAs
    {
        get
        {
            DataColumn raw = Raw.Column("x"), seen = Seen.Column("x");
            // What is standardised is restored as it is shown, and is no other than what the model saw.
            return raw.Shape == seen.Shape && raw.Levels > 0 && !IsStandardized ? Raw : null;
        }
    }
}

/// <summary>How commands are told which data: those the model was trained with, whose test part is taken, or others.</summary>
internal static class DataSelection
{
    private const string Train = "train", Validation = "validation", Test = "test";

    public static readonly Argument<string?> Data = new("data")
    {
        Description = "Other data than the model's own: a name of latent data list, a file or a folder",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static readonly Option<string?> Folder = Options.Text("--data-dir", "The folder of the data, or one with a sub-folder of its name", "folder");

    private static readonly Option<string?> Part = Options.OneOf("--part", "Which part of the data (default: the test part)", Train, Validation, Test);

    public static void AddTo(Command command)
    {
        command.Add(Data);
        AddPlaceTo(command);
    }

    /// <summary>The options that say where data lie and which part of them is meant, for a command that is told their name in its own way.</summary>
    public static void AddPlaceTo(Command command)
    {
        command.Add(Folder);
        command.Add(Part);
    }

    /// <summary>Whether the model's own data are asked for, in the part that is taken by default.</summary>
    public static bool IsDefault(ParseResult parsed) => parsed.GetValue(Data) is null && parsed.GetValue(Folder) is null && parsed.GetValue(Part) is null;

    /// <summary>The data a command line asks for, as the model is to see them.</summary>
    /// <exception cref="CommandException">The data do not fit the model, or the model does not know its own.</exception>
    /// <exception cref="DataFormatException">They are missing, damaged or of another format.</exception>
    public static SelectedData Open(ParseResult parsed, SelectedModel model) => Open(parsed, parsed.GetValue(Data), model, new OpenedData());

    /// <summary>The data of a name, or the model's own, as the model is to see them.</summary>
    /// <param name="parsed">Says in which folder, and which part.</param>
    /// <param name="name">Their name or path; null for the model's own.</param>
    /// <param name="model">The model.</param>
    /// <param name="opened">What other models have opened: the same data are not opened twice.</param>
    /// <inheritdoc cref="Open(ParseResult, SelectedModel)"/>
    public static SelectedData Open(ParseResult parsed, string? name, SelectedModel model, OpenedData opened)
    {
        string? folder = parsed.GetValue(Folder), part = parsed.GetValue(Part);
        bool isOwn = name is null && folder is null;
        DataSplits splits = isOwn ? Own(model, opened) : Other(name, folder, model);
        if (isOwn) ThrowIfChanged(model, splits);
        (IDataset raw, DataPart? which) = Choose(splits, part, isOwn);
        return new SelectedData(raw, Prepare(model, raw), isOwn ? Prepare(model, splits.Train) : null, isOwn, which)
        {
            Splits = splits,
            IsStandardized = model.File.Transforms.Any(static transform => transform is Standardize),
        };
    }

    /// <summary>How data differ from those that the model was trained with, as far as it is known; null if they do not.</summary>
    public static string? DifferenceFromOwn(SelectedModel model, DataSplits splits) => model.Run is { } run && Runs.DataFingerprint.Read(run) is { } was
        ? Runs.DataFingerprint.Of(splits).DifferenceFrom(was)
        : null;

    // Figures of a test part that holds what was training data when the model was trained are worth nothing.
    private static void ThrowIfChanged(SelectedModel model, DataSplits splits)
    {
        if (DifferenceFromOwn(model, splits) is { } difference)
        {
            throw new CommandException(ExitCode.BadData, $"The data of {model.Run!.Path} are not those the model was trained with: {difference}. "
                + "Put the old ones back, or name the data after the model to take them as they are.");
        }
    }

    private static (IDataset Data, DataPart? Part) Choose(DataSplits splits, string? part, bool isOwn) => part switch
    {
        Train => (splits.Train, isOwn ? DataPart.Train : null),
        Validation => (splits.Validation ?? throw NoPart(part), DataPart.Validation),
        Test => (splits.Test ?? throw NoPart(part), DataPart.Test),
        _ when splits.Test is not null => (splits.Test, DataPart.Test),
        // Data somebody brings along without parts are meant as they are.
        _ when !isOwn => (splits.Train, null),
        _ => splits.Validation is not null ? (splits.Validation, DataPart.Validation) : (splits.Train, DataPart.Train),
    };

    private static DataSplits Own(SelectedModel model, OpenedData opened)
    {
        ExperimentConfig config = Configuration(model)
            ?? throw new CommandException(ExitCode.Usage, $"{model.Path} does not say what data it was trained with. Name data after the model.");
        try
        {
            return opened.Open(config);
        }
        catch (Exception e) when (e is DataFormatException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.BadData,
                $"{e.Message} The model was trained with these data; if they lie elsewhere now, name them after the model, or give --data-dir.");
        }
    }

    private static DataSplits Other(string? name, string? folder, SelectedModel model)
    {
        RandomKey key = RandomKey.FromSeed(0).Split("data");
        try
        {
            DataSource found = DataLocator.Find(name, folder);
            DataSource? like = name is not null && KnownData.Find(name) is not null ? null : Like(Configuration(model)?.Data.Source, found);
            try
            {
                return (like ?? found).Open(key);
            }
            catch (DataFormatException) when (like is not null)
            {
                return found.Open(key); // without the column of the classes, say
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.BadData, e.Message);
        }
    }

    // A file of the kind the model was trained with is read as that one was: the same class, the same columns left out.
    private static DataSource? Like(DataSource? own, DataSource found) => (own, found) switch
    {
        (CsvSource a, CsvSource b) => a with { Path = b.Path },
        (ArraySource a, ArraySource b) => a with { Path = b.Path, Labels = null },
        (NpzSource a, NpzSource b) => a with { Path = b.Path },
        (ImageFolderSource a, ImageFolderSource b) => a with { Path = b.Path },
        (PianoRollSource a, PianoRollSource b) => a with { Path = b.Path },
        (WavSource a, WavSource b) => a with { Path = b.Path },
        _ => null,
    };

    private static ExperimentConfig? Configuration(SelectedModel model) => model.File.Configuration.Length == 0
        ? null
        : ConfigurationReader.Read(ConfigurationLayer.FromJson(model.Path, model.File.Configuration)).Config;

    private static IDataset Prepare(SelectedModel model, IDataset raw)
    {
        try
        {
            return model.File.Prepare(raw);
        }
        catch (ArgumentException e)
        {
            throw new CommandException(ExitCode.BadData, e.Message);
        }
    }

    private static CommandException NoPart(string part) => new(ExitCode.Usage, $"--part {part}: the data have no such part.");
}
