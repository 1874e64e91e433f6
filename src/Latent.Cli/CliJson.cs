using System.Text.Json;
using System.Text.Json.Serialization;
using Latent.Cli.Commands;
using Latent.Training;

namespace Latent.Cli;

/// <summary>How the tool's documents are written as JSON, without reflection at start-up.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(TrainConfig))]
[JsonSerializable(typeof(RunEnvironment))]
[JsonSerializable(typeof(TrainResult))]
[JsonSerializable(typeof(SampleResult))]
[JsonSerializable(typeof(DataListResult))]
[JsonSerializable(typeof(DataGetResult))]
[JsonSerializable(typeof(DataCheckResult))]
internal sealed partial class CliJson : JsonSerializerContext;

/// <summary>The lines of metrics.jsonl: one document a line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EpochReport))]
[JsonSerializable(typeof(TestMetrics))]
internal sealed partial class CliJsonLines : JsonSerializerContext;
