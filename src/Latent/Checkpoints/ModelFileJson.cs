using System.Text.Json;
using System.Text.Json.Serialization;
using Latent.Data;
using Latent.Data.Transforms;
using Latent.Json;
using Latent.Models;
using Latent.Models.Hierarchical;
using Latent.Models.Labelled;
using Latent.Models.Likelihoods;
using Latent.Models.Posteriors;
using Latent.Models.Priors;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Checkpoints;

/// <summary>A column of data as a model file holds it.</summary>
internal sealed record ColumnRecord(
    string Name, int[] Shape, DType Type, int Levels, string[] Classes, string[] Elements, bool HasMissing, bool IsSequence)
{
    public static ColumnRecord From(DataColumn column) => new(
        column.Name, column.Shape.Span.ToArray(), column.Type, column.Levels, [.. column.Classes], [.. column.Elements], column.HasMissing,
        column.IsSequence);

    /// <summary>The column; null if it is none.</summary>
    public DataColumn? ToColumn()
    {
        bool good = !string.IsNullOrEmpty(Name) && Shape is { Length: < Tensors.Shape.MaxRank } && Levels >= 0 && Classes is not null && Elements is not null;
        long count = 1;
        for (int axis = 0; good && axis < Shape.Length; axis++)
        {
            good = Shape[axis] > 0 && (count *= Shape[axis]) <= int.MaxValue;
        }

        return !good ? null : new DataColumn(Name, Tensors.Shape.Create(Shape))
        {
            Type = Type,
            Levels = Levels,
            Classes = Classes!,
            Elements = Elements!,
            HasMissing = HasMissing,
            IsSequence = IsSequence,
        };
    }
}

/// <summary>How the metadata of model files are written and read: unknown keys are refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    // Enums of the library say themselves how they are written; those of the engine know no JSON.
    Converters = [typeof(KebabNames<Activation>), typeof(KebabNames<DType>)])]
[JsonSerializable(typeof(ModelConfig))]
[JsonSerializable(typeof(ModelCard))]
[JsonSerializable(typeof(ColumnRecord[]))]
[JsonSerializable(typeof(IReadOnlyList<Transform>))]
internal sealed partial class ModelFileJson : JsonSerializerContext;
