using System.Text.Json.Serialization;
using Latent.Files;
using Latent.Models;
using Latent.Objectives;

namespace Latent.Evaluation;

/// <summary>How evaluations are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(KebabEnum<BitsKind>), typeof(KebabEnum<DataPart>), typeof(KebabEnum<EvaluationPart>), typeof(KebabEnum<KlEstimate>),
        typeof(KebabEnum<PathKind>), typeof(KebabEnum<Severity>), typeof(KebabEnum<TermKind>),
    ])]
[JsonSerializable(typeof(EvaluationReport))]
[JsonSerializable(typeof(EvaluationOptions))]
internal sealed partial class EvaluationJson : JsonSerializerContext;
