using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Latent.Cli.Commands;
using Latent.Objectives;
using Latent.Training;

namespace Latent.Cli;

/// <summary>How the tool's documents are written as JSON, without reflection at start-up.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(RunEnvironment))]
[JsonSerializable(typeof(TrainResult))]
[JsonSerializable(typeof(TrainPlan))]
[JsonSerializable(typeof(TrainingPoint))]
[JsonSerializable(typeof(SampleResult))]
[JsonSerializable(typeof(ReconstructResult))]
[JsonSerializable(typeof(DenoiseResult))]
[JsonSerializable(typeof(TraverseResult))]
[JsonSerializable(typeof(InterpolateResult))]
[JsonSerializable(typeof(EmbedDocument))]
[JsonSerializable(typeof(EmbedResult))]
[JsonSerializable(typeof(EvalResult))]
[JsonSerializable(typeof(CompareResult))]
[JsonSerializable(typeof(RunsResult))]
[JsonSerializable(typeof(CatalogResult))]
[JsonSerializable(typeof(RecipesResult))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(DataListResult))]
[JsonSerializable(typeof(DataGetResult))]
[JsonSerializable(typeof(DataCheckResult))]
internal sealed partial class CliJson : JsonSerializerContext;
