using System.Text.Json;
using Latent.Evaluation;
using Latent.Reporting;
using Latent.Runs;

namespace Latent.Cli.Commands;

/// <summary>The result of <c>latent compare --json</c>: models go by their letters, differences are from A.</summary>
internal sealed record CompareResult(
    int SchemaVersion, string Report, string Data, string? Part, int Examples, CompareModel[] Models, CompareFigure[] Figures, CompareSetting[] Settings,
    CompareMissing[] Missing, string[] Notes, CompareGroup[] Groups)
{
    public static CompareResult Of(ModelComparison comparison, string page)
    {
        ComparedModel first = comparison.Models[0];
        return new CompareResult(1, page, first.Raw.Name, first.Part is { } part ? JsonNamingPolicy.KebabCaseLower.ConvertName(part.ToString()) : null,
            first.Raw.Count, [.. comparison.Models.Select((_, i) => CompareModel.Of(comparison, i))],
            [.. comparison.Figures.Select(CompareFigure.Of)],
            [.. comparison.Settings.Select(static setting => new CompareSetting(
                setting.Path, [.. setting.Values.Select(static value => value is null ? (JsonElement?)null : JsonDocument.Parse(value).RootElement)]))],
            [.. comparison.Missing.Select(static missing => new CompareMissing(ModelComparison.LetterOf(missing.Model), missing.What, missing.Why))],
            [.. comparison.Notes],
            [.. comparison.Groups.Select((group, i) => new CompareGroup(
                group.Name, [.. group.Models.Select(ModelComparison.LetterOf)], [.. comparison.SeedFigures.Select(figure => CompareSeeds.Of(figure, i))]))]);
    }
}

/// <summary>A model: its parameters as numbers, its training time in seconds, and what evaluation.json would hold.</summary>
internal sealed record CompareModel(
    string Letter, string Name, string Path, string? Objective, long Parameters, long Steps, double? TrainingSeconds, string TrainedOn, int TrainExamples,
    bool IsStored, JsonElement Evaluation)
{
    public static CompareModel Of(ModelComparison comparison, int i)
    {
        ComparedModel model = comparison.Models[i];
        return new CompareModel(ModelComparison.LetterOf(i), model.Name, model.Path, ModelComparison.ObjectiveOf(model), model.Parameters,
            model.File.Card.Steps, model.TrainingSeconds, model.File.Card.Data, model.File.Card.TrainExamples, comparison.AreStored[i],
            JsonDocument.Parse(comparison.Evaluations[i].ToJson()).RootElement);
    }
}

/// <summary>A figure of every model; <c>better</c> is higher, lower or none, <c>best</c> the letter of the one clearly better than every other.</summary>
internal sealed record CompareFigure(string Part, string Name, string Unit, string Better, bool Compares, string? Best, CompareValue[] Values)
{
    public static CompareFigure Of(ComparedFigure figure)
    {
        EvaluationFigure any = figure.Values.First(static value => value is not null)!;
        return new CompareFigure(JsonNamingPolicy.KebabCaseLower.ConvertName(figure.Part.ToString()), figure.Name, figure.Unit,
            JsonNamingPolicy.KebabCaseLower.ConvertName(any.Direction.ToString()), figure.Compares,
            figure.Best is { } best ? ModelComparison.LetterOf(best) : null,
            [.. figure.Values.Select((value, i) => CompareValue.Of(i, value?.Value ?? default, figure.Differences[i]))]);
    }
}

/// <summary>A value with its standard error, and how far it is from that of A.</summary>
internal sealed record CompareValue(string Letter, double? Value, double? StandardError, double? Difference, double? DifferenceError, bool? IsPaired)
{
    public static CompareValue Of(int model, Cell value, FigureDifference? difference) => new(
        ModelComparison.LetterOf(model), value.Number, value.Error, difference?.Value, difference?.StandardError, difference?.IsPaired);
}

/// <summary>A setting that differs: its value in each model, in their order; null in one that has none.</summary>
internal sealed record CompareSetting(string Path, JsonElement?[] Values);

/// <summary>What is missing of a model, and why.</summary>
internal sealed record CompareMissing(string Letter, string What, string Why);

/// <summary>Models that differ in their seed alone; no groups where no two do.</summary>
internal sealed record CompareGroup(string Name, string[] Letters, CompareSeeds[] Figures);

/// <summary>
/// A figure over the seeds of a group: their mean (of UDR the median) with s/√n, and how far it is from the first group's with half the width of the 95 %
/// interval; whether the group is better than every other.
/// </summary>
internal sealed record CompareSeeds(
    string? Part, string Name, string Unit, double? Value, double? StandardError, int? Seeds, double? Difference, double? HalfWidth, double? Degrees,
    bool IsBest)
{
    public static CompareSeeds Of(SeedFigure figure, int group) => new(
        figure.Part is { } part ? JsonNamingPolicy.KebabCaseLower.ConvertName(part.ToString()) : null, figure.Name, figure.Unit,
        figure.Values[group]?.Value, figure.Values[group]?.StandardError, figure.Values[group]?.Seeds,
        figure.Differences[group]?.Value, figure.Differences[group]?.HalfWidth, figure.Differences[group]?.Degrees, figure.Best == group);
}
