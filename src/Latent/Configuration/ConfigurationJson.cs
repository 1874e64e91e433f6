using System.Text.Json;
using System.Text.Json.Serialization;
using Latent.Data.Transforms;
using Latent.Evaluation;
using Latent.Files;
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
using Latent.Tensors;
using Latent.Training;
using Latent.Optimization;

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
    Converters =
    [
        typeof(KebabEnum<Activation>), typeof(KebabEnum<AggregatedSampling>), typeof(KebabEnum<BinarizeMode>), typeof(KebabEnum<ClassPrior>),
        typeof(KebabEnum<DType>), typeof(KebabEnum<DipCovariance>), typeof(KebabEnum<EvaluationPart>), typeof(KebabEnum<FreeBitsUnit>),
        typeof(KebabEnum<InferencePath>), typeof(KebabEnum<KlEstimate>), typeof(KebabEnum<LayerNormalization>), typeof(KebabEnum<LikelihoodScale>),
        typeof(KebabEnum<MeanRange>), typeof(KebabEnum<MmdKernelKind>), typeof(KebabEnum<MultiplierUpdate>), typeof(KebabEnum<NonFinitePolicy>),
        typeof(KebabEnum<PathGradient>), typeof(KebabEnum<PathKind>), typeof(KebabEnum<PosteriorScale>), typeof(KebabEnum<PseudoInputRange>),
        typeof(KebabEnum<PseudoInputStart>), typeof(KebabEnum<RecurrentCell>), typeof(KebabEnum<ScheduleUnit>), typeof(KebabEnum<StandardizePer>),
    ])]
[JsonSerializable(typeof(ExperimentConfig))]
[JsonSerializable(typeof(ScheduleShape))]
internal sealed partial class ConfigurationJson : JsonSerializerContext;
