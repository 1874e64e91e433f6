using System.Text.Json;
using System.Text.Json.Serialization;
using Latent.Json;

namespace Latent.Optimization;

/// <summary>A schedule as a configuration holds it: a number, or a shape such as <c>{ "kind": "linear", "to": 1, "over": 100, "unit": "epoch" }</c>.</summary>
/// <param name="Constant">The number, where there is no shape.</param>
/// <param name="Shape">The shape.</param>
[JsonConverter(typeof(ScheduleConfigConverter))]
public sealed record ScheduleConfig(double Constant, ScheduleShape? Shape = null)
{
    /// <summary>A number.</summary>
    public static implicit operator ScheduleConfig(double value) => new(value);

    /// <summary>A shape.</summary>
    public static implicit operator ScheduleConfig(ScheduleShape shape) => new(0, shape);

    /// <summary>The schedule by steps.</summary>
    /// <param name="stepsPerEpoch">How long an epoch is, for shapes whose unit that is.</param>
    /// <exception cref="ArgumentException">A number makes no sense; the message says which.</exception>
    public Schedule Make(long stepsPerEpoch)
    {
        if (Shape is null) return Constant;
        Schedule schedule = Shape.Make();
        return Shape.Unit == ScheduleUnit.Epoch ? schedule.PerEpoch(stepsPerEpoch) : schedule;
    }

    /// <summary>The schedule of something that knows the steps alone, such as a part of a model.</summary>
    /// <param name="setting">What is scheduled, for the message: "gumbel-softmax: temperature".</param>
    /// <exception cref="ArgumentException">It counts epochs, or a number makes no sense.</exception>
    internal Schedule MakeOfSteps(string setting) => Shape is { Unit: ScheduleUnit.Epoch }
        ? throw new ArgumentException($"{setting} counts epochs; a posterior knows the steps alone. Let the schedule count these: \"unit\": \"step\".")
        : Make(1);
}

/// <summary>What a schedule counts.</summary>
[JsonConverter(typeof(KebabNames<ScheduleUnit>))]
public enum ScheduleUnit
{
    /// <summary>Updates.</summary>
    Step,

    /// <summary>Passes over the training set: the value is the same for all steps of one.</summary>
    Epoch,
}

/// <summary>How a schedule changes. See <see cref="Schedule"/> for the formulas.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(LinearShape), "linear")]
[JsonDerivedType(typeof(CosineShape), "cosine")]
[JsonDerivedType(typeof(ExponentialShape), "exponential")]
[JsonDerivedType(typeof(MilestonesShape), "milestones")]
[JsonDerivedType(typeof(StagesShape), "stages")]
[JsonDerivedType(typeof(CyclicalShape), "cyclical")]
public abstract record ScheduleShape
{
    /// <summary>What its times count.</summary>
    public ScheduleUnit Unit { get; set; }

    /// <summary>The schedule, one unit a step.</summary>
    internal abstract Schedule Make();
}

/// <summary>A straight line, as a warm-up: see <see cref="Schedule.Linear"/>.</summary>
public sealed record LinearShape : ScheduleShape
{
    /// <summary>The value at the beginning.</summary>
    public double From { get; set; }

    /// <summary>The value at the end and from there on.</summary>
    public double To { get; set; } = 1;

    /// <summary>How long it takes.</summary>
    public required long Over { get; set; }

    internal override Schedule Make() => Schedule.Linear(From, To, Over);
}

/// <summary>Half a cosine: see <see cref="Schedule.Cosine"/>.</summary>
public sealed record CosineShape : ScheduleShape
{
    /// <summary>The value at the beginning.</summary>
    public required double From { get; set; }

    /// <summary>The value at the end and from there on.</summary>
    public double To { get; set; }

    /// <summary>How long it takes.</summary>
    public required long Over { get; set; }

    internal override Schedule Make() => Schedule.Cosine(From, To, Over);
}

/// <summary>Exponential decay: see <see cref="Schedule.Exponential"/>.</summary>
public sealed record ExponentialShape : ScheduleShape
{
    /// <summary>The value at the beginning.</summary>
    public required double Initial { get; set; }

    /// <summary>What it is multiplied by.</summary>
    public required double Factor { get; set; }

    /// <summary>After how long it has been multiplied by the factor.</summary>
    public long Every { get; set; } = 1;

    internal override Schedule Make() => Schedule.Exponential(Initial, Factor, Every);
}

/// <summary>Multiplied by a factor at some times: see <see cref="Schedule.Milestones"/>.</summary>
public sealed record MilestonesShape : ScheduleShape
{
    /// <summary>The value at the beginning.</summary>
    public required double Initial { get; set; }

    /// <summary>What it is multiplied by.</summary>
    public required double Factor { get; set; }

    /// <summary>When, ascending.</summary>
    public required IReadOnlyList<long> At { get; set; }

    internal override Schedule Make() => Schedule.Milestones(Initial, Factor, [.. At]);
}

/// <summary>A table of values, each from its time to the next one's: see <see cref="Schedule.PiecewiseConstant"/>.</summary>
public sealed record StagesShape : ScheduleShape
{
    /// <summary>When each stage begins, ascending from 0.</summary>
    public required IReadOnlyList<long> At { get; set; }

    /// <summary>The value of each stage.</summary>
    public required IReadOnlyList<double> Values { get; set; }

    internal override Schedule Make() => At.Count == Values.Count
        ? Schedule.PiecewiseConstant([.. At.Zip(Values)])
        : throw new ArgumentException($"stages: there are {At.Count} times and {Values.Count} values; each stage has one of each.");
}

/// <summary>A ramp that begins anew: see <see cref="Schedule.Cyclical"/>.</summary>
public sealed record CyclicalShape : ScheduleShape
{
    /// <summary>The value at the beginning of a period.</summary>
    public double Low { get; set; }

    /// <summary>The value at the end of the ramp.</summary>
    public double High { get; set; } = 1;

    /// <summary>How long a period is.</summary>
    public required long Period { get; set; }

    /// <summary>The share of a period that the ramp takes.</summary>
    public double Ramp { get; set; } = 0.5;

    internal override Schedule Make() => Schedule.Cyclical(Low, High, Period, Ramp);
}

/// <summary>Reads and writes a number or a shape.</summary>
internal sealed class ScheduleConfigConverter : JsonConverter<ScheduleConfig>
{
    public override ScheduleConfig Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number
            ? new ScheduleConfig(reader.GetDouble())
            : new ScheduleConfig(0, JsonSerializer.Deserialize(ref reader, OptimizationJson.Default.ScheduleShape));

    public override void Write(Utf8JsonWriter writer, ScheduleConfig value, JsonSerializerOptions options)
    {
        if (value.Shape is { } shape) JsonSerializer.Serialize(writer, shape, OptimizationJson.Default.ScheduleShape);
        else writer.WriteNumberValue(value.Constant);
    }
}

/// <summary>How schedules are written to and read from JSON: unknown keys are refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowOutOfOrderMetadataProperties = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ScheduleShape))]
internal sealed partial class OptimizationJson : JsonSerializerContext;
