using System.Text.Json.Serialization;
using Latent.Json;
using Latent.Models;
using Latent.Objectives.Constraints;
using Latent.Objectives.Estimators;
using Latent.Objectives.Regularizers;
using Latent.Optimization;

namespace Latent.Objectives;

/// <summary>A kind of objective and its settings, as a configuration holds it, with penalties beside it and under constraints.</summary>
/// <remarks>
/// Any kind goes with any penalties and constraints: the objective made is the plain one, wrapped in a <see cref="Regularized"/> where there
/// are penalties and that in a <see cref="Constrained"/> where there are constraints.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ElboConfig), "elbo")]
[JsonDerivedType(typeof(ImportanceWeightedConfig), "iwae")]
[JsonDerivedType(typeof(PartiallyImportanceWeightedConfig), "piwae")]
[JsonDerivedType(typeof(CombinedImportanceWeightedConfig), "ciwae")]
[JsonDerivedType(typeof(RenyiConfig), "renyi")]
[JsonDerivedType(typeof(LeastRateConfig), "rate")]
[JsonDerivedType(typeof(ReconstructionConfig), "reconstruction")]
public abstract record ObjectiveConfig
{
    /// <summary>What is held down by a weight.</summary>
    public IReadOnlyList<PenaltyConfig> Penalties { get; set; } = [];

    /// <summary>What is held below a bound by a multiplier.</summary>
    public IReadOnlyList<ConstraintConfig> Constraints { get; set; } = [];

    /// <summary>Makes the objective with its penalties and constraints.</summary>
    /// <exception cref="ArgumentException">Settings make no sense; the message has a line for each of them.</exception>
    public Objective Make(ObjectiveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        List<string> faults = [];
        Objective? made = Try("", () => MakePlain(context));
        WeightedPenalty?[] penalties =
            [.. Penalties.Select((penalty, i) => Try($"penalties[{i}]: ", () => penalty.Make(context).Times(penalty.Weight.Make(context.StepsPerEpoch))))];
        Constraint?[] constraints = [.. Constraints.Select((constraint, i) => Try($"constraints[{i}]: ", () => constraint.Make(context)))];
        _ = Try("", () =>
        {
            Composition.ThrowIfRepeated(
                [.. penalties.OfType<WeightedPenalty>().Select(static p => p.Penalty), .. constraints.OfType<Constraint>().Select(static c => c.Quantity)]);
            return made;
        });
        if (faults.Count > 0) throw new ArgumentException(string.Join('\n', faults));
        if (penalties.Length > 0) made = new Regularized(made!, penalties!);
        return constraints.Length > 0 ? new Constrained(made!, constraints!) : made!;

        T? Try<T>(string where, Func<T> make)
            where T : class?
        {
            try
            {
                return make();
            }
            catch (ArgumentException error)
            {
                // The name of a parameter, and the value on a line of its own, mean nothing to whoever reads a configuration.
                string message = error.Message.Split('\n')[0];
                if (error.ParamName is { } name) message = message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal);
                faults.Add(where + message);
                return null;
            }
        }
    }

    /// <summary>Makes the objective alone.</summary>
    /// <exception cref="ArgumentException">A setting makes no sense; the message says which.</exception>
    protected abstract Objective MakePlain(ObjectiveContext context);
}

/// <summary>What free bits are counted by.</summary>
[JsonConverter(typeof(KebabNames<FreeBitsUnit>))]
public enum FreeBitsUnit
{
    /// <summary>A latent site.</summary>
    Site,

    /// <summary>An independent dimension of a site.</summary>
    Dimension,
}

/// <summary>How gradients pass through draws.</summary>
[JsonConverter(typeof(KebabNames<PathGradient>))]
public enum PathGradient
{
    /// <summary>Through the draw and the density.</summary>
    Reparameterized,

    /// <summary>Through the draw alone: Roeder et al. 2017.</summary>
    StickingTheLanding,

    /// <summary>Doubly reparameterised: Tucker et al. 2019.</summary>
    DoublyReparameterized,
}

/// <summary>Settings of <see cref="Elbo"/>.</summary>
public sealed record ElboConfig : ObjectiveConfig
{
    /// <summary>Samples of the latent variables per example.</summary>
    public int Samples { get; set; } = 1;

    /// <summary>Whether KL terms are in closed form or by the samples.</summary>
    public KlEstimate Kl { get; set; }

    /// <summary>β: a number, or a warm-up.</summary>
    public ScheduleConfig Beta { get; set; } = 1;

    /// <summary>Nats at no cost; 0 for none.</summary>
    public double FreeBits { get; set; }

    /// <summary>What free bits are counted by.</summary>
    public FreeBitsUnit FreeBitsPer { get; set; }

    /// <summary>C of Burgess et al. 2018, which takes the place of β; null for none.</summary>
    public ScheduleConfig? Capacity { get; set; }

    /// <summary>γ, the weight of the distance from the capacity.</summary>
    public double CapacityWeight { get; set; } = 1000;

    /// <summary>α: what -log q(y | x) of what is observed of sites that q can infer weighs; see <see cref="Elbo.ClassificationWeight"/>.</summary>
    public double ClassificationWeight { get; set; }

    /// <summary>How gradients pass through draws.</summary>
    public PathGradient Gradient { get; set; }

