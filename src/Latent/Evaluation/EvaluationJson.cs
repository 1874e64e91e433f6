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
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EvaluationReport))]
[JsonSerializable(typeof(EvaluationOptions))]
internal sealed partial class EvaluationJson : JsonSerializerContext;
