using System.Text.Json.Serialization;
using Latent.Models;
using Latent.Objectives.Estimators;
using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Objectives;

/// <summary>What an objective is made with beside its settings.</summary>
/// <param name="Model">The model it will train.</param>
/// <param name="StepsPerEpoch">How long an epoch is, for schedules that count these.</param>
/// <param name="Examples">How many examples the training set has.</param>
/// <param name="Scope">Where parameters of the objective's own are made, those of a second player among them.</param>
public sealed record ObjectiveContext(LatentModel Model, long StepsPerEpoch, int Examples, ParameterScope Scope);

/// <summary>A kind of objective and its settings, as a configuration holds it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ElboConfig), "elbo")]
[JsonDerivedType(typeof(ImportanceWeightedConfig), "iwae")]
[JsonDerivedType(typeof(RenyiConfig), "renyi")]
[JsonDerivedType(typeof(ReconstructionConfig), "reconstruction")]
public abstract record ObjectiveConfig
{
    /// <summary>Makes the objective.</summary>
    /// <exception cref="ArgumentException">A setting makes no sense; the message says which.</exception>
    public abstract Objective Make(ObjectiveContext context);
}

/// <summary>What free bits are counted by.</summary>
public enum FreeBitsUnit
{
    /// <summary>A latent site.</summary>
    Site,

    /// <summary>An independent dimension of a site.</summary>
    Dimension,
}

/// <summary>How gradients pass through draws.</summary>
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

    /// <summary>α of -α·log q(y | x), for models with labels that q also infers (Kingma et al. 2014, eq. 9); 0 for none.</summary>
    public double ClassificationWeight { get; set; }

    /// <summary>How gradients pass through draws.</summary>
    public PathGradient Gradient { get; set; }

    /// <inheritdoc/>
    public override Objective Make(ObjectiveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!(ClassificationWeight >= 0 && double.IsFinite(ClassificationWeight)))
            throw new ArgumentException($"elbo: classificationWeight is {ClassificationWeight}; it is a finite number, 0 or more.");
        if (Samples < 1) throw new ArgumentException($"elbo: samples is {Samples}; at least one is needed.");
        return new Elbo
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
    public override Objective Make(ObjectiveContext context) =>
        new ImportanceWeighted { Samples = Samples, Groups = Groups, Path = PathGradients.Estimator(Gradient) };
}

/// <summary>Settings of <see cref="Renyi"/>.</summary>
public sealed record RenyiConfig : ObjectiveConfig
{
    /// <summary>α.</summary>
    public double Order { get; set; } = 0.5;

    /// <summary>K.</summary>
    public int Samples { get; set; } = 5;

    /// <inheritdoc/>
    public override Objective Make(ObjectiveContext context) => new Renyi { Order = Order, Samples = Samples };
}

/// <summary>Settings of <see cref="Reconstruction"/>: there are none.</summary>
public sealed record ReconstructionConfig : ObjectiveConfig
{
    /// <inheritdoc/>
    public override Objective Make(ObjectiveContext context) => new Reconstruction();
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
}
