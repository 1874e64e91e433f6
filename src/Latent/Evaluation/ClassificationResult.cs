using System.Text.Json.Serialization;

namespace Latent.Evaluation;

/// <summary>How the model is judged as a classifier.</summary>
public sealed record ClassificationOptions
{
    /// <summary>How many examples, chosen at random by the key; 0 for all.</summary>
    public int Examples { get; set; }
}

/// <summary>One class of a classification.</summary>
/// <param name="Name">The class.</param>
/// <param name="Examples">How many examples are of it.</param>
/// <param name="Recall">The share of these that are said to be; null where there are none.</param>
/// <param name="Said">How many examples are said to be of it.</param>
/// <param name="Precision">The share of those that are; null where there are none.</param>
/// <param name="LogProb">Mean log q(y | x) of the class for its own examples, in nats; null where there are none.</param>
/// <param name="MistakenFor">The class its examples are most often taken for wrongly; null where none is.</param>
public sealed record ClassFigures(
    string Name, int Examples, Estimate? Recall, int Said, Estimate? Precision, Estimate? LogProb, string? MistakenFor);

/// <summary>How often a model is right about the class of an example.</summary>
/// <param name="Data">What the data is called.</param>
/// <param name="Label">The column of the class.</param>
/// <param name="Examples">How many examples with a known class.</param>
/// <param name="Accuracy">The share of examples whose likeliest class is their own; the error is over examples.</param>
/// <param name="Error">1 less that.</param>
/// <param name="LogProb">Mean log q(y | x) of the right class, in nats per example: 0 for a classifier that is sure and right.</param>
/// <param name="Classes">Each class.</param>
public sealed record ClassificationResult(
    string Data, string Label, int Examples, Estimate Accuracy, Estimate Error, Estimate LogProb, IReadOnlyList<ClassFigures> Classes)
{
    /// <summary>How many examples the data have: where they are more than <see cref="Examples"/>, those are a random subset.</summary>
    public int Available { get; init; } = Examples;

    /// <summary>How many of the examples looked at have no known class, and are not counted.</summary>
    public int Unknown { get; init; }

    /// <summary>1 for every example given another class than its own, else 0.</summary>
    [JsonIgnore]
    public IReadOnlyList<double> ErrorPerExample { get; init; } = [];
}
