using System.Text.Json;
using System.Text.Json.Serialization;
using Latent.Data.Transforms;
using Latent.Evaluation;
using Latent.Json;
using Latent.Models;
using Latent.Models.Hierarchical;
using Latent.Models.Labelled;
using Latent.Models.Likelihoods;
using Latent.Models.Posteriors;
using Latent.Models.Priors;
using Latent.Networks;
using Latent.Objectives;
using Latent.Objectives.Constraints;
using Latent.Objectives.Regularizers;
using Latent.Optimization;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Configuration;

/// <summary>How configurations are written to and read from JSON: comments are allowed, unknown keys are refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    // Enums of the library say themselves how they are written; those of the engine know no JSON.
    Converters = [typeof(KebabNames<Activation>), typeof(KebabNames<DType>)])]
[JsonSerializable(typeof(ExperimentConfig))]
[JsonSerializable(typeof(ScheduleShape))]
internal sealed partial class ConfigurationJson : JsonSerializerContext;
