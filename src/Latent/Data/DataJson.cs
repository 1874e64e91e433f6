using System.Text.Json.Serialization;
using Latent.Data.Sources;
using Latent.Data.Transforms;

namespace Latent.Data;

/// <summary>How records of this folder are written to and read from JSON: unknown keys are refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    AllowOutOfOrderMetadataProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(IReadOnlyList<Transform>))]
[JsonSerializable(typeof(DataSource))]
internal sealed partial class DataJson : JsonSerializerContext;
