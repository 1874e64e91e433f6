using System.Text.Json;
using System.Text.Json.Serialization;
using Latent.Files;
using Latent.Objectives;
using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Training;

/// <summary>All that a <see cref="Fit"/> goes on from: what a checkpoint holds.</summary>
/// <param name="Trainer">Parameters, moments, step.</param>
/// <param name="Progress">Best evaluation, patience, sums of the interval.</param>
/// <param name="Best">The parameters of the best evaluation, where there was one.</param>
/// <param name="LastGood">Where training would go back to if it diverged, where that is not where it stands.</param>
public sealed record FitState(TrainerState Trainer, FitProgress Progress, IReadOnlyDictionary<string, Tensor>? Best, TrainerState? LastGood = null);

/// <summary>What a <see cref="Fit"/> remembers beside tensors.</summary>
/// <param name="BestPoint">The best evaluation.</param>
/// <param name="LastPoint">The last evaluation.</param>
/// <param name="Misses">Evaluations without improvement, as patience counts them.</param>
/// <param name="RollBacks">How often training went back.</param>
/// <param name="Meter">Sums since the last evaluation.</param>
public sealed record FitProgress(TrainingPoint? BestPoint, TrainingPoint? LastPoint, int Misses, int RollBacks, MeterState Meter)
{
    /// <summary>As JSON; numbers come back to the bit.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, TrainingJson.Default.FitProgress);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">The text is something else.</exception>
    public static FitProgress FromJson(string json) =>
        JsonSerializer.Deserialize(json, TrainingJson.Default.FitProgress) ?? throw new JsonException("There is no progress of a training.");
}

/// <summary>How records of this folder are written to and read from JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(FitDocument))]
[JsonSerializable(typeof(FitProgress))]
[JsonSerializable(typeof(TrainingPoint))]
internal sealed partial class TrainingJson : JsonSerializerContext;
