using System.Text.Json;
using Latent.Data;
using Latent.Evaluation;
using Latent.Evaluation.Disentanglement;
using Latent.Training;

namespace Latent.Runs;

/// <summary>Several models judged by the same data with the same randomness, and what may be said of their differences.</summary>
/// <remarks>
/// The noise of an evaluation depends on the key and the number of an example alone, so that with one key every model is given the same
/// examples in the same binarisation: differences are taken example by example, and their errors are those of the differences.
/// </remarks>
/// <example>
/// <code>
/// ModelComparison comparison = ModelComparison.Run([new("vae", vae, test), new("ae", ae, test)], new EvaluationOptions(), context);
/// FigureDifference d = comparison.Figures.First(f => f.Name == "log p(x)").Differences[1]!;
/// </code>
/// </example>
public sealed class ModelComparison
{
    private readonly LikelihoodMeasure[] _measures;
    private readonly string[] _training;

    private ModelComparison(IReadOnlyList<ComparedModel> models, SeenData[] seen, EvaluationOptions options)
    {
        Models = models;
        Seen = seen;
        Options = options;
        _measures = [.. models.Select((model, i) => LikelihoodMeasure.Of(model.File, seen[i].Seen))];
        Dictionary<IDataset, string> known = new(ReferenceEqualityComparer.Instance);
        _training = [.. models.Select(model => model.RawTrain is { } train ? HashOf(train, known) : "")];
        Settings = ConfigurationDifference.Between([.. models.Select(static model => model.File.Configuration)]);
    }

    /// <summary>The models, in the order they were given; differences are from the first.</summary>
    public IReadOnlyList<ComparedModel> Models { get; }

    /// <summary>What was evaluated, and how thoroughly.</summary>
    public EvaluationOptions Options { get; }

    /// <summary>The evaluation of each model.</summary>
    public IReadOnlyList<EvaluationReport> Evaluations { get; private set; } = [];

    /// <summary>Whether the evaluation of each model is one that was made before.</summary>
    public IReadOnlyList<bool> AreStored { get; private set; } = [];

    /// <summary>All figures that at least one model has.</summary>
    public IReadOnlyList<ComparedFigure> Figures { get; private set; } = [];

    /// <summary>The models by configuration: what is known of several seeds of one. Empty where no two models are of one configuration.</summary>
    public IReadOnlyList<SeedGroup> Groups { get; private set; } = [];

    /// <summary>The figures over the seeds of each group; empty where there are no groups.</summary>
    public IReadOnlyList<SeedFigure> SeedFigures { get; private set; } = [];

    /// <summary>The settings in which the configurations differ.</summary>
    public IReadOnlyList<ConfigurationDifference> Settings { get; }

    /// <summary>What stands in the way of comparing some figures, and what else one should know, in words.</summary>
    public IReadOnlyList<string> Notes { get; private set; } = [];

    /// <summary>What is missing of a model, and why.</summary>
    public IReadOnlyList<(int Model, string What, string Why)> Missing { get; private set; } = [];

    /// <summary>The data as each model sees them.</summary>
    internal IReadOnlyList<SeenData> Seen { get; }