    /// <inheritdoc/>
    protected override Objective MakePlain(ObjectiveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!(ClassificationWeight >= 0 && double.IsFinite(ClassificationWeight)))
            throw new ArgumentException($"elbo: classificationWeight is {ClassificationWeight}; it is a finite number, 0 or more.");
        if (Samples < 1) throw new ArgumentException($"elbo: samples is {Samples}; at least one is needed.");
        Elbo made = new()
        {
            Samples = Samples,
            Kl = Kl,
            Beta = Beta.Make(context.StepsPerEpoch),
            FreeBits = FreeBits == 0 ? null : FreeBitsPer == FreeBitsUnit.Site
                ? Objectives.FreeBits.PerSite(FreeBits) : Objectives.FreeBits.PerDimension(FreeBits),
            Capacity = Capacity is null ? null : new Capacity(Capacity.Make(context.StepsPerEpoch), CapacityWeight),
            ClassificationWeight = ClassificationWeight,
            Path = PathGradients.Estimator(Gradient),
        };
        PathGradients.Check(made.ThrowIfContradictory);
        return made;
    }
}

/// <summary>Settings of <see cref="ImportanceWeighted"/>.</summary>
public sealed record ImportanceWeightedConfig : ObjectiveConfig
{
    /// <summary>K.</summary>
    public int Samples { get; set; } = 5;

    /// <summary>M.</summary>
    public int Groups { get; set; } = 1;

    /// <summary>How gradients pass through draws.</summary>
    public PathGradient Gradient { get; set; }

    /// <inheritdoc/>
    protected override Objective MakePlain(ObjectiveContext context) =>
        PathGradients.Checked(new ImportanceWeighted { Samples = Samples, Groups = Groups, Path = PathGradients.Estimator(Gradient) });
}

/// <summary>Settings of <see cref="PartiallyImportanceWeighted"/>.</summary>
public sealed record PartiallyImportanceWeightedConfig : ObjectiveConfig
{
    /// <summary>K.</summary>
    public int Samples { get; set; } = 5;

    /// <summary>M.</summary>
    public int Groups { get; set; } = 5;

    /// <summary>How gradients pass through draws.</summary>
    public PathGradient Gradient { get; set; }

    /// <inheritdoc/>
    protected override Objective MakePlain(ObjectiveContext context) =>
        PathGradients.Checked(new PartiallyImportanceWeighted { Samples = Samples, Groups = Groups, Path = PathGradients.Estimator(Gradient) });
}

/// <summary>Settings of <see cref="CombinedImportanceWeighted"/>.</summary>
public sealed record CombinedImportanceWeightedConfig : ObjectiveConfig
{
    /// <summary>K.</summary>
    public int Samples { get; set; } = 5;

    /// <summary>β, between 0 (the importance-weighted bound) and 1 (the ELBO).</summary>
    public double ElboWeight { get; set; } = 0.5;

    /// <summary>How gradients pass through draws.</summary>
    public PathGradient Gradient { get; set; }

    /// <inheritdoc/>
    protected override Objective MakePlain(ObjectiveContext context) =>
        PathGradients.Checked(new CombinedImportanceWeighted { Samples = Samples, ElboWeight = ElboWeight, Path = PathGradients.Estimator(Gradient) });
}

/// <summary>Settings of <see cref="Renyi"/>.</summary>
public sealed record RenyiConfig : ObjectiveConfig
{
    /// <summary>α.</summary>
    public double Order { get; set; } = 0.5;

    /// <summary>K.</summary>
    public int Samples { get; set; } = 5;

    /// <summary>How gradients pass through draws.</summary>
    public PathGradient Gradient { get; set; }

    /// <inheritdoc/>
    protected override Objective MakePlain(ObjectiveContext context) =>
        PathGradients.Checked(new Renyi { Order = Order, Samples = Samples, Path = PathGradients.Estimator(Gradient) });
}

/// <summary>Settings of <see cref="LeastRate"/>; with a constraint on the distortion it is GECO.</summary>
public sealed record LeastRateConfig : ObjectiveConfig
{
    /// <summary>Samples of the latent variables per example.</summary>
    public int Samples { get; set; } = 1;

    /// <summary>Whether KL terms are in closed form or by the samples.</summary>
    public KlEstimate Kl { get; set; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Nothing bounds the distortion, so that codes would come to say nothing.</exception>
    protected override Objective MakePlain(ObjectiveContext context)
    {
        if (Samples < 1) throw new ArgumentException($"rate: samples is {Samples}; at least one is needed.");
        return Constraints.Count > 0 || Penalties.Count > 0
            ? new LeastRate { Samples = Samples, Kl = Kl }
            : throw new ArgumentException(
                "rate: the least rate alone is that of codes which say nothing; add a constraint, such as "
                + "\"constraints\": [{ \"quantity\": { \"kind\": \"distortion\" }, \"bound\": 100, \"update\": \"exponential\", \"average\": 0.99 }] (GECO).");
    }
}

/// <summary>Settings of <see cref="Reconstruction"/>: there are none.</summary>
public sealed record ReconstructionConfig : ObjectiveConfig
{
    /// <inheritdoc/>
    protected override Objective MakePlain(ObjectiveContext context) => new Reconstruction();
}

/// <summary>The estimators by their names.</summary>
internal static class PathGradients
{
    public static PathEstimator Estimator(PathGradient gradient) => gradient switch
    {
        PathGradient.Reparameterized => PathEstimator.Reparameterized,
        PathGradient.StickingTheLanding => PathEstimator.StickingTheLanding,
        _ => PathEstimator.DoublyReparameterized,
    };

    /// <summary>A bound whose numbers have been looked at.</summary>
    public static MultiSampleBound Checked(MultiSampleBound bound)
    {
        Check(() => _ = bound.Mode);
        return bound;
    }

    /// <summary>What is wrong with the options of an objective is here wrong with its settings.</summary>
    public static void Check(Action look)
    {
        try
        {
            look();
        }
        catch (InvalidOperationException error)
        {
            throw new ArgumentException(error.Message, error);
        }
    }
}