    /// <summary>The letter of a model: A, B, ..., Z, AA, ...</summary>
    public static string LetterOf(int model)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(model);
        string letter = ((char)('A' + (model % 26))).ToString();
        return model < 26 ? letter : LetterOf((model / 26) - 1) + letter;
    }

    /// <summary>What a model is called in tables and charts: <c>B vae-2</c>.</summary>
    public string LabelOf(int model) => $"{LetterOf(model)} {Models[model].Name}";

    /// <summary>The name of the objective a model was trained on, as its configuration has it; null where that is not known.</summary>
    public static string? ObjectiveOf(ComparedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.File.Configuration.Length == 0) return null;
        using JsonDocument document = JsonDocument.Parse(model.File.Configuration);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("objective", out JsonElement objective)
            && objective.ValueKind == JsonValueKind.Object && objective.TryGetProperty("kind", out JsonElement kind) ? kind.GetString() : null;
    }

    // A penalty on the codes, or a prior fitted to them, is something that makes codes and prior meet.
    private static bool IsReconstructionAlone(ComparedModel model)
    {
        if (!string.Equals(ObjectiveOf(model), "reconstruction", StringComparison.Ordinal)) return false;
        using JsonDocument document = JsonDocument.Parse(model.File.Configuration);
        bool hasPenalties = document.RootElement.GetProperty("objective").TryGetProperty("penalties", out JsonElement penalties)
            && penalties.ValueKind == JsonValueKind.Array && penalties.GetArrayLength() > 0;
        bool hasPrior = document.RootElement.TryGetProperty("model", out JsonElement settings) && settings.ValueKind == JsonValueKind.Object
            && settings.TryGetProperty("prior", out JsonElement prior) && prior.ValueKind == JsonValueKind.Object
            && prior.TryGetProperty("kind", out JsonElement kind) && !kind.ValueEquals("standard");
        return !hasPenalties && !hasPrior;
    }

    /// <summary>Evaluates the models one after the other, and compares.</summary>
    /// <param name="models">At least two.</param>
    /// <param name="options">What is evaluated, the same for all.</param>
    /// <param name="context">The randomness, the same for all; device, cancellation and progress.</param>
    /// <exception cref="ArgumentException">There are fewer than two models, an option makes no sense, or the data do not fit a model.</exception>
    /// <exception cref="IncomparableDataException">The models are to be judged by different data.</exception>
    /// <exception cref="OperationCanceledException">Cancelled on the way.</exception>
    public static ModelComparison Run(IReadOnlyList<ComparedModel> models, EvaluationOptions options, EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        if (models.Count < 2) throw new ArgumentException($"A comparison needs at least two models; {models.Count} is given.", nameof(models));
        ThrowIfOtherData(models);
        ModelComparison comparison = new(models, [.. models.Select(static model => new SeenData(model.File, model.Raw))], options);
        List<EvaluationReport> evaluations = [];
        List<bool> stored = [];
        List<(int, string, string)> missing = [];
        for (int i = 0; i < models.Count; i++)
        {
            bool isStored = IsSame(models[i], comparison.Seen[i].Seen, options, context);
            stored.Add(isStored);
            EvaluationReport report = isStored ? models[i].Stored! : comparison.Evaluate(i, context.Part((double)i / models.Count, (i + 1.0) / models.Count));
            evaluations.Add(report);
            missing.AddRange(report.NotDefined.Select(part => (i, JsonNamingPolicy.KebabCaseLower.ConvertName(part.Part.ToString()), part.Reason)));
        }

        comparison.Evaluations = evaluations;
        comparison.AreStored = stored;
        comparison.Missing = missing;
        comparison.Figures = comparison.Compare();
        comparison.Notes = comparison.Note();
        comparison.Group(context);
        return comparison;
    }

    private void Group(EvaluationContext context)
    {
        List<string> notes = [.. Notes];
        IReadOnlyList<SeedGroup> groups = SeedGroup.Of(Models, _training, notes);
        if (groups.Any(static group => group.Models.Count > 1))
        {
            for (int i = 0; i < Models.Count; i++)
            {
                if (Models[i].Result?.Reason is { } reason and (StopReason.Cancelled or StopReason.Diverged))
                    notes.Add($"{LetterOf(i)} ended before its time ({JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString())}).");
            }

            Groups = [.. groups.Select(group => Rank(group, context, notes))];
            SeedFigures = SeedFigure.All(Groups, Figures, Compares);
        }

        Notes = notes;
    }

    // UDR, where codes are vectors of numbers.
    private SeedGroup Rank(SeedGroup group, EvaluationContext context, List<string> notes)
    {
        const int widest = 128;
        if (group.Models.Count < 2 || !Options.Parts.Any(static part => part is EvaluationPart.Disentanglement or EvaluationPart.Latents)) return group;
        try
        {
            RankedCodes[] codes = [.. group.Models.Select(i => RankedCodes.Of(Models[i].Name, Models[i].File.Model, Seen[i].Seen, context))];
            if (codes.Max(static model => model.Width) is var width && width > widest)
            {
                notes.Add($"There is no UDR of {group.Letters}: codes have {width} elements, and those of more than {widest} are not compared one by one.");
                return group;
            }

            return group with
            {
                ByLasso = DisentanglementRanking.Run(codes, LikenessKind.Lasso, context.Cancellation),
                ByRanks = DisentanglementRanking.Run(codes, LikenessKind.Spearman, context.Cancellation),
            };
        }
        catch (Exception error) when (error is NotSupportedException or KeyNotFoundException or ArgumentException)
        {
            notes.Add($"There is no UDR of {group.Letters}: {error.Message}");
            return group;
        }
    }

    private EvaluationReport Evaluate(int i, EvaluationContext context)
    {
        ComparedModel model = Models[i];
        IDataset? train = model.RawTrain is { } raw ? model.File.Prepare(raw) : null;
        return ModelEvaluation.Run(model.File.Model, Seen[i].Seen, train, Options, context).On(model.Part);
    }

    private static void ThrowIfOtherData(IReadOnlyList<ComparedModel> models)
    {
        ComparedModel first = models[0];
        PartFingerprint? of = null;
        for (int i = 1; i < models.Count; i++)
        {
            ComparedModel model = models[i];
            string who = $"{LetterOf(i)} ({model.Name})";
            DataColumn? own = DatasetExtensions.Find(model.File.Columns, "x"), other = DatasetExtensions.Find(first.File.Columns, "x");
            if (own is not null && other is not null && (own.Shape != other.Shape || own.Levels != other.Levels) && !(own.IsSequence && other.IsSequence))
            {
                throw new IncomparableDataException(
                    $"{who} was trained on {own}, and A ({first.Name}) on {other}: they model different things, and nothing of them compares.");
            }

            if (ReferenceEquals(model.Raw, first.Raw)) continue;
            of ??= PartFingerprint.Of("data", first.Raw);
            string theirs = $"that of {LetterOf(i)}";
            if (new DataFingerprint([PartFingerprint.Of("data", model.Raw)]).DifferenceFrom(new DataFingerprint([of]))
                ?.Replace("'data'", theirs, StringComparison.Ordinal) is not { } difference)
            {
                continue;
            }

            throw new IncomparableDataException(
                $"{who} is to be judged by {model.Raw.Name}, and A ({first.Name}) by {first.Raw.Name}: these are not the same data "
                + $"({difference.Replace(", and had ", ", that of A ", StringComparison.Ordinal)}). "
                + "Judge all of them by the same: latent compare --data names data for all.");
        }
    }

    // An evaluation made before stands for a new one if nothing that its numbers depend on is other.
    private static bool IsSame(ComparedModel model, IDataset seen, EvaluationOptions options, EvaluationContext context) =>
        model.Stored is { Version: EvaluationReport.CurrentVersion } stored
        && string.Equals(JsonOf(stored.Options), JsonOf(options), StringComparison.Ordinal)
        && string.Equals(stored.Key, context.Key.ToString(), StringComparison.Ordinal)
        && string.Equals(stored.Data, seen.Name, StringComparison.Ordinal) && stored.Part == model.Part;

    private static string JsonOf(EvaluationOptions options) => JsonSerializer.Serialize(options, EvaluationJson.Default.EvaluationOptions);

    private static string HashOf(IDataset data, Dictionary<IDataset, string> known)
    {
        if (!known.TryGetValue(data, out string? hash)) known[data] = hash = PartFingerprint.Of("train", data).Sha256;
        return hash;
    }

    private bool Compares(FigureScale scale, int i, int j) => scale switch
    {
        FigureScale.Nats => Same(i, j, static m => m.Nats),
        FigureScale.Bits => Same(i, j, static m => m.Bits),
        FigureScale.Units => Same(i, j, static m => m.Units),
        FigureScale.Training => Same(i, j, static m => m.Units) && string.Equals(_training[i], _training[j], StringComparison.Ordinal),
        _ => true,
    } || i == j;

    private bool Same(int i, int j, Func<LikelihoodMeasure, string> of) => string.Equals(of(_measures[i]), of(_measures[j]), StringComparison.Ordinal);

    private List<ComparedFigure> Compare()
    {
        IReadOnlyList<EvaluationFigure>[] all = [.. Evaluations.Select(EvaluationTables.Figures)];
        // In the order of the first model that has them, part by part; what every model has comes first.
        EvaluationFigure[] named = [.. all.SelectMany(static figures => figures).DistinctBy(static figure => figure.Name, StringComparer.Ordinal)
            .OrderBy(static figure => figure.Part == EvaluationPart.Reconstruction ? -1 : (int)figure.Part)];
        return [.. named.Select(figure => ComparedFigure.Of(
            [.. all.Select(figures => figures.FirstOrDefault(own => string.Equals(own.Name, figure.Name, StringComparison.Ordinal)))], Compares))];
    }

    private List<string> Note()
    {
        List<string> notes = [];
        for (int i = 1; i < Models.Count; i++)
        {
            (string own, string first) = (_measures[i].Words, _measures[0].Words);
            string how = string.Equals(own, first, StringComparison.Ordinal) ? "the transforms have learnt other numbers" : $"{own}; A has {first}";
            if (!Compares(FigureScale.Nats, 0, i))
            {
                notes.Add($"{LetterOf(i)} is not measured as A is ({how}): what is in nats does not compare"
                    + (Compares(FigureScale.Bits, 0, i) ? "; bits per dimension do." : ", nor do bits per dimension."));
            }

            if (!Compares(FigureScale.Units, 0, i)) notes.Add($"{LetterOf(i)} does not see the data as A does: distances and sample quality do not compare.");
            else if (!Compares(FigureScale.Training, 0, i)) notes.Add(
                $"{LetterOf(i)} was not trained on the same examples as A: sample quality and neighbours, which are judged by training data, do not compare.");
            if (AreStored[i] != AreStored[0]) notes.Add(
                $"The evaluation of {(AreStored[0] ? "A" : LetterOf(i))} was made before: differences of it from others are not paired.");
            if (Models[i].Machine.Length > 0 && Models[0].Machine.Length > 0 && !string.Equals(Models[i].Machine, Models[0].Machine, StringComparison.Ordinal))
                notes.Add($"{LetterOf(i)} was trained on {Models[i].Machine}, A on {Models[0].Machine}: training times do not compare.");
        }

        for (int i = 0; i < Models.Count; i++)
        {
            if (IsReconstructionAlone(Models[i])) notes.Add(
                $"{LetterOf(i)} was trained on its reconstructions alone. Nothing has made its codes follow a prior: its samples are what its decoder makes "
                + "of codes it has never seen, and a bound of it, where there is one, is that of a spread of q that no training has looked at.");
            notes.AddRange(Models[i].Notes.Select(note => $"{LetterOf(i)}: {note}"));
        }

        return notes;
    }
}
